"""No change of the OpenAPI document breaks a caller before the major version says so."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
from checked import DOCUMENT, document
from compatibility import breaks

RELEASED = DOCUMENT.parent / "released"
Node = dict[str, Any]


def generation(version: str) -> tuple[int, ...]:
    """What a version promises not to break: its major number; before 1.0 its minor one too."""
    major, minor, *_ = map(int, version.split("."))
    return (major,) if major else (major, minor)


def releases() -> list[Path]:
    found = RELEASED.glob("*.json")
    return sorted(found, key=lambda path: [int(n) for n in path.stem.split(".")])


def test_the_document_keeps_what_was_promised_last() -> None:
    path = releases()[-1]
    last = orjson.loads(path.read_bytes())
    assert last["info"]["version"] == path.stem
    if generation(path.stem) == generation(document()["info"]["version"]):
        assert breaks(last, document()) == []


def schema(changed: Node, name: str) -> Node:
    found: Node = changed["components"]["schemas"][name]
    return found


def operation(changed: Node, path: str, method: str = "get") -> Node:
    found: Node = changed["paths"][path][method]
    return found


def rename(node: Node, old: str, new: str) -> None:
    node[new] = node.pop(old)


BREAKING: dict[str, Callable[[Node], Any]] = {
    "a path is gone": lambda d: d["paths"].pop("/topics"),
    "a method is gone": lambda d: d["paths"]["/topics/{slug}"].pop("patch"),
    "an operation is renamed": lambda d: operation(d, "/topics").update(operationId="topics"),
    "reading needs a token": lambda d: operation(d, "/topics").update(security=[{"b": []}]),
    "a parameter is gone": lambda d: operation(d, "/meetings")["parameters"].pop(),
    "a parameter is required": lambda d: operation(d, "/meetings")["parameters"][0].update(
        required=True
    ),
    "a parameter takes less": lambda d: operation(d, "/meetings")["parameters"][0]["schema"].update(
        maximum=100
    ),
    "a success has another status": lambda d: rename(
        operation(d, "/topics", "post")["responses"], "201", "200"
    ),
    "a header is gone": lambda d: operation(d, "/topics")["responses"]["200"]["headers"].pop(
        "ETag"
    ),
    "a property of a body is gone": lambda d: schema(d, "TopicInput")["properties"].pop("broader"),
    "a property of a body is required": lambda d: schema(d, "TopicInput")["required"].append(
        "broader"
    ),
    "a text may be less long": lambda d: schema(d, "TopicInput")["properties"]["name"].update(
        maxLength=10
    ),
    "a property of an answer is gone": lambda d: (
        schema(d, "Topic")["properties"].pop("broader"),
        schema(d, "Topic")["required"].remove("broader"),
    ),
    "a property of an answer is renamed": lambda d: (
        rename(schema(d, "Topic")["properties"], "broader", "above"),
        schema(d, "Topic").update(
            required=[n for n in schema(d, "Topic")["required"] if n != "broader"]
        ),
    ),
    "a property may be left out of an answer": lambda d: schema(d, "Topic")["required"].remove(
        "broader"
    ),
    "a property of an answer may be null": lambda d: schema(d, "Topic")["properties"][
        "name"
    ].update(type=["string", "null"]),
    "a property has another type": lambda d: schema(d, "Topic")["properties"]["name"].update(
        type="integer"
    ),
    "a vocabulary has a new value": lambda d: schema(d, "MeetingKind")["enum"].append("picnic"),
    "a vocabulary lost a value": lambda d: schema(d, "MeetingKind")["enum"].remove("visit"),
    "a component is renamed": lambda d: rename(d["components"]["schemas"], "Topic", "Subject"),
}
HARMLESS: dict[str, Callable[[Node], Any]] = {
    "nothing": lambda d: None,
    "a new path": lambda d: d["paths"].update({"/themes": deepcopy(d["paths"]["/topics"])}),
    "a new optional parameter": lambda d: operation(d, "/topics")["parameters"].append(
        {"in": "query", "name": "more", "schema": {"type": "string"}}
    ),
    "a new property of an answer": lambda d: schema(d, "Topic")["properties"].update(
        more={"type": "string"}
    ),
    "a new optional property of a body": lambda d: schema(d, "TopicInput")["properties"].update(
        more={"type": "string"}
    ),
    "a longer text": lambda d: schema(d, "TopicInput")["properties"]["name"].update(maxLength=999),
    "another description": lambda d: schema(d, "Topic").update(description="Other words."),
    "a property of a body is not required any more": lambda d: schema(d, "TopicInput")[
        "required"
    ].remove("name"),
}


@pytest.mark.parametrize("change", BREAKING)
def test_a_change_that_breaks_callers_is_seen(change: str) -> None:
    changed = deepcopy(document())
    BREAKING[change](changed)
    assert breaks(document(), changed)


@pytest.mark.parametrize("change", HARMLESS)
def test_a_change_that_breaks_nobody_is_let_through(change: str) -> None:
    changed = deepcopy(document())
    HARMLESS[change](changed)
    assert breaks(document(), changed) == []


def test_a_major_version_may_break_what_an_older_one_promised() -> None:
    assert generation("1.2.3") == generation("1.9.0") != generation("2.0.0")
    assert generation("0.1.0") == generation("0.1.7") != generation("0.2.0")
