"""What a backup needs of the database that is configured; PostgreSQL and SQLite each answer in a module of their own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import ModuleType
from typing import IO, Protocol, cast

from django.db import connection

from reformtracker.web.backups import postgresql, sqlite
from reformtracker.web.backups.about import About, Contents
from reformtracker.web.backups.archive import Stream


class Engine(Protocol):
    DUMP: str
    """The name of the dump inside a backup."""
    IS_PACKED: bool

    def versions(self) -> tuple[int, int]:
        """Of the server and of the program that will write the dump; refused where they do not fit."""

    def dump(self, into: Stream) -> Contents:
        """As the database stood at one moment, whatever is written meanwhile."""

    def there(self) -> list[str]:
        """What is in the way of a restore."""

    def contents(self) -> Contents: ...

    def refuse_unless_fit(self, about: About) -> None: ...

    def load(self, dump: IO[bytes], about: About) -> None:
        """All of it or nothing."""

    def scratch(self) -> AbstractContextManager[None]:
        """A database that is made for this, is the configured one meanwhile, and is taken away."""


def engine() -> Engine:
    modules: dict[str, ModuleType] = {"postgresql": postgresql, "sqlite": sqlite}
    return cast(Engine, modules[connection.vendor])
