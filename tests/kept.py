"""What many tests begin with, and how those that commit end.

What many begin with is made once in each process, through the actions and past every rule; for each further test
its rows are put back as they then were.

Only on PostgreSQL, for a role that may leave the triggers out (they have judged these rows once), and only from the very
state of the database from which it was made: otherwise it is made anew.
"""

# ruff: noqa: S608  # the names of tables are Django's own
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

import time_machine
from django.apps import apps
from django.db import connection, models, transaction

from reformtracker.publishing import triggers

LEFT = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions", "django_migrations"}
"""There from the beginning, in every test."""
LARGE = 200_000
"""Characters of rows."""


class Kept(NamedTuple):
    rows: dict[str, str]
    """Table -> all its rows as a JSON array."""
    result: Any


_kept: dict[Any, Kept] = {}


Asked = ParamSpec("Asked")
Made = TypeVar("Made")


def once(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """For a function that begins with a few rows or none, and whose arguments say all that it depends on."""

    @wraps(make)
    def made(*args: Asked.args, **named: Asked.kwargs) -> Made:
        if not _may_leave_triggers_out():
            return make(*args, **named)
        # What is committed step by step is sealed step by step, so it is not the same rows.
        steps = connection.in_atomic_block
        key = (make, _plain(args), _plain(tuple(named.items())), steps, _moment(), _fingerprint())
        if key not in _kept:
            result = make(*args, **named)
            _kept[key] = Kept({table: rows for table in _tables() if (rows := _read(table)) != "[]"}, result)
            _make_known(_kept[key].rows)
            return result
        kept = _kept[key]
        _put_back(kept.rows)
        found: Made = _anew(kept.result)
        return found

    return made


def empty(flush: Callable[[], None]) -> None:
    """The end of a test that commits; where this way is not open, by Django's `flush`, which the triggers would refuse."""
    if not _may_leave_triggers_out():
        with triggers.lifted():
            flush()
        return
    with _triggers_left_out(), connection.cursor() as cursor:
        cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in _tables()))


@contextmanager
def _triggers_left_out() -> Iterator[None]:
    """The checks of foreign keys with them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


@cache
def _may_leave_triggers_out() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _moment() -> str:
    """In another time, exactly which; else the day, since pages tell days apart and a run may cross midnight."""
    now = datetime.now(UTC)
    return str(now if time_machine.escape_hatch.is_travelling() else now.date())


@cache
def _tables() -> list[str]:
    found = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return sorted(found - LEFT)


def _fingerprint() -> str:
    each = " UNION ALL ".join(f"SELECT '{table}' || t::text AS said FROM \"{table}\" t" for table in _tables())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(coalesce(string_agg(said, ' ' ORDER BY said), '')) FROM ({each}) AS every_row")
        return str(cursor.fetchone()[0])


def _read(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(json_agg(t), '[]')::text FROM \"{table}\" t")
        return str(cursor.fetchone()[0])


@cache
def _columns(table: str) -> str:
    """Those that are written; PostgreSQL works out the others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        return ", ".join(f'"{name}"' for (name,) in cursor.fetchall())


def _put_back(rows: dict[str, str]) -> None:
    said, values = [], []
    for table, every in rows.items():
        names = _columns(table)
        said.append(f'DELETE FROM "{table}"')
        said.append(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM json_populate_recordset(NULL::"{table}", %s)')
        values.append(every)
    with _triggers_left_out(), connection.cursor() as cursor:
        cursor.execute("; ".join(said), values)
    _make_known(rows)


def _make_known(rows: dict[str, str]) -> None:
    """Until PostgreSQL has looked at them it takes tables for empty, and plans accordingly."""
    if sum(map(len, rows.values())) > LARGE:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _anew(result: Any) -> Any:
    """As it is read from the database: what one test changes of it, the next does not see."""
    if isinstance(result, models.Model):
        return type(result)._base_manager.get(pk=result.pk)
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return dataclasses.replace(result, **{one: _anew(value) for one, value in vars(result).items()})
    return result


def _plain(value: Any) -> Any:
    """To be compared: rows by their key."""
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    if isinstance(value, models.Model):
        return value._meta.label, value.pk
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(_plain(one) for one in vars(value).values())
    return value
