"""Swagger UI at /docs, all of it from this server, and the service's front door."""

from __future__ import annotations

from importlib.resources import files

from flask import Blueprint, Response, render_template, request

# The page needs nothing from elsewhere, no inline script and no inline style.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

blp = Blueprint("docs", __name__, static_folder="static", static_url_path="/docs/static")
assets = Blueprint(
    "swagger",
    __name__,
    static_folder=str(files("flask_swagger_ui") / "dist"),
    static_url_path="/docs/assets",
)


@blp.before_request
@assets.before_request
def give_files_whole() -> None:
    """Parts of them nobody needs, and who asks for parts that are not there is no worse off."""
    request.environ.pop("HTTP_RANGE", None)


@blp.get("/docs")
def docs() -> Response:
    page = Response(render_template("docs.html"))
    page.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    page.headers["X-Content-Type-Options"] = "nosniff"
    page.headers["Referrer-Policy"] = "no-referrer"
    return page
