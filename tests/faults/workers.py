"""kill -9 for the processes of gunicorn, while people save, publish, upload and download."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass

from reformtracker.scratch import PREFIX
from tests.deployed import kill, workers
from tests.faults.browser import Browser
from tests.faults.ledger import Ledger
from tests.faults.office import PAGES, Office, at_work, until

IN_HAND = 8
"""Requests that one process has at most: four threads, and as many that wait for one."""
ASKED = {"web-staff": "/admin/login/", "web-public": PAGES[0]}
LOCKS = """SELECT count(*) FROM pg_stat_activity
           WHERE state LIKE 'idle in transaction%' AND now() - state_change > interval '1 second'"""


@dataclass(frozen=True)
class Killed:
    """Seconds until the next answer after a kill, and until one before it, with as much to do."""

    ledger: Ledger
    after: float
    usual: float


def kill_workers(office: Office, times: int, every: float) -> Killed:
    tasks = (office.comment, office.save, office.publish, office.upload, office.export, office.read)
    after, usual = [], []
    with at_work(office, *tasks) as ledger:
        for number in range(times):
            time.sleep(every)
            name = ("web-staff", "web-public")[number % 2]
            usual.append(_until_answered(office, name))
            kill(random.choice(workers(office.stack.running[name])))  # noqa: S311  # any will do
            after.append(_until_answered(office, name))
        time.sleep(every)
    return Killed(ledger, max(after), max(usual))


def _until_answered(office: Office, name: str) -> float:
    return until(lambda: is_answered(office, name), 60, every=0.02)


def is_answered(office: Office, name: str) -> bool:
    return Browser(office.stack.site).get(ASKED[name]).status == 200


def leftovers(office: Office) -> list[str]:
    """Files of processes that write none just now, and folders of processes that are dead."""
    folders = list(office.stack.temporary.glob(f"{PREFIX}*"))
    dead = [folder.name for folder in folders if not _lives(folder.name.removeprefix(PREFIX).partition("-")[0])]
    return dead + [path.name for folder in folders for path in folder.iterdir()]


def _lives(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def survives_killed_workers(office: Office, times: int, every: float, *, within: float) -> str:
    """The claim; gives its figures. `within`: seconds by which the next answer may come later than usual."""
    killed = kill_workers(office, times, every)
    ledger = killed.ledger
    assert ledger.differences(office.stack.database) == []
    assert ledger.count()
    assert len(ledger.failed()) <= times * IN_HAND
    until(lambda: not office.ask(LOCKS), 3)
    until(lambda: leftovers(office) == [], 60)
    assert killed.after <= killed.usual + within
    return (
        f"{times} processes of gunicorn killed: {ledger.count()} acknowledged writes each there once, "
        f"{len(ledger.failed())} of {len(ledger.asked)} requests failed, next answer within {killed.after:.2f} s, {killed.usual:.2f} s without a kill"
    )
