"""The OpenAPI document as it is served, and Swagger UI, which shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
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


# What generators of clients trip over


METHODS = ("get", "put", "post", "patch", "delete")
# Names that languages or generators have a meaning of their own for. `type` is RFC 9457's.
RENAMED = {"date", "format", "from", "next", "copy", "json", "type", "class", "self", "import"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method."""
    for path, item in document()["paths"].items():
        yield from ((path, method, item[method]) for method in METHODS if method in item)


def parts(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in the document, but for what examples hold, with the place where it stands."""
    if isinstance(node, dict):
        yield place, node
        for name, inner in node.items():
            if name not in ("example", "examples"):
                yield from parts(inner, f"{place}/{name}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from parts(inner, f"{place}/{index}")


def schemas() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = document()["components"]["schemas"]
    return found


def test_every_operation_has_a_name_of_its_own_a_tag_and_says_what_it_does() -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations())
    assert [name for name, times in names.items() if times > 1] == []
    tags = {tag["name"] for tag in document()["tags"]}
    for path, method, operation in operations():
        assert re.fullmatch("[a-z]+([A-Z][a-z0-9]+)*", operation["operationId"])
        assert set(operation["tags"]) <= tags, (path, method)
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)


def test_every_enumeration_is_a_component_of_its_own() -> None:
    places = [place for place, part in parts(document()) if isinstance(part.get("enum"), list)]
    assert places == [f"/components/schemas/{place.split('/')[-1]}" for place in places]
    assert len(places) > 20


def test_every_json_body_is_a_component() -> None:
    for path, method, operation in operations():
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (body.get("content", {}) for body in bodies):
            for media_type, said in content.items():
                if media_type.endswith(("/json", "+json")):
                    assert set(said["schema"]) == {"$ref"}, (path, method)


def test_a_record_is_one_component_wherever_it_is_answered() -> None:
    nouns = [
        name for name in schemas() if f"{name}Patch" in schemas() and f"{name}List" in schemas()
    ]
    assert len(nouns) == 6
    for noun in nouns:
        plain = re.compile(f"(get|create|replace|update|merge){noun}(Revision)?")
        answers = {
            answer["content"]["application/json"]["schema"]["$ref"]
            for _, _, operation in operations()
            if plain.fullmatch(operation["operationId"])
            for status, answer in operation["responses"].items()
            if status in ("200", "201")
        }
        items = schemas()[f"{noun}List"]["properties"]["items"]["items"]["$ref"]
        assert answers | {items} == {f"#/components/schemas/{noun}"}


def test_an_operation_answers_json_alone_or_has_a_path_of_its_own() -> None:
    for path, method, operation in operations():
        for status, answer in operation["responses"].items():
            types = set(answer.get("content", {}))
            if types and "." not in path:
                assert types == {"application/json"}, (path, method, status)


def test_success_is_the_first_answer() -> None:
    for path, method, operation in operations():
        assert next(iter(operation["responses"])).startswith("2"), (path, method)


def test_no_component_has_a_number_for_a_name() -> None:
    assert [name for name in schemas() if re.search(r"[0-9]$", name)] == []


def test_a_default_is_never_null_and_a_list_is_given_by_repeating_it() -> None:
    for place, part in parts(document()):
        assert part.get("default", "") is not None, place
        assert part.get("explode") is not False, place


def test_no_property_or_parameter_has_a_name_that_generators_change() -> None:
    # What RFC 9457 and RFC 6902 have given names to keeps them.
    given = {"Problem": {"type"}, "PatchOperation": {"from"}}
    for name, schema in schemas().items():
        reserved = RENAMED - given.get(name, set())
        assert not reserved & set(schema.get("properties", {})), name
    for path, _, operation in operations():
        assert not RENAMED & {p["name"] for p in operation.get("parameters", [])}, path


def test_what_is_read_has_every_property_and_what_is_written_needs_few() -> None:
    for name, schema in schemas().items():
        properties, required = set(schema.get("properties", {})), set(schema.get("required", []))
        if name.endswith("Patch"):
            assert not required, name
        elif not name.endswith(("Input", "Error", "Operation")) and name != "Included":
            # What `include` did not ask for is not there at all; nor is what a step has no use for,
            # or what stands in place of a total.
            assert properties - {"included", "total_at_least"} == required, name
    assert len(schemas()["Meeting"]["required"]) > len(schemas()["MeetingInput"]["required"])
