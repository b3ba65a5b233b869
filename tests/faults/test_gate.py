"""Slow clients, floods and what no reader sends end at nginx, as docker/nginx.conf has it; other readers notice nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from socket import socket

import pytest

from tests.bars import Figure
from tests.faults.gate import Gate, gate

pytestmark = pytest.mark.bar("B15")

IDLE, SLOW = 1000, 200
"""Connections that say nothing, and that never come to the end of their head."""
HEAD_SECONDS = 10
OTHER = "127.0.0.2"
EXPORT = "/api/v1/export/observations.csv"


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with gate(tmp_path_factory.mktemp("gate")) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_came_through_yet(nginx: Gate) -> None:
    nginx.through.clear()


def head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: tracker", *lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (head("POST", "/admin/benefits/upload/add/", f"Content-Length: {8 << 30}"), 413),
        (head("POST", "/en/", f"Content-Length: {1 << 20}"), 413),
        (head("GET", "/en/", f"X-Long: {'a' * (1 << 20)}"), 400),
        (head("GET", f"/en/?{'a' * (1 << 20)}"), 414),
        (head("GET", "/en/", *(f"X-{number}: {'a' * 1000}" for number in range(100))), 400),
        (head("GET", "/en/", "Content-Length: 1", "Content-Length: 2"), 400),
        (head("GET", "/en/", "Content-Length: 5", "Transfer-Encoding: chunked"), 400),
    ],
    ids=["8 GB", "a body from a reader", "a long header", "a long address", "many headers", "two lengths", "two ways"],
)
def test_what_no_reader_sends_is_refused_before_the_application(nginx: Gate, request_: bytes, status: int) -> None:
    # A head may still be on its way when nginx has said no and hung up: then there is nothing to read.
    assert nginx.say(request_) in (status, *([] if status == 413 else [0]))
    assert nginx.through == []
    assert nginx.ask() == (200, "")


def test_a_form_of_a_hundred_thousand_fields_reaches_no_public_server(nginx: Gate) -> None:
    form = "&".join(f"field{number}=1" for number in range(100_000)).encode()
    kind = "Content-Type: application/x-www-form-urlencoded"
    for path in ("/en/search/", "/admin/login/"):
        assert nginx.say(head("POST", path, kind, f"Content-Length: {len(form)}") + form) == 413
    assert nginx.through == []


def test_a_body_without_a_length_is_cut_where_a_spreadsheet_ends(nginx: Gate) -> None:
    piece = b"%x\r\n%s\r\n" % (1 << 20, b"a" * (1 << 20))
    chunked = head("POST", "/admin/benefits/upload/add/", "Transfer-Encoding: chunked")
    assert nginx.say(chunked + piece * 11 + b"0\r\n\r\n") == 413
    assert nginx.through == []
    assert nginx.say(chunked + piece * 9 + b"0\r\n\r\n") == 200


def test_who_never_ends_is_let_go_and_who_says_nothing_keeps_nobody_out(nginx: Gate, figure: Figure) -> None:
    begun = time.monotonic()
    with ExitStack() as held:
        for _ in range(IDLE):
            held.enter_context(nginx.open(OTHER))
        slow = [held.enter_context(nginx.open(OTHER)) for _ in range(SLOW)]
        for one in slow:
            one.sendall(b"GET /en/ HTTP/1.1\r\nHost: tracker\r\nX-Slow: ")
        read, cut = 0, 0
        while cut < SLOW and time.monotonic() - begun < 2 * HEAD_SECONDS:
            cut = sum(not _drips(one) for one in slow)
            assert nginx.ask(f"/en/?{read}") == (200, "")
            read += 1
            time.sleep(0.2)
    assert cut == SLOW
    assert len(nginx.through) == read
    figure(
        "B15",
        f"{IDLE:,} idle and {SLOW} slow connections: {read} readers served meanwhile, the slow cut after {HEAD_SECONDS} s",
    )


def _drips(slow: socket) -> bool:
    """Whether one more letter is still taken."""
    try:
        slow.setblocking(False)
        slow.send(b"a")
        with suppress(BlockingIOError):
            return bool(slow.recv(1))
    except OSError:
        return False
    return True


def test_a_flood_from_one_address_is_slowed_down_and_told_when_to_come_back(nginx: Gate) -> None:
    flood = "127.0.0.3"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: nginx.ask("/api/v1/", flood), range(400)))
    assert set(answers) == {(200, ""), (429, "5")}
    assert answers.count((200, "")) < 250
    assert nginx.ask("/api/v1/", "127.0.0.4") == (200, "")


@pytest.mark.bar("B05")
def test_files_are_given_two_at_a_time_to_each_reader_and_six_in_all(nginx: Gate) -> None:
    nginx.held.set()
    readers = [f"127.0.1.{number}" for number in (1, 1, 2, 2, 3, 3)]
    with ThreadPoolExecutor(len(readers)) as pool:
        waiting = [pool.submit(nginx.ask, EXPORT, reader) for reader in readers[:2]]
        _until(lambda: len(nginx.through) == 2)
        assert nginx.ask(EXPORT, readers[0]) == (429, "5")
        assert nginx.ask("/api/v1/observations/?format=csv", readers[0]) == (429, "5")
        assert nginx.ask("/api/v1/observations/", readers[0]) == (200, "")
        assert nginx.ask("/en/", readers[0]) == (200, "")
        waiting += [pool.submit(nginx.ask, EXPORT, reader) for reader in readers[2:]]
        _until(lambda: sum(EXPORT in one for one in nginx.through) == len(readers))
        assert nginx.ask(EXPORT, "127.0.1.4") == (429, "5")
        assert nginx.ask("/en/", "127.0.1.4") == (200, "")
        nginx.held.clear()
        assert [one.result() for one in waiting] == [(200, "")] * len(readers)
    assert nginx.ask(EXPORT, readers[0]) == (200, "")


def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)
