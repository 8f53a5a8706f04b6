"""The OpenAPI document as it is served, and Swagger UI, which shows it."""

from __future__ import annotations

import re
from typing import Any

from checked import DOCUMENT, document
from openapi_spec_validator import validate


def test_the_document_is_valid_openapi_3_1() -> None:
    assert document()["openapi"].startswith("3.1")
    validate(document())


def test_the_document_that_is_served_is_the_one_that_is_kept(client: Any) -> None:
    served = client.get("/openapi.json")
    assert served.data == DOCUMENT.read_bytes()
    seen = client.get("/openapi.json", headers={"If-None-Match": served.headers["ETag"]})
    assert seen.status_code == 304


def test_examples_are_what_their_schemas_say(client: Any) -> None:
    osaka = document()["components"]["examples"]["Meeting"]["value"]
    stored = client.get("/meetings/osaka-2019").json
    read_only = {"version", "created_at", "updated_at"}
    assert {n: v for n, v in osaka.items() if n not in read_only} == {
        n: v for n, v in stored.items() if n not in read_only
    }


def test_swagger_ui_needs_no_other_server(client: Any) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) >= 4
    for address in addresses:
        assert not re.match(r"https?:|//", address)
        assert client.get(f"/{address}").status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
