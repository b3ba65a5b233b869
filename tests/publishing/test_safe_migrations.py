"""A migration leaves the version before at work: what it took away, narrowed or locked for long would be missed while both serve."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    RenameModel,
    RunPython,
    RunSQL,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

pytestmark = [pytest.mark.bar("B12", "B59")]

SETTLED = {
    "sources": "0001",
    "publishing": "0009",
    "initiatives": "0003",
    "benefits": "0005",
    "casestudies": "0001",
    "reporting": "0001",
}
"""What was made before anybody ran two versions at once."""
REVIEWED = {
    "initiatives.0004_following": "frameworks are a handful of rows, looked at in a moment",
    "sources.0002_links_of_the_web": "documents are some hundred rows, looked at in a moment; the field gets a validator, the column nothing",
}
"""Migration -> why it may do so all the same, such as: the version before has not read the column any more."""
AGAIN = (AddIndexConcurrently, RemoveIndexConcurrently, ValidateConstraint)
"""Outside a transaction, and safe to repeat where they were killed but for the first, whose remains must be dropped."""


def faults(migration: Migration) -> Iterator[str]:
    new = {one.name.lower() for one in migration.operations if isinstance(one, CreateModel)}
    for operation in migration.operations:
        if getattr(operation, "model_name", "").lower() not in new and (fault := _fault(operation)):
            yield f"{type(operation).__name__}: {fault}"
    if not migration.atomic and not all(isinstance(one, AGAIN) for one in migration.operations):
        yield "not atomic: killed in the middle, it could not be made again"


def _fault(operation: Operation) -> str:
    match operation:
        case AddIndexConcurrently() | AddConstraintNotValid():
            return ""
        case RemoveField() | RenameField() | RenameModel() | DeleteModel():
            return "the version before still reads it; take it away one version later"
        case AlterField():
            return "it may rewrite the whole table, and the views of the public servers go for it"
        case AddField(field=field) if not (field.null or field.has_db_default() or field.many_to_many):
            return "the version before writes rows without it; give it a db_default"
        case AddIndex():
            return "nobody writes while it is made; AddIndexConcurrently"
        case AddConstraint():
            return "nobody reads while all rows are looked at; AddConstraintNotValid, then ValidateConstraint"
        case RunSQL():
            return "what it does is not seen here"
    return ""


def test_every_new_migration_leaves_the_version_before_at_work() -> None:
    found = {
        f"{app}.{name}": list(faults(migration))
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in SETTLED and name[:4] > SETTLED[app]
    }
    assert {name: said for name, said in found.items() if said and name not in REVIEWED} == {}


TEXT = models.TextField()


@pytest.mark.parametrize(
    "operation",
    [
        RemoveField("unit", "label"),
        RenameField("unit", "label", "name"),
        DeleteModel("unit"),
        AlterField("unit", "label", TEXT),
        AddField("unit", "more", TEXT),
        AddIndex("unit", models.Index(fields=["label"], name="by_label")),
        AddConstraint("unit", models.UniqueConstraint(fields=["label"], name="one_label")),
        RunSQL("VACUUM"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_would_be_missed_is_refused(operation: Operation) -> None:
    migration = Migration("0010_more", "benefits")
    migration.operations = [operation]
    assert len(list(faults(migration))) == 1


def test_what_nobody_misses_is_taken() -> None:
    migration = Migration("0010_more", "benefits")
    migration.operations = [
        AddField("unit", "more", models.TextField(null=True)),
        AddField("unit", "much", models.TextField(db_default="")),
        RunPython(RunPython.noop),
        CreateModel("Other", [("label", TEXT)]),
        AddIndex("other", models.Index(fields=["label"], name="by_label")),
        AddField("other", "more", TEXT),
    ]
    assert list(faults(migration)) == []
    migration.atomic = False
    assert len(list(faults(migration))) == 1
