"""Whether an OpenAPI document breaks those who call by an older one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

METHODS = ("get", "put", "post", "patch", "delete")
Node = dict[str, Any]


def breaks(old: Node, new: Node) -> list[str]:
    """What a caller of the old document cannot rely on any more, each with its place."""
    return [*_operations(old, new), *_components(old, new)]


def _operations(old: Node, new: Node) -> Iterator[str]:
    for path, item in old["paths"].items():
        for method in METHODS:
            if method in item:
                now = new["paths"].get(path, {})
                place = f"{method.upper()} {path}"
                if method not in now:
                    yield f"{place} is gone."
                else:
                    yield from _operation(item, now, method, place)


def _operation(old: Node, new: Node, method: str, place: str) -> Iterator[str]:
    was, now = old[method], new[method]
    if was["operationId"] != now["operationId"]:
        yield f"{place} is called {now['operationId']} and not {was['operationId']}."
    if now["security"] and not was["security"]:
        yield f"{place} needs a token."
    yield from _parameters(_listed(old, method), _listed(new, method), place)
    taken, given = _contents(was.get("requestBody")), _contents(now.get("requestBody"))
    yield from _bodies(taken, given, f"{place}, body", asked=True)
    for status, answer in was["responses"].items():
        if status.startswith("2"):
            if status not in now["responses"]:
                yield f"{place} does not answer {status}."
                continue
            answered = now["responses"][status]
            yield from (f"{place}, {status}: {h} is gone." for h in _lost(answer, answered))
            where = f"{place}, {status}"
            yield from _bodies(_contents(answer), _contents(answered), where, asked=False)


def _lost(was: Node, now: Node) -> list[str]:
    return [name for name in was.get("headers", {}) if name not in now.get("headers", {})]


def _listed(item: Node, method: str) -> dict[tuple[str, str], Node]:
    parameters = [*item.get("parameters", []), *item[method].get("parameters", [])]
    return {(p["in"], p["name"]): p for p in parameters}


def _parameters(was: dict[Any, Node], now: dict[Any, Node], place: str) -> Iterator[str]:
    for key, parameter in was.items():
        if key not in now:
            yield f"{place}: the parameter {key[1]} is gone."
        else:
            where = f"{place}, {key[1]}"
            yield from excess(parameter["schema"], now[key]["schema"], where, asked=True)
    for key, parameter in now.items():
        if parameter.get("required") and not was.get(key, {}).get("required"):
            yield f"{place}: the parameter {key[1]} is required."


def _contents(body: Node | None) -> dict[str, Node]:
    return {t: said["schema"] for t, said in (body or {}).get("content", {}).items()}


def _bodies(was: dict[str, Node], now: dict[str, Node], place: str, asked: bool) -> Iterator[str]:
    for media_type, schema in was.items():
        if media_type not in now:
            yield f"{place}: {media_type} is gone."
        elif asked:
            yield from excess(schema, now[media_type], place, asked)
        else:
            yield from excess(now[media_type], schema, place, asked)


def _components(old: Node, new: Node) -> Iterator[str]:
    was, now = old["components"]["schemas"], new["components"]["schemas"]
    asked, answered = _used(old, "requestBody", "parameters"), _used(old, "responses")
    for name, schema in was.items():
        if name not in now:
            yield f"{name} is gone."
            continue
        if name in asked:
            yield from excess(schema, now[name], name, asked=True)
        if name in answered:
            yield from excess(now[name], schema, name, asked=False)


def _used(document: Node, *parts: str) -> set[str]:
    """The components that a part of any operation comes to."""
    open_ends: list[Any] = [
        operation[part]
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
        for part in parts
        if part in operation
    ]
    used: set[str] = set()
    while open_ends:
        node = open_ends.pop()
        if isinstance(node, dict):
            reference = str(node.get("$ref", ""))
            _, _, found = reference.partition("#/components/")
            if found and reference not in used:
                used.add(reference)
                kind, name = found.split("/")
                open_ends.append(document["components"][kind][name])
            open_ends += [
                inner for key, inner in node.items() if key not in ("example", "examples")
            ]
        elif isinstance(node, list):
            open_ends += node
    return {reference.rpartition("/")[2] for reference in used}


# Schemas


def excess(inner: Node, outer: Node, place: str, asked: bool) -> Iterator[str]:
    """What the inner schema allows and the outer one does not.

    Of what is asked, the old schema is the inner one: it may not have taken what is now refused. Of
    answers the new one is: it may not say what was never said.
    """
    inner, outer = _plain(inner), _plain(outer)
    if inner.get("$ref") != outer.get("$ref"):
        yield f"{place} is another component."
    if more := _types(inner) - _types(outer):
        yield f"{place}: {', '.join(sorted(more))} is {'refused' if asked else 'new'}."
    yield from _values(inner, outer, place)
    for name in sorted(set(outer.get("required", [])) - set(inner.get("required", []))):
        yield f"{place}/{name} is {'required' if asked else 'not always there'}."
    ours, theirs = inner.get("properties", {}), outer.get("properties", {})
    for name in ours:
        if name in theirs:
            yield from excess(ours[name], theirs[name], f"{place}/{name}", asked)
        elif asked:
            yield f"{place}/{name} is gone."
    for within in ("items", "additionalProperties"):
        if isinstance(inner.get(within), dict) and isinstance(outer.get(within), dict):
            yield from excess(inner[within], outer[within], f"{place}/{within}", asked)


def _values(inner: Node, outer: Node, place: str) -> Iterator[str]:
    if "enum" in outer and (more := set(inner.get("enum", ["anything"])) - set(outer["enum"])):
        yield f"{place}: {', '.join(sorted(more))} goes beyond the enumeration."
    for limit in ("maxLength", "maximum", "maxItems"):
        if limit in outer and inner.get(limit, float("inf")) > outer[limit]:
            yield f"{place}: {limit} is {outer[limit]}."
    for limit in ("minLength", "minimum", "minItems"):
        if limit in outer and inner.get(limit, float("-inf")) < outer[limit]:
            yield f"{place}: {limit} is {outer[limit]}."
    for rule in ("pattern", "format"):
        if rule in outer and inner.get(rule) != outer[rule]:
            yield f"{place}: {rule} is {outer[rule]}."


EVERYTHING = {"null", "boolean", "number", "integer", "string", "array", "object"}


def _types(schema: Node) -> set[str]:
    said = schema.get("type", ["reference"] if "$ref" in schema else sorted(EVERYTHING))
    types = {said} if isinstance(said, str) else set(said)
    return types | ({"null"} if schema.get("nullable") else set())


def _plain(schema: Node) -> Node:
    """A choice between something and null as that something, marked."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    return {**choices[0], "nullable": True} if len(choices) == 1 else schema
