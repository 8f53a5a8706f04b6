"""What OpenAPI says of single fields, where apispec alone would say it otherwise."""

from __future__ import annotations

from typing import Any

from schemas.fields import Choice


def named_enumeration(self: Any, field: Any, ret: dict[str, Any]) -> dict[str, Any]:
    """Every enumeration becomes one named component, which defines its values."""
    if not isinstance(field, Choice):
        return {}
    components = self.spec.components
    if field.component not in components.schemas:
        schema = {"type": "string", "enum": field.values, "description": field.explanation}
        components.schema(field.component, schema)
    for name in ("type", "enum"):
        ret.pop(name, None)
    reference = {"$ref": f"#/components/schemas/{field.component}"}
    return {"anyOf": [reference, {"type": "null"}]} if field.allow_none else reference


def no_null_default(_: Any, field: Any, ret: dict[str, Any]) -> dict[str, Any]:
    """Some generators take a default for a promise that the property is there."""
    if ret.get("default", ...) is None:
        del ret["default"]
    return {}
