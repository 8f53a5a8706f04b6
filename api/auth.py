"""Who may write: bearer tokens, and what their scopes allow."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_httpauth import HTTPTokenAuth

from models import Token
from models.vocabularies import Scope
from schemas import ProblemCode

from .errors import Problem


class BearerAuth(HTTPTokenAuth):  # type: ignore[misc]
    def get_auth(self) -> Any:
        """What the request brings. Werkzeug fails on Basic with letters beyond ASCII."""
        try:
            return super().get_auth()
        except ValueError:
            return None


auth = BearerAuth(scheme="Bearer", realm="Readout")


class Writer(NamedTuple):
    name: str
    scope: str


@auth.verify_token
def _verify(secret: str) -> Writer | None:
    found = Token.verify(secret) if secret else None
    return Writer(*found) if found else None


@auth.get_user_roles
def _roles(writer: Writer) -> list[str]:
    # Admin includes write.
    return [Scope.write, Scope.admin] if writer.scope == Scope.admin else [writer.scope]


@auth.error_handler
def _refuse(status: int) -> Any:
    if status == ProblemCode.forbidden.status:
        raise Problem(ProblemCode.forbidden, "The token's scope does not allow this.")
    raise Problem(
        ProblemCode.unauthorized,
        "Send `Authorization: Bearer` with a valid token; `readout token create` makes one.",
        headers={"WWW-Authenticate": auth.authenticate_header()},
    )


def writer_name() -> str:
    """The name of the token that the request was made with."""
    writer: Writer = auth.current_user()
    return writer.name
