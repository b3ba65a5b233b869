"""Which type a column has, in the words of Frictionless Table Schema: read off the serializer, never said twice."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from reformtracker.api import fields
from reformtracker.api.tables.columns import Column

TEXT = {"type": "string"}
_OF_JSON = {"boolean": "boolean", "integer": "integer", "number": "number"}
_OF_FORMAT = {"date": "date", "date-time": "datetime"}


def described(column: Column, serializer: Any) -> dict[str, Any]:
    """`type`, and `constraints` where only some words are allowed."""
    found = _at(serializer, column.path) if column.path else None
    if isinstance(found, dict):
        return _of_schema(found)
    if isinstance(found, serializers.ChoiceField):
        return {**TEXT, "constraints": {"enum": [str(word) for word in found.choices if word]}}
    return {"type": _of_field(found)}


def _at(node: Any, path: tuple[str, ...]) -> Any:
    """A field of the serializer or, where a method makes the value, the JSON Schema that is noted on the method."""
    for name in path:
        if node is None or name == "":
            return None
        node = node["properties"].get(name) if isinstance(node, dict) else _noted(node, name)
    return node


def _noted(serializer: Any, name: str) -> Any:
    found = serializer.get_fields().get(name)
    if not isinstance(found, serializers.SerializerMethodField):
        return found
    method = getattr(serializer, f"get_{name}")
    return getattr(method, "_spectacular_annotation", {}).get("field")


def _of_schema(schema: dict[str, Any]) -> dict[str, Any]:
    words = schema.get("type", "string")
    word = next((one for one in ([words] if isinstance(words, str) else words) if one != "null"), "string")
    return {"type": _OF_FORMAT.get(schema.get("format", ""), _OF_JSON.get(word, "string"))}


def _of_field(field: Any) -> str:
    match field:
        case serializers.BooleanField():
            return "boolean"
        case serializers.IntegerField():
            return "integer"
        case fields.Number():
            return "number"
        case serializers.DateTimeField():
            return "datetime"
        case serializers.DateField():
            return "date"
    return "string"
