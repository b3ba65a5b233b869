"""The triggers behind `Touch`: which writes outside a release change what the public is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from reformtracker.publishing.models import Redaction, Touch
from reformtracker.publishing.triggers import Effect, add, changed, columns_of

# Of the transaction, in both databases alike.
_TOUCH = f"INSERT INTO {Touch._meta.db_table} (at) SELECT CURRENT_TIMESTAMP"


def on_edit(model: type[Model], is_public: Iterable[str]) -> None:
    """Rows of reference data; `is_public`: conditions in SQL on OLD, any of which makes a row part of the record.

    Others are nobody's business yet: an edit of theirs must not be told by an ETag.
    """
    table, differs = model._meta.db_table, changed(*columns_of(model))
    add(
        Effect(
            f"{table}_touches_the_record",
            table,
            ("UPDATE",),
            f"{_TOUCH} WHERE {differs} AND ({' OR '.join(is_public)})",
            unless=f"NOT {differs}",
        )
    )


def on_redaction() -> None:
    on_showing(Redaction, "OLD.confirmed_by_id IS NULL AND NEW.confirmed_by_id IS NOT NULL")


def on_showing(model: type[Model], when: str) -> None:
    """An update of a row that, under this condition in SQL on OLD and NEW, shows or hides something at once."""
    table: Any = model._meta.db_table
    add(Effect(f"{table}_touches_the_record", table, ("UPDATE",), f"{_TOUCH} WHERE {when}", unless=f"NOT ({when})"))
