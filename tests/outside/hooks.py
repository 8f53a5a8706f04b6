"""What schemathesis is told of Readout: what a schema cannot say, and which refusals are right."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import schemathesis

# What READOUT_MAX_URL is by default, less room for a method and the version of HTTP.
LONGEST_ADDRESS = 8170
# READOUT_MAX_BODY.
LARGEST_BODY = 1_048_576
# A header that nobody knows is ignored, as HTTP wants it. Schemathesis expects it to be refused.
UNKNOWN_HEADER = "x-schemathesis-unknown-property"

# Why a request that fulfils its schema can be refused with 422, as `errors` say it. First those
# that name nothing: references, cursors, paths, slugs.
NAMES_NOTHING = (
    "There is no [a-z]+ “.*”",
    "“.*” is no other [a-z]+ that is there",
    "By [a-z_]+, [a-z]+ “.*” would come to stand under itself",
    "This is no cursor",
    "This cursor is of a list with other filters or sort",
    "“.*” names no property of this record that can be cited",
    "“.*” would point at another entry than before",
    "The address says “.*”. A slug is for life",
)
# Then rules that hold between several values, and lists of what there is in the world.
NO_SCHEMA_SAYS = (
    "“.*” names a day that no calendar has",
    "“.*” ends before it begins",
    "“.*” is no time zone of the IANA database",
    "“.*” stands in this list already",
    "Say when it was held, or in planned_on when it was to be",
    "Name the speaker once: speaker has a record",
    "Say who says it, here or in speaker_label",
    "Say what the source says instead",
    "Name two or more different leaders",
    "Records are read along as they are now only",
    "More than [0-9]+ [a-z]+ stand beside these",
)
REASONS = re.compile("|".join((*NAMES_NOTHING, *NO_SCHEMA_SAYS)), re.DOTALL)


@schemathesis.check
def refuses_valid_data_for_a_reason(_context: Any, response: Any, case: Any) -> None:
    """A request that fulfils its schema is refused with 422 for a reason of the list, or not."""
    if response.status_code == 422 and case.meta and case.meta.generation.mode.is_positive:
        details = [error["detail"] for error in response.json()["errors"]]
        assert details, response.text
        for detail in details:
            assert REASONS.match(detail), f"No reason to refuse valid data: {detail}"


@schemathesis.hook
def filter_case(_context: Any, case: Any) -> bool:
    sent = case.as_transport_kwargs(base_url="http://localhost")
    address = sent["url"] + urlencode(sent.get("params") or {}, doseq=True)
    known = UNKNOWN_HEADER not in (case.headers or {})
    small = len(address) < LONGEST_ADDRESS and len(json.dumps(sent.get("json"))) < LARGEST_BODY
    return known and small and all(can_be_kept(value) for value in any_values(case.body))


def any_values(body: Any) -> Iterator[Any]:
    """What a citation says that its source says instead: its schema takes any JSON value."""
    citations = body.get("citations") if isinstance(body, dict) else None
    for citation in citations if isinstance(citations, list) else ():
        if isinstance(citation, dict):
            yield citation.get("value")


def can_be_kept(value: Any) -> bool:
    """Whether a JSON value has no NUL, and no whole number beyond 64 bits."""
    if isinstance(value, dict):
        return all(map(can_be_kept, (*value, *value.values())))
    if isinstance(value, list):
        return all(map(can_be_kept, value))
    if isinstance(value, str):
        return "\0" not in value
    return not isinstance(value, int) or abs(value) < 2**63
