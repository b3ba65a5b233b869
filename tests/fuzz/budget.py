"""How long something is tried: a few times in make test, for seconds in make trust, for FUZZ_MINUTES each in make fuzz."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from time import monotonic

GIVEN = float(os.environ.get("FUZZ_MINUTES", "0")) * 60
"""Seconds; 0 where nobody asked for more than make trust gives."""


def rounds(seconds: float) -> Iterator[int]:
    """1, 2, 3 and so on until the time is up; one round at least."""
    end = monotonic() + (GIVEN or seconds)
    for number in count(1):
        yield number
        if monotonic() >= end:
            return


def time_is_up(seconds: float) -> Callable[[], bool]:
    """To be asked by many at once."""
    end = monotonic() + (GIVEN or seconds)
    return lambda: monotonic() >= end
