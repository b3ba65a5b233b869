"""PostgreSQL: pg_dump writes a dump in its custom format, pg_restore reads it back in one transaction.

Owners, grants and what the public role is shown stay behind when it is restored: roles are of the server, not of the record.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.utils import OperationalError, ProgrammingError

from reformtracker.publishing.public_role import SCHEMA
from reformtracker.web.backups.about import About, Contents, Refused
from reformtracker.web.backups.about import contents as contents_of
from reformtracker.web.backups.archive import BLOCK, Stream

DUMP, IS_PACKED = "database.dump", True
FOLDERS = "usr/lib/postgresql/*/bin"
"""Where Debian keeps the programs of each version beside each other."""
LOCK_WAIT = "60s"
OF_THE_PUBLIC_ROLE = re.compile(rf" (POLICY|ROW SECURITY) | {SCHEMA} ")
"""Lines of a dump's list: views, and policies that name a role which another server may not have. `make_public_role` makes them."""
SAID = 2000
"""Characters of what a program complains of."""


# ---------- versions ----------
def versions() -> tuple[int, int]:
    server = _server()
    return server, program("pg_dump", server)[1]


def _server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def program(name: str, at_least: int) -> tuple[Path, int]:
    """The oldest that is not too old: what a newer one writes, an older server may not understand."""
    found = sorted((_version(path), path) for path in _programs(name))
    for version, path in found:
        if version >= at_least:
            return path, version
    here = f"is here in version {found[-1][0]} only" if found else "is missing"
    raise Refused(
        f"{name} {here}, and version {at_least} or newer is needed. Install it"
        f" (on Debian and Ubuntu: apt-get install postgresql-client-{at_least}), or put its folder on PATH."
    )


def _programs(name: str) -> list[Path]:
    on_path = shutil.which(name)
    beside = [folder / name for folder in Path("/").glob(FOLDERS) if (folder / name).exists()]
    return [*([Path(on_path)] if on_path else []), *beside]


def _version(path: Path) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # found above
    said = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(said[1]) if said else 0


def refuse_unless_fit(about: About) -> None:
    server = _server()
    if server < about.server:
        raise Refused(
            f"It is of PostgreSQL {about.server}, and this server has version {server}: restore it into {about.server} or newer."
        )
    program("pg_restore", about.program)


# ---------- from and into the database ----------
def there() -> list[str]:
    """Every relation, in whatever schema, but for those of extensions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY c.relname"
        )
        return [name for (name,) in cursor.fetchall()]


def contents() -> Contents:
    with connection.cursor() as cursor:
        return contents_of(cursor, connection.introspection.table_names(cursor))


def dump(into: Stream) -> Contents:
    path, _version = program("pg_dump", _server())
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows that are counted are those that are dumped: both are read in this snapshot.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        found = contents()
        wanted = ["--format=custom", f"--snapshot={snapshot}", f"--lock-wait-timeout={LOCK_WAIT}"]
        with _started(path, *wanted, stdout=subprocess.PIPE) as process:
            shutil.copyfileobj(_pipe(process.stdout), into, BLOCK)
    return found


def load(dump: IO[bytes], about: About) -> None:
    """Triggers come after the rows, and so do not judge again what they have judged; constraints do."""
    path, _version = program("pg_restore", about.program)
    connection.close()
    with tempfile.NamedTemporaryFile("w") as chosen:
        chosen.writelines(line for line in _listed(path, dump) if not OF_THE_PUBLIC_ROLE.search(line))
        chosen.flush()
        dump.seek(0)
        wanted = ["--single-transaction", "--no-owner", "--no-privileges", f"--use-list={chosen.name}"]
        with _started(path, *wanted, stdin=subprocess.PIPE) as process:
            _feed(process, dump)


def _listed(path: Path, dump: IO[bytes]) -> list[str]:
    """What the dump holds, a line for each thing."""
    with (
        tempfile.TemporaryFile("w+") as found,
        subprocess.Popen(  # noqa: S603  # found above
            [str(path), "--list"], stdin=subprocess.PIPE, stdout=found, stderr=subprocess.DEVNULL
        ) as process,
    ):
        _feed(process, dump)
        if process.wait():
            raise Refused(f"{path.name} cannot read what the dump holds.")
        found.seek(0)
        return found.readlines()


def _feed(process: subprocess.Popen[bytes], dump: IO[bytes]) -> None:
    with (
        # One that has stopped listening says why.
        suppress(BrokenPipeError),
        _pipe(process.stdin) as feed,
    ):
        shutil.copyfileobj(dump, feed, BLOCK)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101  # asked for by the caller
    return pipe


@contextmanager
def _started(path: Path, *words: str, **pipes: int) -> Iterator[subprocess.Popen[bytes]]:
    """The database by its name, the password in the environment, where other users of the machine do not see it."""
    given, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [str(path), *given[1:-1], f"--dbname={connection.settings_dict['NAME']}", "--no-password", *words]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(command, env={**os.environ, **(environment or {})}, stderr=complaints, **pipes) as process,  # type: ignore[call-overload]  # noqa: S603  # pipes only
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        if process.wait():
            complaints.seek(0)
            raise Refused(f"{path.name} failed: {complaints.read(SAID).decode(errors='replace').strip()}")


@contextmanager
def scratch() -> Iterator[None]:
    own = str(connection.settings_dict["NAME"])
    name = f"{own[:40]}_restore_check"
    quoted = connection.ops.quote_name(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
    except OperationalError as failure:
        raise Refused(str(failure).strip()) from failure
    except ProgrammingError as refusal:
        raise Refused(
            f"{refusal}".strip()
            + f". A check makes the database {name} and takes it away again: the role needs CREATEDB, and"
            f" where one is left of a check that was killed, drop it (dropdb {name})."
        ) from refusal
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")
