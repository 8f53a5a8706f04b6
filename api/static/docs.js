// Opens on the Osaka meeting: the operation that reads it, ready to be tried.
if (!location.hash) {
  history.replaceState(null, "", "#/meetings/getMeeting");
}
window.ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  // The validator's badge would ask another server.
  validatorUrl: null,
});
