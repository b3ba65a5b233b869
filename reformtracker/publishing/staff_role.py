"""The database roles of those who work on the record, on PostgreSQL. Neither owns anything, so whatever SQL a server of staff is
made to run, it cannot drop a table, empty it, switch off a trigger, or write the history, which its triggers write as the owner.

- The staff role, of staff servers and workers, reads every table and writes the rows of those that are worked on.
- The auditor role reads everything, changes nothing, and is what a backup is taken as.

Both are above the security of rows, which is there to limit the public role alone: PostgreSQL takes no COPY from a role within it.
What is granted is worked out from models and rules, each time anew: after a migration the command is run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from reformtracker.publishing import triggers
from reformtracker.publishing.models import Change, Seal
from reformtracker.publishing.roles import ABOVE_ROWS, provide

STAFF, AUDITOR = "tracker_staff", "tracker_auditor"
SCHEMA = "public"
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
READ = ("SELECT",)
OF_MIGRATIONS: tuple[type[Model], ...] = (
    *(MigrationRecorder.Migration, ContentType, Permission, Group),
    Group.permissions.through,
    Seal,
)
"""Written by migrations, and by triggers, alone."""
BLANKED = ("SELECT", "UPDATE (old, new)")
"""Of the history, a redaction blanks what it says of one version; a rule of the database sees that it does no more."""


def create_staff(using: str, role: str, password: str = "") -> None:
    _create(using, role, password, {table: _work(model) for table, model in _models().items()})


def create_auditor(using: str, role: str, password: str = "") -> None:
    _create(using, role, password, dict.fromkeys(_models(), READ), default_transaction_read_only="on")


def _models() -> dict[str, type[Model]]:
    """By table; what no model knows, nobody is given."""
    models: list[Any] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    return {model._meta.db_table: model for model in models if model._meta.managed}


def _work(model: type[Model]) -> tuple[str, ...]:
    """What a rule of the database refuses whatever the row is, is not granted either."""
    if model is Change:
        return BLANKED
    if model in OF_MIGRATIONS:
        return READ
    rules = [rule for rule in triggers.all_rules() if rule.table == model._meta.db_table]
    never = {event for rule in rules if isinstance(rule, triggers.Refusal) and rule.when == "TRUE" for event in rule.on}
    return tuple(verb for verb in VERBS if verb not in never)


def _create(using: str, role: str, password: str, granted: dict[str, tuple[str, ...]], **settings: str) -> None:
    connection = connections[using]
    with transaction.atomic(using):
        provide(using, role, password, ABOVE_ROWS, **settings)
        with connection.cursor() as cursor:
            there = set(connection.introspection.table_names(cursor))
            wanted = {table: verbs for table, verbs in granted.items() if table in there}
            for order in _orders(connection, connection.ops.quote_name(role), wanted):
                cursor.execute(order)


def _orders(connection: BaseDatabaseWrapper, role: str, granted: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """All that was given before is taken away first, in the same transaction."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    yield f"GRANT CONNECT ON DATABASE {database} TO {role}"
    # As databases came before PostgreSQL 15, and come now for a session, everybody may make tables of their own.
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
    yield f"REVOKE CREATE ON SCHEMA {SCHEMA} FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA} FROM {role}"
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}"
    for table, verbs in granted.items():
        yield f'GRANT {", ".join(verbs)} ON {SCHEMA}."{table}" TO {role}'
        if sequence := _sequence(connection, table):
            yield f"GRANT {'USAGE, SELECT' if 'INSERT' in verbs else 'SELECT'} ON SEQUENCE {sequence} TO {role}"


def _sequence(connection: BaseDatabaseWrapper, table: str) -> str:
    with connection.cursor() as cursor:
        found = connection.introspection.get_sequences(cursor, table)
    return f'{SCHEMA}."{found[0]["name"]}"' if found else ""
