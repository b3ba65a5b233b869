"""Another day, on this server and in its database alike: a release is dated by the clock of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import time_machine


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr("reformtracker.publishing.clock.now", lambda: datetime.now(UTC))
        yield
