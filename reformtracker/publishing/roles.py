"""Database roles that the tracker makes on PostgreSQL for those who connect to it: the server knows them, no migration does."""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.extensions import encrypt_password

ORDINARY = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
WITHIN_ROWS, ABOVE_ROWS = "NOBYPASSRLS", "BYPASSRLS"
"""Whether policies say which rows a role finds."""


class Refused(Exception):
    """The role cannot be made here; the sentence says what to do."""


def provide(using: str, role: str, password: str, attributes: str, **settings: str) -> bool:
    """Makes the role, or gives the one that is there this password; says whether it was there.

    `settings`: what its sessions in this database begin with.
    """
    connection = connections[using]
    name, database = map(connection.ops.quote_name, (role, connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolcreaterole AND NOT %s, "
            "EXISTS (SELECT FROM pg_roles WHERE rolname = %s) FROM pg_roles WHERE rolname = current_user",
            # To be above the security of rows is for a superuser alone to give.
            [attributes == ABOVE_ROWS, role],
        )
        owner, may_make_it, is_there = cursor.fetchone()
        if owner == role:
            raise Refused(f"{role} owns the tables: name another role.")
        orders = [] if is_there else [f"CREATE ROLE {name}"]
        orders.append(f"ALTER ROLE {name} {ORDINARY} {attributes}")
        orders += [f"ALTER ROLE {name} IN DATABASE {database} SET {key} = {value}" for key, value in settings.items()]
        if may_make_it:
            for order in orders:
                cursor.execute(order)
            if password:
                cursor.execute(f"ALTER ROLE {name} PASSWORD %s", [_sealed(connection, role, password)])
        elif not is_there:
            raise Refused(f"{owner} may not make roles. Have this run by somebody who may: {'; '.join(orders)};")
    return bool(is_there)


def _sealed(connection: BaseDatabaseWrapper, role: str, password: str) -> str:
    """As PostgreSQL stores it: the password itself must not come into its log."""
    sealed: str = encrypt_password(password, role, connection.connection, "scram-sha-256")
    return sealed
