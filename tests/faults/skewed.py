"""Processes of a deployed tracker whose clocks are wrong."""

from __future__ import annotations

import contextlib
import time
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
SWEEP = 30
PUBLISHED = "SELECT count(*) FROM publishing_release WHERE state = 'published' AND title_en = %s"
EARLY = "SELECT publish_at - recorded_at FROM publishing_release WHERE title_en = %s AND recorded_at < publish_at"


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
        due = time.monotonic() + SOON
        tell(office, 30)
        while time.monotonic() < due - 2:
            assert not office.ask(PUBLISHED, title)
            time.sleep(1)
        late = until(lambda: office.ask(PUBLISHED, title) == 1, SWEEP + 30) - 2
        assert office.ask(EARLY, title) is None
        until(lambda: not office.ask(f"{TO_DO} AND topic = 'mail'"), 120)
    assert set((post.received() - before).values()) == {1}
    return (
        f"workers 10 minutes ahead and behind, beat an hour ahead: out {late:.0f} s after its time, 30 mails sent once"
    )
