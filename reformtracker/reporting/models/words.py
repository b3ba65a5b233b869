"""A column that holds some of a set of known words: kept as `en,fr`, read as a tuple."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Length, Replace, Trim
from django.db.models.lookups import Exact, LessThanOrEqual


class WordsField(models.CharField[Any, Any]):
    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> tuple[str, ...]:
        return self.to_python(value)

    def to_python(self, value: str | Iterable[str] | None) -> tuple[str, ...]:
        if isinstance(value, str):
            return tuple(value.split(",")) if value else ()
        return tuple(value or ())

    def get_prep_value(self, value: str | Iterable[str] | None) -> str:
        return value if isinstance(value, str) else ",".join(value or ())


def only(field: str, words: Sequence[str]) -> Q:
    """At least one of these words, each once at most, and nothing else: in the SQL that both databases have."""
    whole: Any = Concat(Value(","), field, output_field=models.CharField())
    rest, once = whole, Q()
    for word in words:
        said = Value(f",{word}")
        rest = Replace(rest, said, Value(" "))
        once &= Q(LessThanOrEqual(Length(whole) - Length(Replace(whole, said, Value(""))), len(word) + 1))
    return Q(Exact(Trim(rest), Value(""))) & once
