"""Redis is stopped, comes back empty, hangs, and is emptied."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator

import redis

from tests.deployed import start_redis, stop_redis, workers
from tests.faults.browser import Browser
from tests.faults.ledger import Ledger
from tests.faults.office import TO_DO, Office, at_work, until
from tests.faults.tasks import tell

WAITS = 2.0
"""Seconds that a page may take longer than the slowest did with Redis: it gives Redis half a second, and seldom asks twice."""
GUESSES = 24
"""At a password, and twice as many as all processes of a server let through when each counts for itself."""


def readiness(office: Office) -> tuple[int, str]:
    answer = Browser(office.stack.site).get("/readyz")
    return answer.status, json.loads(answer.text)["state"]


def guess(office: Office) -> list[bool]:
    """Whether each guess was at least tried. Asked of the server itself: nginx would slow it down as well."""
    staff = Browser(f"http://127.0.0.1:{office.stack.ports['web-staff']}")
    tried = []
    for number in range(GUESSES):
        form = {"login": "auditor", "password": f"guess {number}"}
        page = staff.get("/admin/login/")
        token = staff.cookies.get("csrf", "")
        assert page.status == 200
        answer = staff.post("/admin/login/", {**form, "csrfmiddlewaretoken": token})
        tried.append(answer.status == 200 and "Too many" not in answer.text)
    return tried


def survives_without_redis(office: Office, seconds: float) -> str:
    with at_work(office, office.comment, office.save, office.publish, office.read) as ledger:
        time.sleep(2)
        stop_redis(office.stack)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            assert readiness(office) == (200, "degraded")
            assert office.publisher.is_signed_in()
            time.sleep(0.5)
        start_redis(office.stack)
        until(lambda: readiness(office) == (200, "ready"), 5)
        time.sleep(1)
    assert ledger.failed() == []
    slowest = max(asked.answer.seconds for asked in ledger.asked)
    assert ledger.differences(office.stack.database) == []
    assert office.publisher.is_signed_in()
    return (
        f"{seconds:.0f} s without Redis: {len(ledger.asked)} requests of readers and staff, none failed, "
        f"slowest {slowest:.1f} s, {ledger.count()} acknowledged writes each there once"
    )


def guessing_stays_slow(office: Office) -> str:
    stop_redis(office.stack)
    try:
        tried = guess(office)
    finally:
        start_redis(office.stack)
    assert tried[0]
    assert not tried[-1]
    return f"{sum(tried)} of {len(tried)} guesses at a password let through"


def survives_a_flush(office: Office, *, waits: bool) -> str:
    """What was queued is forgotten by the broker and not by the outbox; nobody is started anew. `waits`: for beat; else the next
    who has something to do wakes a worker."""
    worker = office.stack.running["worker"]
    with hanging(worker.pid, *workers(worker)):
        tell(office, 5)
        with contextlib.closing(redis.Redis.from_url(office.stack.redis)) as client:
            client.flushall()
        assert int(str(office.ask(f"{TO_DO} AND topic = 'mail'"))) >= 5
    assert office.publisher.is_signed_in()
    if not waits:
        tell(office, 1)
    took = until(lambda: not office.ask(f"{TO_DO} AND topic = 'mail'"), 60)
    return f"emptied: what was queued is done {took:.0f} s later"


@contextlib.contextmanager
def hanging(*pids: int) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def no_page_waits(office: Office, seconds: float) -> str:
    """Redis takes connections and answers nothing."""
    with contextlib.closing(redis.Redis.from_url(office.stack.redis)) as client:
        pid = int(client.info("server")["process_id"])
    usual = slowest(office, seconds)
    with hanging(pid):
        found = slowest(office, seconds)
    assert found <= usual + WAITS
    return f"hanging for {seconds:.0f} s: slowest page {found:.1f} s, {usual:.1f} s with it"


def slowest(office: Office, seconds: float) -> float:
    ledger, ends = Ledger(), time.monotonic() + seconds
    while time.monotonic() < ends:
        assert office.read(ledger)
        assert office.comment(ledger)
    return max(asked.answer.seconds for asked in ledger.asked)
