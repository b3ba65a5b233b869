"""What a backup says of itself: enough to refuse it before anything is written, and to check it after.

What the database holds is asked in plain SQL, not of the models: the tables may be those of an older version of the code.
"""

# ruff: noqa: S608  # the names of tables are the database's own
from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.conf import settings

Row = TypeVar("Row", "About", "Dump", "Head")

FORMAT = 1
"""Goes up when an older version of this code could not read what is written now."""


class Refused(Exception):
    """Nothing was written; the sentence says why, and what to do."""


class Cursor(Protocol):
    """Of Django, or of a file of SQLite."""

    def execute(self, sql: str, /) -> Any: ...

    def fetchall(self) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of a chain."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number} ({self.hash})"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds at one moment."""

    migrations: tuple[str, ...]
    releases: dict[str, Head]
    """Framework -> its newest release."""
    audit: Head | None
    """The newest seal of the history of rows, which PostgreSQL keeps."""
    rows: dict[str, int]
    """Table -> how many."""

    def __str__(self) -> str:
        return f"{len(self.rows)} tables, {sum(self.rows.values()):,} rows"

    def differences(self, found: Contents) -> Iterator[str]:
        for table in sorted(self.rows.keys() | found.rows.keys()):
            if self.rows.get(table) != found.rows.get(table):
                yield f"{table}: {self.rows.get(table)} rows were backed up, {found.rows.get(table)} are there"
        for slug in sorted(self.releases.keys() | found.releases.keys()):
            if self.releases.get(slug) != found.releases.get(slug):
                yield f"{slug}: backed up at release {self.releases.get(slug)}, there is {found.releases.get(slug)}"
        if self.audit != found.audit:
            yield f"history: backed up at seal {self.audit}, there is {found.audit}"
        if self.migrations != found.migrations:
            yield "the migrations that are noted are not those that are there"


@dataclass(frozen=True, slots=True)
class Dump:
    """The file with the data, inside the backup."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class About:
    made_at: str
    site: str
    code: str
    engine: str
    """`postgresql` or `sqlite`, as Django names them."""
    server: int
    """The major version of the server, and of the program that wrote the dump. 0: SQLite, whose files know no such thing."""
    program: int
    contents: Contents
    dump: Dump

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **dataclasses.asdict(self)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: bytes) -> About:
        try:
            said = json.loads(text)
            # Half a character is JSON, and could not be told.
            json.dumps(said, ensure_ascii=False).encode()
            number = said.pop("format")
            if number > FORMAT:
                raise Refused(
                    f"It was written in format {number}, and this code reads {FORMAT}: restore it with newer code."
                )
            contents, dump = said.pop("contents"), said.pop("dump")
            return _as_declared(cls(contents=_contents(contents), dump=_as_declared(Dump(**dump)), **said))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise Refused("What it says of itself cannot be read: it is no backup of the tracker.") from error


def _as_declared(row: Row) -> Row:
    """A file may say anything of any type."""
    for field in dataclasses.fields(row):
        wanted = {"str": str, "int": int}.get(str(field.type))
        if wanted and type(getattr(row, field.name)) is not wanted:
            raise TypeError(field.name)
    return row


def _contents(said: dict[str, Any]) -> Contents:
    return Contents(
        migrations=tuple(map(str, said["migrations"])),
        releases={slug: _as_declared(Head(**head)) for slug, head in said["releases"].items()},
        audit=_as_declared(Head(**said["audit"])) if said["audit"] else None,
        rows={table: int(many) for table, many in said["rows"].items()},
    )


def contents(cursor: Cursor, tables: Iterable[str]) -> Contents:
    """Of all these tables, which are those of a tracker of whatever version."""
    audit = _asked(
        cursor, "SELECT number, hash FROM publishing_seal WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1"
    )
    releases = _asked(
        cursor,
        "SELECT c.slug, r.number, r.hash FROM publishing_chain c"
        " JOIN publishing_release r ON r.chain_id = c.id AND r.number = c.head",
    )
    return Contents(
        migrations=tuple(
            sorted(f"{app}.{name}" for app, name in _asked(cursor, "SELECT app, name FROM django_migrations"))
        ),
        releases={slug: Head(number, hash_) for slug, number, hash_ in releases},
        audit=Head(*audit[0]) if audit else None,
        rows={table: int(_asked(cursor, f'SELECT count(*) FROM "{table}"')[0][0]) for table in sorted(tables)},
    )


def _asked(cursor: Cursor, sql: str) -> list[Any]:
    cursor.execute(sql)
    return cursor.fetchall()


def code() -> str:
    """The SHA-256 of the code that runs: of every module of ours by its path."""
    found = hashlib.sha256()
    for package in sorted(settings.BASE_DIR.glob("*/__init__.py")):
        for path in sorted(package.parent.rglob("*.py")) if package.parent.name != "tests" else ():
            found.update(f"{path.relative_to(settings.BASE_DIR).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()
