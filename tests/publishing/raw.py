"""Attacks on the database that go round Django: raw SQL, and the name of the rule that stopped it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def change(row: models.Model, **columns: Any) -> None:
    settings = ", ".join(f'"{column}" = %s' for column in columns)
    run(f"UPDATE {row._meta.db_table} SET {settings} WHERE id = %s", *columns.values(), row.pk)


def copy(row: models.Model, **columns: Any) -> None:
    """Inserts a second row like this one, but for these columns."""
    names = [field.column for field in row._meta.concrete_fields if field.column != "id"]
    quoted = [f'"{name}"' for name in names]
    chosen = ["%s" if name in columns else f'"{name}"' for name in names]
    values = [columns[name] for name in names if name in columns]
    table = row._meta.db_table
    run(
        f"INSERT INTO {table} ({', '.join(quoted)}) SELECT {', '.join(chosen)} FROM {table} WHERE id = %s",
        *values,
        row.pk,
    )


def delete(row: models.Model) -> None:
    run(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)


class Refused:
    """`with refused("name"):` passes only if the database stops what is inside, naming this rule."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> Refused:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> bool:
        self.savepoint.__exit__(kind, error, traceback)
        if error is None:
            pytest.fail(f"the database let it pass; {self.name} should have stopped it")
        if not isinstance(error, IntegrityError):
            return False
        said = str(error)
        # SQLite names the columns of a unique constraint, not the constraint.
        assert self.name in said or said.startswith("UNIQUE constraint failed"), said
        return True
