"""Rules that cross rows or tables, held by the database: one list of refusals, written for PostgreSQL and SQLite.

A refusal is a condition in the SQL that both understand, over NEW and OLD. All refusals of one table and event become one
trigger. They are created again after each migrate, because SQLite drops them whenever it rebuilds a table. PostgreSQL
replaces each in one statement: at no moment a rule does not hold, and no reader waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from reformtracker.publishing.clock import MOMENT

Event = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """`when`: the condition under which the write is refused; `{row}` is NEW, or OLD for a deletion; `{now}` the moment.

    Of several all must hold. Cheap ones come first: PostgreSQL prepares a condition that asks a table anew for each row,
    and is spared it where the one before does not hold.
    """

    name: str
    table: str
    on: tuple[Event, ...]
    when: str | tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Effect:
    """A statement that follows a write, such as remembering who edited.

    `unless` names the rows for which it would do nothing anyhow: PostgreSQL is spared the call.
    """

    name: str
    table: str
    on: tuple[Event, ...]
    statement: str
    unless: str = "FALSE"


@dataclass(frozen=True, slots=True)
class Written:
    """A trigger of PostgreSQL written out whole, as the functions and then `create`, one statement that replaces it where it is
    there; SQLite goes without."""

    name: str
    table: str
    functions: tuple[str, ...]
    create: str


Writer = Callable[[], Iterable[Written]]

_rules: list[Refusal | Effect] = []
_writers: list[Writer] = []
_no_truncate: set[str] = set()


def add(*rules: Refusal | Effect) -> None:
    _rules.extend(rules)


def add_written(writer: Writer) -> None:
    """Asked when triggers are created, by when every app's models are known."""
    _writers.append(writer)


def _written(tables: set[str] | None = None) -> list[Written]:
    return [one for writer in _writers for one in writer() if tables is None or one.table in tables]


def keep_from_truncate(*tables: str) -> None:
    _no_truncate.update(tables)


def all_rules() -> tuple[Refusal | Effect, ...]:
    return tuple(_rules)


def changed(*columns: str) -> str:
    return "(" + " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in columns) + ")"


def columns_of(model: type[Model], *fields: str) -> list[str]:
    """The columns of these fields; of all but the primary key where none is named."""
    by_name = {field.name: str(field.column) for field in model._meta.concrete_fields if not field.primary_key}
    return [by_name[field] for field in fields or by_name]


def _grouped(tables: set[str]) -> dict[tuple[str, Event], list[Refusal | Effect]]:
    found: dict[tuple[str, Event], list[Refusal | Effect]] = defaultdict(list)
    for rule in _rules:
        if rule.table in tables:
            for event in rule.on:
                found[rule.table, event].append(rule)
    return found


def _conditions(rule: Refusal, event: Event, vendor: str) -> list[str]:
    row = "OLD" if event == "DELETE" else "NEW"
    conditions = (rule.when,) if isinstance(rule.when, str) else rule.when
    return [condition.replace("{row}", row).replace("{now}", MOMENT[vendor]) for condition in conditions]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _nested(rule: Refusal, conditions: list[str]) -> str:
    return (
        f"  {' '.join(f'IF {condition} THEN' for condition in conditions)} RAISE EXCEPTION USING "
        f"ERRCODE = 'check_violation', CONSTRAINT = '{rule.name}', "
        f"MESSAGE = {_quoted(f'{rule.name}: {rule.message}')};{' END IF;' * len(conditions)}\n"
    )


def _postgresql(table: str, event: Event, rules: list[Refusal | Effect]) -> Iterator[str]:
    name = f"{table}_guard_{event.lower()}"
    refusals = [rule for rule in rules if isinstance(rule, Refusal)]
    if refusals:
        body = "".join(_nested(rule, _conditions(rule, event, "postgresql")) for rule in refusals)
        result = "OLD" if event == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$\n"
            f"BEGIN\n{body}  RETURN {result};\nEND $guard$"
        )
        yield f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    effects = [rule for rule in rules if isinstance(rule, Effect)]
    if effects:
        after = f"{table}_after_{event.lower()}"
        body = "".join(f"  {rule.statement};\n" for rule in effects)
        wanted = " OR ".join(f"NOT ({rule.unless})" for rule in effects)
        yield (
            f"CREATE OR REPLACE FUNCTION {after}() RETURNS trigger LANGUAGE plpgsql AS $after$\n"
            f"BEGIN\n{body}  RETURN NULL;\nEND $after$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {after} AFTER {event} ON {table} "
            f"FOR EACH ROW WHEN ({wanted}) EXECUTE FUNCTION {after}()"
        )


def _postgresql_truncate(table: str) -> Iterator[str]:
    name = f"{table}_guard_truncate"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$\n"
        f"BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', "
        f"MESSAGE = '{name}: the public record is never emptied'; END $guard$"
    )
    yield f"CREATE OR REPLACE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def _sqlite(table: str, event: Event, rules: list[Refusal | Effect]) -> Iterator[str]:
    name = f"{table}_guard_{event.lower()}"
    refusals = [rule for rule in rules if isinstance(rule, Refusal)]
    if refusals:
        body = "".join(
            f"  SELECT RAISE(ABORT, {_quoted(f'{rule.name}: {rule.message}')}) "
            f"WHERE {' AND '.join(f'({condition})' for condition in _conditions(rule, event, 'sqlite'))};\n"
            for rule in refusals
        )
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW BEGIN\n{body}END"
    effects = [rule for rule in rules if isinstance(rule, Effect)]
    if effects:
        after = f"{table}_after_{event.lower()}"
        body = "".join(f"  {rule.statement};\n" for rule in effects)
        yield f"DROP TRIGGER IF EXISTS {after}"
        yield f"CREATE TRIGGER {after} AFTER {event} ON {table} FOR EACH ROW BEGIN\n{body}END"


def _statements(connection: BaseDatabaseWrapper, tables: set[str]) -> Iterator[str]:
    dialect = _postgresql if connection.vendor == "postgresql" else _sqlite
    for (table, event), rules in sorted(_grouped(tables).items()):
        yield from dialect(table, event, rules)
    if connection.vendor == "postgresql":
        for table in sorted(_no_truncate & tables):
            yield from _postgresql_truncate(table)
        for one in _written(tables):
            yield from (*one.functions, one.create)


def install(using: str, tables: set[str] | None = None) -> None:
    """Creates the triggers of these tables (default: all that exist), replacing those that are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in _statements(connection, there if tables is None else tables & there):
            cursor.execute(statement)


def stand_aside(using: str, plan: Sequence[Any], **_signal: Any) -> None:
    """Before tables change: SQLite makes one anew beside the old one, and refuses while triggers of others name it."""
    if plan and connections[using].vendor == "sqlite":
        remove(using)


def install_after_migrate(sender: AppConfig, using: str, **_signal: Any) -> None:
    install(using, {model._meta.db_table for model in sender.get_models(include_auto_created=True)})


def expected(vendor: str) -> set[str]:
    """The names of all triggers that a database of this vendor should have."""
    names: set[str] = set()
    for (table, event), rules in _grouped({rule.table for rule in _rules}).items():
        if any(isinstance(rule, Refusal) for rule in rules):
            names.add(f"{table}_guard_{event.lower()}")
        if any(isinstance(rule, Effect) for rule in rules):
            names.add(f"{table}_after_{event.lower()}")
    if vendor == "postgresql":
        names |= {f"{table}_guard_truncate" for table in _no_truncate} | {one.name for one in _written()}
    return names


def present(using: str) -> set[str]:
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def remove(using: str) -> None:
    connection = connections[using]
    tables = {rule.table for rule in _rules} | _no_truncate | {one.table for one in _written()}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table with deferred checks still to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in present(using) & expected(connection.vendor):
            table = max((table for table in tables if name.startswith(f"{table}_")), key=len)
            suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without the triggers: for test databases that are flushed, and to attack the record in tests. Never for work."""
    remove(using)
    try:
        yield
    finally:
        install(using)
