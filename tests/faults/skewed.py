"""Processes of a deployed tracker whose clocks are wrong."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.deployed import kill_whole
from tests.faults.ledger import Ledger
from tests.faults.office import TO_DO, Office, until
from tests.faults.post import Post
from tests.faults.tasks import tell

WRONG_CLOCK = Path(__file__).parent / "wrong_clock"
MINUTES, HOUR = 600, 3600
SOON = 25
"""Seconds until a planned release is due."""
SWEEP, WHILE = 35, 120
LATE = """SELECT extract(epoch FROM recorded_at - publish_at)::int FROM publishing_release
          WHERE state = 'published' AND title_en = %s"""
"""By the clock of the database, which has made both."""


@contextlib.contextmanager
def wrong_clocks(office: Office) -> Iterator[None]:
    """Two workers, ten minutes ahead and behind; beat an hour ahead."""
    stack = office.stack
    for name in ("worker", "beat"):
        kill_whole(stack.running[name])
    skewed = [
        stack.start(name, PYTHONPATH=str(WRONG_CLOCK), CLOCK_AHEAD=str(ahead))
        for name, ahead in (("worker", MINUTES), ("worker", -MINUTES), ("beat", HOUR))
    ]
    try:
        yield
    finally:
        for process in skewed:
            kill_whole(process)
        # It has written down what is still to come.
        for schedule in stack.temporary.glob("beat*"):
            schedule.unlink()
        for name in ("worker", "beat"):
            stack.start(name)


def keeps_time(office: Office, post: Post) -> str:
    ledger, before = Ledger(), post.received()
    with wrong_clocks(office):
        title = office.plan(ledger, SOON)
        tell(office, 30)
        until(lambda: office.ask(LATE, title) is not None, SOON + WHILE)
        until(lambda: not office.ask(f"{TO_DO} AND topic = 'mail'"), WHILE)
    late = int(str(office.ask(LATE, title)))
    assert 0 <= late <= SWEEP
    assert set((post.received() - before).values()) == {1}
    return f"workers 10 minutes ahead and behind, beat an hour ahead: out {late} s after its time, 30 mails sent once"
