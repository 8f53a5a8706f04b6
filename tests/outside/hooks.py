"""What schemathesis is not to try, because a schema cannot say that it is refused."""

import json
from typing import Any
from urllib.parse import urlencode

import schemathesis

# What READOUT_MAX_URL is by default, less room for a method and the version of HTTP.
LONGEST_ADDRESS = 8170
# READOUT_MAX_BODY.
LARGEST_BODY = 1_048_576
# A header that nobody knows is ignored, as HTTP wants it. Schemathesis expects it to be refused.
UNKNOWN_HEADER = "x-schemathesis-unknown-property"


@schemathesis.hook
def filter_case(_context: Any, case: Any) -> bool:
    sent = case.as_transport_kwargs(base_url="http://localhost")
    address = sent["url"] + urlencode(sent.get("params") or {}, doseq=True)
    known = UNKNOWN_HEADER not in (case.headers or {})
    small = len(address) < LONGEST_ADDRESS and len(json.dumps(sent.get("json"))) < LARGEST_BODY
    return known and small and numbers_fit(case.body)


def numbers_fit(part: Any) -> bool:
    """Whether every whole number fits into 64 bits: larger ones are refused wherever they are."""
    if isinstance(part, dict):
        return all(map(numbers_fit, part.values()))
    if isinstance(part, list):
        return all(map(numbers_fit, part))
    return not isinstance(part, int) or abs(part) < 2**63
