"""What the public may see of the database, table by table, worked out from the models. `public_role` writes it down there.

What nobody has named is not shown: a new table is hidden until something public leads to it, a new column of a version until
it is part of its content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, ForeignKey, Model

from reformtracker.publishing.models import Chain, Person, Release, ReleaseFile, Tally, Touch, Version
from reformtracker.publishing.registry import children, derived, kinds, showing
from reformtracker.publishing.texts import columns

EVERY_ROW = "TRUE"
OF_A_VERSION = (
    *("id", "thing", "number", "version_kind", "reason", "origin", "state", "release", "from_release", "to_release"),
    *("content_hash", "redacted"),
)
"""What is said of every version beside its content; all else is the work of staff."""
UNTIL_RELEASED = ("publish_at", "planned_by", "planned_at")
"""When a release was meant to be, and who planned it."""


@dataclass(frozen=True)
class Shown:
    """`rows`: a condition in SQL on a row of the table. A table that it asks is asked as the public sees that.

    `hidden`: columns that are there, and say nothing.
    """

    model: type[Model]
    rows: str
    hidden: frozenset[str] = frozenset()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        return [column for column in map(_column, self.model._meta.concrete_fields) if column not in self.hidden]

    def cells(self, connection: BaseDatabaseWrapper) -> Iterator[str]:
        """Of every column what a reader gets, in the order of the model."""
        for field in self.model._meta.concrete_fields:
            column = _column(field)
            says = f"NULL::{field.db_type(connection)}" if column in self.hidden else f't."{column}"'
            yield f'{says} AS "{column}"'


def shown() -> dict[str, Shown]:
    """By table."""
    whole: tuple[Any, ...] = (Touch, MigrationRecorder.Migration, *derived())
    found = [
        Shown(Chain, "head > 0"),
        Shown(Release, f"state = '{Release.State.PUBLISHED}'", _columns_of(Release, UNTIL_RELEASED)),
        *(Shown(model, _leads_to(model, "release")) for model in (ReleaseFile, Tally)),
        *(Shown(model, EVERY_ROW) for model in whole),
        *(Shown(model, rows, _columns_of(model, hidden)) for model, rows, hidden in showing()),
        *_versions(),
    ]
    found += _things([one.model for one in found])
    found += _references([one.model for one in found])
    return {one.table: one for one in found}


def _versions() -> Iterator[Shown]:
    for version in kinds():
        yield Shown(version, "from_release IS NOT NULL", _work_on(version))
        for child in children(version).values():
            yield Shown(child, _leads_to(child, "version"))


def _work_on(version: type[Version]) -> frozenset[str]:
    public = {*OF_A_VERSION, *version.CONTENT, *version.COMPUTED}
    public |= {column for name in ("reason", *version.TRANSLATED) for column in columns(name)}
    return frozenset(_column(field) for field in version._meta.concrete_fields if field.name not in public)


def _things(public: list[type[Model]]) -> Iterator[Shown]:
    """A thing is named by its own public versions, by public things that lie under it, and by the content of others."""
    things: list[Any] = [key.related_model for kind in kinds() for key in _foreign_keys(kind) if key.name == "thing"]
    naming = [model for model in public if model not in derived()] + things
    for thing in things:
        yield Shown(thing, _named_by(thing, (model for model in naming if model is not thing)))
        for part in thing.PARTS:
            rows = thing._meta.get_field(part)
            yield Shown(rows.related_model, _leads_to(rows.related_model, rows.field.name))


def _references(public: list[type[Model]]) -> Iterator[Shown]:
    """Documents, entities and the like: those that something public points to."""
    given = {*public, Person}
    pointed = {field.related_model for model in public for field in _foreign_keys(model)}
    for model in sorted(pointed - given, key=lambda one: one._meta.label):
        yield Shown(model, _named_by(model, public))


def _named_by(model: type[Model], others: Iterable[type[Model]]) -> str:
    keys = [(field.column, other) for other in others for field in _foreign_keys(other) if field.related_model is model]
    table = model._meta.db_table
    return " OR ".join(
        f'EXISTS (SELECT FROM {other._meta.db_table} o WHERE o."{key}" = {table}.id)' for key, other in keys
    )


def _leads_to(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    table, above = model._meta.db_table, field.related_model._meta.db_table
    return f'EXISTS (SELECT FROM {above} o WHERE o.id = {table}."{field.column}")'


def _foreign_keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _columns_of(model: type[Model], names: Collection[str]) -> frozenset[str]:
    return frozenset(_column(field) for field in model._meta.concrete_fields if field.name in names)


def _column(field: Field[Any, Any]) -> str:
    return str(field.column)
