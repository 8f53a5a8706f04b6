"""Reading what one wrote: `Readout-Seq` of a write, sent back with a read, rules older copies out.

An archive may be read from replicas, which follow it with a delay.
"""

from __future__ import annotations

from flask import Response, request

from .errors import invalid, of

HEADER = "Readout-Seq"
MOST = 10**18 - 1


def tell(response: Response, seq: int) -> Response:
    """Say in the answer to a write which change of the archive was the last by then."""
    response.headers[HEADER] = str(seq)
    return response


def asked() -> int:
    """The change that the answer must know of; 0 where the caller does not say. Raises 422."""
    text = request.headers.get(HEADER, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST))):
        raise invalid([of(HEADER, f"“{text}” is no number of a change.")])
    return int(text)
