"""Asking servers: many at once with wrk, or one after the other; what takes turns is measured in the same minute."""

from __future__ import annotations

import http.client
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from services import Program

from bench.figures import Load, middle, read_wrk

WRK = Program("PATH to its folder", ("wrk",), ("wrk",))
ROTATE = Path(__file__).with_name("rotate.lua")
PACKED = {"Accept-Encoding": "br, gzip"}
"""What browsers take."""
TIMEOUT = 120
BUDGET, LEAST = 60, 5
"""Seconds, and rounds, of what is timed one by one."""


@dataclass(frozen=True, slots=True)
class Target:
    """`paths` are asked in turn; a path may carry a query."""

    site: str
    paths: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pace:
    """`rounds` of so many seconds for each; `asks` for what is timed one by one."""

    rounds: int
    seconds: int
    asks: int


def wrk(target: Target, *, seconds: int, connections: int) -> Load:
    headers = [word for name, value in target.headers.items() for word in ("-H", f"{name}: {value}")]
    words = [str(WRK.path()), "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", *headers]
    done = subprocess.run(
        [*words, "-s", str(ROTATE), target.site, "--", *target.paths],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + TIMEOUT,
    )
    return read_wrk(done.stdout)


def contest(targets: Mapping[str, Target], pace: Pace, *, connections: int) -> dict[str, Load]:
    """Each in each round, so that whatever else the machine does falls on all of them alike."""
    rounds: dict[str, list[Load]] = {name: [] for name in targets}
    for target in targets.values():
        warm(target)
    for _round in range(pace.rounds):
        for name, target in targets.items():
            rounds[name].append(wrk(target, seconds=pace.seconds, connections=connections))
    found = {name: middle(loads) for name, loads in rounds.items()}
    for name, load in found.items():
        if load.refused:
            raise SystemExit(f"{load.refused} of the requests for {name} were refused: nothing was measured.")
    return found


def warm(target: Target) -> None:
    """Both workers have answered each path before anything is counted."""
    for path in target.paths:
        for _turn in range(4):
            ask(target.site, path, target.headers)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    first: float
    """Seconds to the first byte of the body."""
    whole: float


class Client:
    """One connection, kept open; opened again where the server has closed it."""

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)

    def ask(self, path: str, headers: Mapping[str, str], *, drop: bool = False) -> Answer:
        """`drop`: the body is read and let go, piece by piece."""
        begun = time.perf_counter()
        try:
            answer = self._sent(path, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            begun = time.perf_counter()
            answer = self._sent(path, headers)
        start = answer.read(1)
        first = time.perf_counter() - begun
        if drop:
            while answer.read(1 << 20):
                pass
            body = b""
        else:
            body = start + answer.read()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, said, body, first, time.perf_counter() - begun)

    def _sent(self, path: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        self._connection.request("GET", path, headers=dict(headers))
        return self._connection.getresponse()

    def close(self) -> None:
        self._connection.close()


def ask(site: str, path: str, headers: Mapping[str, str] | None = None, *, drop: bool = False) -> Answer:
    client = Client(site)
    try:
        return client.ask(path, headers or {}, drop=drop)
    finally:
        client.close()


def good(site: str, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    found = ask(site, path, headers)
    if found.status != 200:
        raise SystemExit(f"{path} answers {found.status}, not 200.")
    return found


def in_turn(asked: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """What each gives, in seconds, round by round; one round before is not counted. Fewer rounds, but `LEAST`, where all would
    take longer than `BUDGET`."""
    for each in asked.values():
        each()
    begun = time.monotonic()
    found: dict[str, list[float]] = {name: [] for name in asked}
    for done in range(rounds):
        if done >= LEAST and time.monotonic() - begun > BUDGET:
            break
        for name, each in asked.items():
            found[name].append(each())
    return found


def timed(site: str, path: str) -> Callable[[], float]:
    """Asks over one connection; gives the seconds of a good answer."""
    client = Client(site)

    def once() -> float:
        found = client.ask(path, {})
        if found.status != 200:
            raise SystemExit(f"{path} answers {found.status}, not 200.")
        return found.whole

    return once
