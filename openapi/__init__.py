"""The OpenAPI document, as it is served and as it is kept."""
