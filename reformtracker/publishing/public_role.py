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
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connections, migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from reformtracker.publishing import locking
from reformtracker.publishing.roles import WITHIN_ROWS, Refused, provide
from reformtracker.publishing.shown import EVERY_ROW, Shown, shown

SCHEMA = "public_record"
OTHERS = f"{SCHEMA}_others"
ROLE = "tracker_public"
OLDEST = 150000
"""PostgreSQL 15: views that ask with the rights of their reader."""
AGAINST_VIEWS = (migrations.RemoveField, migrations.AlterField, migrations.DeleteModel, migrations.RunSQL)
"""What PostgreSQL may refuse to do to a column that a view shows."""
LONGEST = "5s"
"""For so long one statement may work for a reader. A list or a page takes milliseconds; a file is read piece by piece."""

Plan = Sequence[tuple[migrations.Migration, bool]]


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
            statement_timeout=f"'{LONGEST}'",
        )
        # A backup that is restored on another server remembers what it could not give to a role that was not there.
        renew(using, role, anew=not is_there)


def renew(using: str, role: str, *, anew: bool = False) -> None:
    """Makes the views, policies and grants that the models call for; only where those that are there are others, or `anew`.

    One table after the other, so that a reader who waits for one never holds another that is waited for. Whoever reads in
    the meantime finds each as it was or as it will be.
    """
    connection = connections[using]
    name = connection.ops.quote_name(role)
    grants = list(_grants(connection, name))
    orders = {one.table: list(_of_a_table(one, name, connection)) for one in shown().values()}
    digest = hashlib.sha256("\n".join([*grants, *chain.from_iterable(orders.values())]).encode()).hexdigest()
    made = _made(connection)
    if not anew and (made == (role, digest) or _was_made_by_newer_code(connection)):
        return
    # Another one that it was made for before must not keep its grants: the policies will not be for it any more.
    roles = [role, *(made or ())[:1]]
    with transaction.atomic(using):
        _run(connection, f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}", *grants)
    for table in sorted(_taken(connection, roles) | orders.keys()):
        with transaction.atomic(using):
            _take_away(connection, roles, {table})
            _run(connection, *orders.get(table, ()))
    _remember(connection, role, digest)


def _was_made_by_newer_code(connection: BaseDatabaseWrapper) -> bool:
    """While this is put in its place again, servers of both are at work, and what the newer one made shows both what they read."""
    loader = MigrationLoader(connection)
    last = dict(sorted(loader.disk_migrations))
    return any(name > last[app] for app, name in loader.applied_migrations if app in last)


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


def _take_away(connection: BaseDatabaseWrapper, roles: Sequence[str], tables: Collection[str]) -> None:
    """What an earlier time made of these tables: the roles do not find them."""
    of, views = list(tables), _views(connection) & set(tables)
    with connection.cursor() as cursor:
        granted = _asked(cursor, f"{_GRANTED} AND table_name = ANY(%s)", list(roles), of)
        limited = _asked(cursor, f"{_LIMITED} AND tablename = ANY(%s)", SCHEMA, OTHERS, of)
        there = set(connection.introspection.table_names(cursor)) & set(tables)
    # All before anything is changed: autovacuum stands back from a table, but waits for whoever has changed its entry. Views
    # first, as whoever reads them does.
    locked = ", ".join([*(f"{SCHEMA}.{view}" for view in sorted(views)), *sorted(there)])
    _run(
        connection,
        f"SET LOCAL lock_timeout = '{locking.WAIT}'",
        *([f"LOCK TABLE {locked} IN ACCESS EXCLUSIVE MODE"] if locked else ()),
        *(f"DROP VIEW {SCHEMA}.{view}" for view in sorted(views)),
        *(f"DROP POLICY {policy} ON {table}" for table, policy in limited),
        *(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in sorted({table for table, _ in limited})),
        *(f"REVOKE ALL ON {table} FROM {name}" for table, name in granted),
    )


_GRANTED = (
    "SELECT DISTINCT table_name, quote_ident(grantee) FROM information_schema.column_privileges"
    " WHERE grantee = ANY(%s) AND table_schema = current_schema()"
)
_LIMITED = "SELECT tablename, policyname FROM pg_policies WHERE policyname IN (%s, %s)"


def _taken(connection: BaseDatabaseWrapper, roles: Sequence[str]) -> set[str]:
    """Every table of which an earlier time made something."""
    with connection.cursor() as cursor:
        granted = {table for table, _ in _asked(cursor, _GRANTED, list(roles))}
        limited = {table for table, _ in _asked(cursor, _LIMITED, SCHEMA, OTHERS)}
    return granted | limited | _views(connection)


def _views(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        return {view for (view,) in _asked(cursor, "SELECT viewname FROM pg_views WHERE schemaname = %s", SCHEMA)}


def _run(connection: BaseDatabaseWrapper, *orders: str) -> None:
    with connection.cursor() as cursor:
        for order in orders:
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


def stands_in_the_way(connection: BaseDatabaseWrapper, plan: Plan) -> bool:
    """Whether these migrations could not be made while views show the tables."""
    operations = (operation for migration, _ in plan for operation in migration.operations)
    is_against = any(backwards for _, backwards in plan) or any(isinstance(one, AGAINST_VIEWS) for one in operations)
    return is_against and _made(connection) is not None


def stand_aside(using: str, plan: Plan, **_signal: Any) -> None:
    """Before such migrations: the public servers find nothing until they are made."""
    connection = connections[using]
    if stands_in_the_way(connection, plan) and (made := _made(connection)):
        with transaction.atomic(using):
            _take_away(connection, made[:1], _taken(connection, made[:1]))
            _remember(connection, made[0], "-")


def renew_after_migrate(using: str, **_signal: Any) -> None:
    """Where the role was made before and still is, once the tables are those that this code knows."""
    made = _made(connections[using])
    with connections[using].cursor() as cursor:
        is_there = made and _asked(cursor, "SELECT FROM pg_roles WHERE rolname = %s", made[0])
    if made and is_there:
        executor = MigrationExecutor(connections[using])
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            renew(using, made[0])
