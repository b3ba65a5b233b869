"""Changes to tables that others use: whoever waits for a whole table makes everybody behind it wait too, so it waits briefly,
lets go, and tries again. And one server at a time makes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

WAIT = "400ms"
"""For a lock. Whoever reads the table in the meantime waits as long, so it must not be long."""
LOCKED = "55P03"
PAUSE = 2.0
"""Seconds between two attempts, in which those who waited get through."""
ATTEMPTS = 60
TURN = 7202203
"""The number of the advisory lock that the server holds which changes the tables. It goes with its connection, however that ends."""


class InUse(Exception):
    """A table was in use at every attempt, or another server was at it all the time."""


def patiently(change: Callable[[], object], say: Callable[[str], object], attempts: int = ATTEMPTS) -> None:
    """`change` is made once, by one server at a time, and may have been begun before."""
    for attempt in range(1, attempts + 1):
        try:
            with _short_waits(), _turn():
                change()
                return
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != LOCKED:
                raise
            say(f"Attempt {attempt}: a table is in use, or another server is at it. What is done is kept.")
            if attempt < attempts:
                time.sleep(PAUSE)
    raise InUse(f"A table was in use at each of {attempts} attempts. See MigrationsWaiting in docs/runbook.md.")


@contextmanager
def _short_waits() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [WAIT])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


@contextmanager
def _turn() -> Iterator[None]:
    """Waiting for it ends as waiting for a table does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
