"""SQLite: its own online copy of the pages, out of a database that is in use, and into an empty one."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from django.db import connection

from reformtracker.web.backups.about import About, Contents, Refused
from reformtracker.web.backups.about import contents as contents_of
from reformtracker.web.backups.archive import BLOCK, Stream

DUMP, IS_PACKED = "database.sqlite3", False


def versions() -> tuple[int, int]:
    return 0, 0


def refuse_unless_fit(about: About) -> None:
    """Every version of SQLite reads the files of every other."""


def there() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor, include_views=True)


def contents() -> Contents:
    with connection.cursor() as cursor:
        return contents_of(cursor, connection.introspection.table_names(cursor))


def dump(into: Stream) -> Contents:
    with _folder() as folder, closing(sqlite3.connect(folder / DUMP)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        found = contents_of(copy.cursor(), _tables(copy))
        with (folder / DUMP).open("rb") as file:
            shutil.copyfileobj(file, into, BLOCK)
    return found


def _tables(copy: sqlite3.Connection) -> list[str]:
    found = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'")
    return [name for (name,) in found]


@contextmanager
def _folder() -> Iterator[Path]:
    """Beside the database: there is room for another one."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=Path(connection.settings_dict["NAME"]).parent) as folder:
        yield Path(folder)


def load(dump: IO[bytes], about: About) -> None:
    with _folder() as folder:
        with (folder / DUMP).open("wb") as file:
            shutil.copyfileobj(dump, file, BLOCK)
        with closing(sqlite3.connect(folder / DUMP)) as copy:
            _refuse_unless_sound(copy)
            connection.ensure_connection()
            copy.backup(connection.connection)
    # The pages say how they are logged; each new connection sets that anew.
    connection.close()


def _refuse_unless_sound(copy: sqlite3.Connection) -> None:
    """What PostgreSQL asks when it makes constraints again: rows, indexes, CHECK, NOT NULL and foreign keys."""
    said = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
    said = [] if said == ["ok"] else said
    said += [f"a row of {row[0]} points at none of {row[2]}" for row in copy.execute("PRAGMA foreign_key_check")]
    if said:
        raise Refused(f"The database in it is not sound: {'; '.join(said[:5])}")


@contextmanager
def scratch() -> Iterator[None]:
    own = connection.settings_dict["NAME"]
    connection.close()
    with _folder() as folder:
        connection.settings_dict["NAME"] = str(folder / "check.sqlite3")
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
