"""The public database role in a test: the test's own connection takes it on for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache, caches
from django.db import DatabaseError, connection, transaction

from reformtracker.publishing import public_role
from reformtracker.web.finding import KEPT


def name() -> str:
    """One for each test database: roles belong to the whole server, which several may share."""
    return f"public_of_{connection.settings_dict['NAME']}"


def staff() -> str:
    return f"staff_of_{connection.settings_dict['NAME']}"


def auditor() -> str:
    return f"auditor_of_{connection.settings_dict['NAME']}"


@contextmanager
def as_role(role: str) -> Iterator[None]:
    run(f'SET SESSION AUTHORIZATION "{role}"')
    try:
        yield
    finally:
        run("RESET SESSION AUTHORIZATION")


@contextmanager
def as_the_public() -> Iterator[None]:
    """With nothing that the process has kept of what it read as somebody else."""
    _forget()
    with as_role(name()):
        run(f"SET search_path = {public_role.SCHEMA}")
        try:
            yield
        finally:
            run("RESET search_path")
            _forget()


def _forget() -> None:
    cache.clear()
    caches["paper"].clear()
    KEPT.forget()


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())


def refusal(sql: str) -> str:
    """What PostgreSQL says to it; empty where it does it."""
    try:
        with transaction.atomic():
            run(sql)
    except DatabaseError as error:
        return str(error)
    return ""
