"""Which columns of a row a public page reads.

A version has every text in six languages and what staff keep about it: on a page of many rows most of the work would be
to read what nobody is shown. What is left out here is still read when it is asked for, by a query of its own: the counts
of queries in `tests/web/test_queries.py` tell of it.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import get_language

from reformtracker.publishing.models import Version
from reformtracker.publishing.texts import SUFFIXES

Rows = TypeVar("Rows", bound="QuerySet[Model]")

WORKING = (
    *("file_hash", "edits", "created_at", "edited_by", "edited_at", "submitted_by", "submitted_at"),
    *("approved_by", "approved_at", "approved_hash", "content_hash"),
)
"""Columns of a version that no page shows."""


def for_reader(rows: Rows, *related: str) -> Rows:
    """Without the texts in languages that are neither the reader's nor English, and without what staff keep: of the
    rows themselves, and of those that come along at the paths `related`."""
    language = get_language() or "en"
    unread = [*_unread(rows.model, language)]
    for path in related:
        unread += (f"{path}__{name}" for name in _unread(_at(rows.model, path), language))
    # The manager of translations would defer a text in every language.
    return QuerySet.defer(rows, *unread)


def _at(model: type[Model], path: str) -> type[Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]  # a foreign key leads to a model
    return model


@cache
def _unread(model: type[Model], language: str) -> tuple[str, ...]:
    """A text has a column for each language, and a plain one that is read by nothing: see `texts.text`."""
    names = {field.name for field in model._meta.concrete_fields}
    texts = [name for name in names if all(f"{name}_{suffix}" in names for suffix in SUFFIXES.values())]
    others = [suffix for code, suffix in SUFFIXES.items() if code not in (language, "en")]
    unread = [column for name in texts for column in (name, *(f"{name}_{suffix}" for suffix in others))]
    return (*unread, *(WORKING if issubclass(model, Version) else ()))
