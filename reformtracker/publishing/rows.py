"""Many rows at once: written in a few statements, without a model instance or a round trip for each.

Triggers and constraints hold for these rows as for any other. Nothing else of the project writes around the ORM.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Field, Model, QuerySet
from psycopg2.extras import execute_values

Cell = str | int | None
"""A value as both databases read it: a decimal, a day or a moment in its written form, true and false as 1 and 0."""

AT_ONCE = 1000


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Stores the rows in the order given; each names every one of the columns."""
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    # What psycopg2 is asked itself must fail as Django's own statements do.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            cursor.cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _Lines(rows), size=_Lines.SIZE)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(rows))


def reserve(model: type[Model], many: int) -> range:
    """So many primary keys in a row that nobody else will use. On SQLite the transaction holds the only writer."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(
                f"SELECT MAX((SELECT COALESCE(MAX({key}), 0) FROM {table}), "
                "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
                [table],
            )
            (last,) = cursor.fetchone()
            return range(last + 1, last + 1 + many)
        # The name is looked up once, not for each number.
        sequence = "(SELECT pg_get_serial_sequence(%s, %s)::regclass)"
        drawn = f"SELECT nextval({sequence}) AS number FROM generate_series(1, %s)"
        while True:
            cursor.execute(f"SELECT MIN(number), MAX(number) + 1 FROM ({drawn}) d", [table, key, many])
            found = range(*cursor.fetchone())
            # Somebody else who drew at the same time leaves a gap; then these numbers are lost, which harms nobody.
            if len(found) == many:
                return found


def update(model: type[Model], rows: Sequence[Model], names: Sequence[str]) -> None:
    """Writes these fields of the instances, as `bulk_update` does, at a cost for each row that does not grow with them."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor, connection.wrap_database_errors:
        values = (
            [
                *(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields),
                row.pk,
            ]
            for row in rows
        )
        if connection.vendor != "postgresql":
            given = ", ".join(f'"{field.column}" = %s' for field in fields)
            cursor.executemany(f"UPDATE {table} SET {given} WHERE {key} = %s", list(values))
            return
        given = ", ".join(f'"{field.column}" = v.c{place}::{_type(field)}' for place, field in enumerate(fields))
        names_ = ", ".join(f"c{place}" for place in range(len(fields) + 1))
        sql = f"UPDATE {table} t SET {given} FROM (VALUES %s) v ({names_}) WHERE t.{key} = v.c{len(fields)}"
        execute_values(cursor.cursor, sql, values, page_size=AT_ONCE)


def delete(found: QuerySet[Any]) -> None:
    """By one statement. Django would first read every row to see what points at it; here the database says so."""
    found._raw_delete(found.db)


def _type(field: Field[Any, Any]) -> str:
    """Without its length: a cast to a length would cut, where the column refuses what is too long."""
    return (field.db_type(connection) or "text").partition("(")[0]


class _Lines:
    """The rows as the file that COPY reads, made while it is read."""

    SIZE = 1 << 21

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._lines = map(_line, rows)
        self._rest = ""

    def read(self, size: int) -> str:
        parts, length = [self._rest], len(self._rest)
        while length < size and (some := "".join(islice(self._lines, 1000))):
            parts.append(some)
            length += len(some)
        text = "".join(parts)
        self._rest = text[size:]
        return text[:size]


def _line(row: Sequence[Cell]) -> str:
    line = "\t".join([NULL if cell is None else str(cell) for cell in row])
    # Whatever has a meaning in this format and is not ours stands in a text: that is rare, and then each cell is looked at.
    is_plain = line.count("\t") == len(row) - 1 and line.count("\\") == row.count(None)
    if not is_plain or "\n" in line or "\r" in line:
        line = "\t".join([NULL if cell is None else str(cell).translate(ESCAPED) for cell in row])
    return f"{line}\n"


NULL = "\\N"
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
