"""What a value looks like in JSON. The serializers that use these are given `language` (null: all six) in their context."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reformtracker.publishing.texts import PATHS, column
from reformtracker.sources.models import Citation, address

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
    return in_language(language, *(getattr(row, name) for name in columns(field, language)))


def columns(field: str, language: str | None) -> tuple[str, ...]:
    """Where a text lies in that language; all six of it where none is named."""
    return tuple(column(field, one) for one in ([PATHS[language]] if language else PATHS.values()))


def in_language(language: str | None, *found: str) -> str | dict[str, str | None] | None:
    """Of what lies in these columns."""
    if language:
        return found[0] or None
    return {code: text or None for code, text in zip(PATHS, found, strict=True)}


def number(value: Decimal | None) -> int | float | None:
    """A JSON number; of at most 15 digits, so a float gives back exactly what was written."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def citations(rows: Iterable[Citation], language: str | None) -> list[dict[str, str]]:
    return [_citation(language, *(reach(row, path) for path in CITED)) for row in rows]


CITED = ("document.symbol", "document.link", "paragraph", "paragraph_to")


def _citation(language: str | None, symbol: str, link: str, paragraph: str, to: str) -> dict[str, str]:
    where = {"from": paragraph, "to": to} if to else {"paragraph": paragraph}
    return {"document": symbol, **where, "url": address(link, language or "en")}


def reach(row: Any, path: str) -> Any:
    """What lies at the end of a path of names: None where it breaks off, a list where it goes through many."""
    name, _, rest = path.partition(".")
    found = getattr(row, name)
    if isinstance(found, models.Manager):
        return [reach(one, rest) for one in found.all()]
    return reach(found, rest) if rest and found is not None else found


class Said(serializers.Field[Any, Any, Any, Any]):
    """Of the row: `paths` names what it reads, and `say` is given what lies there."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    @cached_property
    def language(self) -> str | None:
        found: str | None = self.context["language"]
        return found

    def paths(self) -> tuple[str, ...]:
        raise NotImplementedError

    def say(self, *found: Any) -> Any:
        raise NotImplementedError

    def to_representation(self, value: Any) -> Any:
        return self.say(*(reach(value, path) for path in self.paths()))


Paths = str | Callable[[Any], Iterable[str]]


def reads(*paths: Paths) -> Callable[[Callable[..., Any]], Any]:
    """Marks a method of a serializer: it is not given the row but what lies at these paths, some of which may depend on the
    serializer."""

    def mark(method: Any) -> Any:
        method.reads = paths
        return method

    return mark


def read_by(method: Any) -> tuple[str, ...]:
    """The paths of a method so marked."""
    found = ([path] if isinstance(path, str) else path(method.__self__) for path in method.reads)
    return tuple(path for each in found for path in each)


class Made(serializers.SerializerMethodField):
    """By the method `get_…` of the serializer, which is marked with `reads`."""

    @cached_property
    def say(self) -> Any:
        return getattr(self.parent, self.method_name or "")

    def paths(self) -> tuple[str, ...]:
        return read_by(self.say)

    def to_representation(self, value: Any) -> Any:
        return self.say(*(reach(value, path) for path in self.paths()))


@extend_schema_field(TEXT_SCHEMA)
class Text(Said):
    """A translated field of the row."""

    def __init__(self, field: str = "") -> None:
        super().__init__()
        self.field = field

    @property
    def column(self) -> str:
        return self.field or self.field_name or ""

    def paths(self) -> tuple[str, ...]:
        return columns(self.column, self.language)

    def say(self, *found: str) -> Any:
        return (found[0] or None) if self.language else in_language(None, *found)


@extend_schema_field({"type": ["number", "null"]})
class Number(serializers.Field[Any, Any, Any, Any]):
    """Null also where there is nothing that could have it: a withdrawn indicator stands nowhere."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

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
class Citations(Said):
    """Of a version; with `part`, those that rest under one part of it."""

    def __init__(self, part: str = "") -> None:
        super().__init__()
        self.part = part

    def paths(self) -> tuple[str, ...]:
        return tuple(f"citations.{name}" for name in (*CITED, *(["part"] if self.part else [])))

    def say(self, *found: list[str]) -> list[dict[str, str]]:
        rows = zip(*found, strict=True)
        return [_citation(self.language, *row[: len(CITED)]) for row in rows if not self.part or row[-1] == self.part]
