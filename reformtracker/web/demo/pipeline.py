"""Work that goes on beside other work: while one result is used, the next is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

Given = TypeVar("Given")
Made = TypeVar("Made")


def one_ahead(make: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
    """As `map`, one step ahead in a thread of its own, which has its own connection to the database."""
    with ThreadPoolExecutor(max_workers=1) as aside:
        try:
            before: Future[Made] | None = None
            for each in given:
                coming = aside.submit(make, each)
                if before is not None:
                    yield before.result()
                before = coming
            if before is not None:
                yield before.result()
        finally:
            aside.submit(connections.close_all)


def can_write_ahead() -> bool:
    """Whether a second connection sees what this one has stored, and may store something at the same time."""
    return connection.vendor == "postgresql" and not connection.in_atomic_block
