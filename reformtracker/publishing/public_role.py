"""The database role of the public servers, on PostgreSQL: it can read what is published, and nothing else, whatever SQL it sends.

- Its `search_path` holds one schema of views named like the tables, so that no SQL of the project names a schema.
  A view has every column; what staff keep for themselves is NULL there.
- Which *rows* it sees is said by row-level security on the tables, not by the views. A condition in a view hides rows only from
  those who ask nicely: the planner may try the reader's own condition first, and an error such as that of `note::int` then tells
  what the row says. `security_barrier` would mend that, and forbid the planner to look up one row of a view by its key.
  Row-level security does neither: our condition comes first, comparisons of keys and numbers still use their index.
- Which *columns* of the tables it may read is granted one by one.

For every other role nothing changes. All of it is made in one transaction, and again after a migration wherever it was before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections, migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from reformtracker.publishing.roles import WITHIN_ROWS, Refused, provide
from reformtracker.publishing.shown import EVERY_ROW, Shown, shown

SCHEMA = "public_record"
OTHERS = f"{SCHEMA}_others"
ROLE = "tracker_public"
OLDEST = 150000
"""PostgreSQL 15: views that ask with the rights of their reader."""
AGAINST_VIEWS = (migrations.RemoveField, migrations.AlterField, migrations.DeleteModel, migrations.RunSQL)
"""What PostgreSQL may refuse to do to a column that a view shows."""
PATIENCE = "5s"
"""For so long a table may be in use by others: whoever waits for the whole of it makes everybody behind wait too."""


def create(using: str, role: str, password: str = "") -> None:
    """Makes the role, or gives the one that is there this password, and shows it the public record."""
    with transaction.atomic(using):
        with connections[using].cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            if int(cursor.fetchone()[0]) < OLDEST:
                raise Refused("The public role needs PostgreSQL 15 or newer.")
        is_there = provide(
            using,
            role,
            password,
            WITHIN_ROWS,
            search_path=SCHEMA,
            default_transaction_read_only="on",
            # It is started by an estimated cost, which the policies raise, and would compile each of them: for seconds.
            jit="off",
        )
        # A backup that is restored on another server remembers what it could not give to a role that was not there.
        renew(using, role, anew=not is_there)


def renew(using: str, role: str, *, anew: bool = False) -> None:
    """Makes the views, policies and grants that the models call for; only where those that are there are others, or `anew`."""
    connection = connections[using]
    orders = list(_grants(connection, connection.ops.quote_name(role)))
    for one in shown().values():
        orders += _of_a_table(one, connection.ops.quote_name(role), connection)
    digest = hashlib.sha256("\n".join(orders).encode()).hexdigest()
    with transaction.atomic(using):
        made = _made(connection)
        if anew or made != (role, digest):
            # Another one that it was made for before must not keep its grants: the policies will not be for it any more.
            _take_away(connection, role, *(made or ())[:1])
            with connection.cursor() as cursor:
                for order in orders:
                    cursor.execute(order)
            _remember(connection, role, digest)


def _grants(connection: BaseDatabaseWrapper, role: str) -> Iterator[str]:
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    yield f"GRANT CONNECT ON DATABASE {database} TO {role}"
    # As a database comes, everybody may make tables of their own for a session.
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}"


def _of_a_table(one: Shown, role: str, connection: BaseDatabaseWrapper) -> Iterator[str]:
    table, readable = one.table, ", ".join(f'"{column}"' for column in one.columns)
    yield f"GRANT SELECT ({readable}) ON {table} TO {role}"
    if one.rows != EVERY_ROW:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        # One that lets everybody through, as before, and one that this role must pass as well.
        yield f"CREATE POLICY {OTHERS} ON {table} USING (TRUE)"
        yield f"CREATE POLICY {SCHEMA} ON {table} AS RESTRICTIVE FOR SELECT TO {role} USING ({one.rows})"
    cells = ", ".join(one.cells(connection))
    yield f"CREATE VIEW {SCHEMA}.{table} WITH (security_invoker) AS SELECT {cells} FROM {table} t"
    yield f"GRANT SELECT ON {SCHEMA}.{table} TO {role}"


def _take_away(connection: BaseDatabaseWrapper, *roles: str) -> None:
    """What an earlier time made: the roles are left with an empty schema."""
    with connection.cursor() as cursor:
        granted = _asked(
            cursor,
            "SELECT DISTINCT table_name, quote_ident(grantee) FROM information_schema.column_privileges"
            " WHERE grantee = ANY(%s) AND table_schema = current_schema()",
            list(roles),
        )
        limited = _asked(
            cursor, "SELECT tablename, policyname FROM pg_policies WHERE policyname IN (%s, %s)", SCHEMA, OTHERS
        )
        views = _asked(cursor, "SELECT viewname FROM pg_views WHERE schemaname = %s", SCHEMA)
        # All before anything is changed: autovacuum stands back from a table, but waits for whoever has changed its entry.
        there = set(connection.introspection.table_names(cursor))
        tables = sorted(there & shown().keys() | {table for table, *_ in (*granted, *limited)})
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        for order in (
            *(f"DROP VIEW {SCHEMA}.{view}" for (view,) in views),
            *(f"DROP POLICY {policy} ON {table}" for table, policy in limited),
            *(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in sorted({table for table, _ in limited})),
            *(f"REVOKE ALL ON {table} FROM {name}" for table, name in granted),
            f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        ):
            cursor.execute(order)


def _asked(cursor: Any, sql: str, *values: str | list[str]) -> list[tuple[Any, ...]]:
    cursor.execute(sql, values)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _remember(connection: BaseDatabaseWrapper, role: str, digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA {SCHEMA} IS %s", [f"{digest} {role}"])


def _made(connection: BaseDatabaseWrapper) -> tuple[str, str] | None:
    """For which role, and the hash of what was made; None where nothing ever was."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [SCHEMA])
        found = cursor.fetchone()
    digest, _, role = (found and found[0] or "").partition(" ")
    return (role, digest) if role else None


def stand_aside(using: str, plan: Sequence[tuple[migrations.Migration, bool]], **_signal: Any) -> None:
    """Before migrations that could not be made while views show a table: the public servers find nothing until they are."""
    operations = (operation for migration, _ in plan for operation in migration.operations)
    is_in_the_way = any(backwards for _, backwards in plan) or any(isinstance(one, AGAINST_VIEWS) for one in operations)
    if is_in_the_way and (made := _made(connections[using])):
        with transaction.atomic(using):
            _take_away(connections[using], made[0])
            _remember(connections[using], made[0], "-")


def renew_after_migrate(using: str, **_signal: Any) -> None:
    """Where the role was made before and still is, once the tables are those that this code knows."""
    made = _made(connections[using])
    with connections[using].cursor() as cursor:
        is_there = made and _asked(cursor, "SELECT FROM pg_roles WHERE rolname = %s", made[0])
    if made and is_there:
        executor = MigrationExecutor(connections[using])
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            renew(using, made[0])
