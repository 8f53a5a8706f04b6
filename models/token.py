"""Tokens: who may write. The secret is shown once; only its digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import String, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, connection, word
from .instant import UTCDateTime, now
from .vocabularies import Scope


class Token(Base):
    """A secret reads `readout_KEY_RANDOM`: the key finds the row, the digest proves the secret."""

    __tablename__ = "tokens"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = word(Scope)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def issue(cls, name: str, scope: Scope, expires_at: datetime | None) -> str:
        """Keep a new token and return its secret. Raises IntegrityError when the name is taken."""
        key = secrets.token_hex(8)
        secret = f"readout_{key}_{secrets.token_urlsafe(32)}"
        row = {"name": name, "key": key, "digest": _digest(secret), "scope": scope}
        dates = {"created_at": now(), "expires_at": expires_at}
        connection().execute(insert(cls).values(**row, **dates))
        return secret

    @classmethod
    def verify(cls, secret: str) -> tuple[str, str] | None:
        """The name and the scope of a token that is valid now, else None."""
        key = secret.removeprefix("readout_").partition("_")[0]
        found = select(cls.name, cls.scope, cls.digest, cls.expires_at, cls.revoked_at)
        row = connection().execute(found.where(cls.key == key)).one_or_none()
        # Compared in constant time, and also where no row was found, so that neither takes longer.
        proven = hmac.compare_digest(_digest(secret), row.digest if row else _digest(""))
        if row is None or not proven or row.revoked_at is not None:
            return None
        return None if row.expires_at and row.expires_at <= now() else (row.name, row.scope)

    @classmethod
    def revoke(cls, name: str) -> bool:
        """Make a token invalid from now on. False when none of that name was valid."""
        valid = update(cls).where(cls.name == name, cls.revoked_at.is_(None))
        return connection().execute(valid.values(revoked_at=now())).rowcount == 1


def _digest(secret: str) -> str:
    # The secret has 256 random bits: nothing to guess, so nothing that a slow hash would protect.
    return hashlib.sha256(secret.encode()).hexdigest()
