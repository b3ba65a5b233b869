"""What a value looks like in JSON. The serializers that use these are given `language` (null: all six) in their context."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reformtracker.publishing.texts import PATHS, column
from reformtracker.sources.models import Citation

SIX = {code: {"type": ["string", "null"]} for code in PATHS}

TEXT: dict[str, Any] = {
    "description": "A string, null where it is not written in that language; with `lang=all` an object of six.",
    "anyOf": [
        {"type": ["string", "null"]},
        {"type": "object", "properties": SIX, "required": list(SIX), "additionalProperties": False},
    ],
}

TEXT_SCHEMA = {"$ref": "#/components/schemas/Text"}

CITATIONS_SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "description": "One paragraph, or a range `from` one `to` another.",
        "properties": {name: {"type": "string"} for name in ("document", "paragraph", "from", "to", "url")},
        "required": ["document", "url"],
        "additionalProperties": False,
    },
}


def text(row: models.Model, field: str, language: str | None) -> str | dict[str, str | None] | None:
    """Never in another language than the one asked for: an English text under `lang=fr` would be taken for French."""
    if language is None:
        return {code: getattr(row, column(field, django)) or None for code, django in PATHS.items()}
    return getattr(row, column(field, PATHS[language])) or None


def number(value: Decimal | None) -> int | float | None:
    """A JSON number; of at most 15 digits, so a float gives back exactly what was written."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def citations(rows: Iterable[Citation], language: str | None) -> list[dict[str, str]]:
    return [_citation(row, language or "en") for row in rows]


def _citation(row: Citation, language: str) -> dict[str, str]:
    where = {"from": row.paragraph, "to": row.paragraph_to} if row.paragraph_to else {"paragraph": row.paragraph}
    return {"document": row.document.symbol, **where, "url": row.document.url(language)}


@extend_schema_field(TEXT_SCHEMA)
class Text(serializers.Field[Any, Any, Any, Any]):
    """A translated field of the row."""

    def __init__(self, field: str = "") -> None:
        super().__init__(source="*", read_only=True)
        self.field = field

    @property
    def column(self) -> str:
        return self.field or self.field_name or ""

    def to_representation(self, value: models.Model) -> Any:
        return text(value, self.column, self.context["language"])


@extend_schema_field({"type": ["number", "null"]})
class Number(serializers.Field[Any, Any, Any, Any]):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Decimal) -> int | float | None:
        return number(value)


@extend_schema_field({"type": ["string", "null"]})
class Plain(serializers.Field[Any, Any, Any, Any]):
    """A text that is the same in every language; null where the column is empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: str) -> str | None:
        return value or None


class Word(serializers.ChoiceField):
    """One of a fixed set of words; null where the column is empty."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices, read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return str(value) if value else None


@extend_schema_field(CITATIONS_SCHEMA)
class Citations(serializers.Field[Any, Any, Any, Any]):
    """Of a version; with `part`, those that rest under one part of it."""

    def __init__(self, part: str = "") -> None:
        super().__init__(source="*", read_only=True)
        self.part = part

    def to_representation(self, value: Any) -> list[dict[str, str]]:
        rows = [row for row in value.citations.all() if not self.part or row.part == self.part]
        return citations(rows, self.context["language"])
