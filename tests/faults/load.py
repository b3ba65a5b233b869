"""Readers who go on reading: each from an address of its own, at a pace that nginx allows, and with a note of every answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice

PACE = 1 / 25
"""Seconds between two questions of one reader; nginx lets thirty a second through."""
PATIENCE = 40


@dataclass(frozen=True, slots=True)
class Read:
    """`status`: 0 where nobody answered."""

    path: str
    status: int
    begun: float
    seconds: float
    body: bytes


@dataclass
class Readers:
    """`keep`: what is kept of the body of each answer."""

    port: int
    paths: Sequence[str]
    keep: Callable[[bytes], bytes] = lambda body: b""
    read: list[Read] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def failed(self) -> list[Read]:
        return [one for one in self.read if one.status != 200]

    def longest(self) -> float:
        return max(one.seconds for one in self.read)

    def until(self, many: int) -> None:
        while len(self.read) < many:
            time.sleep(0.1)

    def _go_on(self, number: int) -> None:
        address = f"127.0.{2 + number // 250}.{1 + number % 250}"
        for path in islice(cycle(self.paths), number, None):
            if self._over.is_set():
                return
            self.read.append(one := self.ask(path, address))
            time.sleep(max(0.0, PACE - one.seconds))

    def ask(self, path: str, address: str = "127.0.0.1") -> Read:
        begun = time.time()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(address, 0))
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            status, body = answer.status, self.keep(answer.read())
        except (OSError, HTTPException):
            status, body = 0, b""
        finally:
            connection.close()
        return Read(path, status, begun, time.time() - begun, body)


@contextmanager
def reading(readers: Readers, many: int) -> Iterator[Readers]:
    """So many at once, until the end."""
    threads = [threading.Thread(target=readers._go_on, args=(number,), daemon=True) for number in range(many)]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        readers._over.set()
        for thread in threads:
            thread.join(PATIENCE)
