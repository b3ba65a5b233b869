"""What is measured, as figures: no clock, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Bound = Literal["≥", "≤"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a bound, and what was reached. `unit` is written behind both."""

    work: str
    bound: Bound
    must: float
    reached: float
    unit: str = ""
    details: str = ""

    @property
    def is_ok(self) -> bool:
        return self.reached >= self.must if self.bound == "≥" else self.reached <= self.must

    @property
    def score(self) -> float:
        """How many times as good as it must be: 1 is just reached.

        >>> Line("", "≥", 2, 3).score, Line("", "≤", 2, 4).score, Line("", "≤", 0, 0).score
        (1.5, 0.5, 1.0)
        """
        if self.bound == "≥":
            return self.reached / self.must if self.must else 1.0
        if self.must == 0:
            return 1.0 if self.reached == 0 else 0.01
        return self.must / max(self.reached, self.must / 100)


@dataclass(frozen=True, slots=True)
class Load:
    """Of one run of wrk: requests a second, and seconds for the median and the slowest hundredth."""

    rate: float
    p50: float
    p99: float
    refused: int = 0
    """Answers beyond 399, and connections that broke."""

    def __str__(self) -> str:
        return f"{rate(self.rate)}/s, p50 {time(self.p50)}, p99 {time(self.p99)}"


def middle(rounds: Sequence[Load]) -> Load:
    """The medians of each figure."""
    return Load(
        median(one.rate for one in rounds),
        median(one.p50 for one in rounds),
        median(one.p99 for one in rounds),
        sum(one.refused for one in rounds),
    )


SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def read_wrk(said: str) -> Load:
    """What wrk prints with `--latency`."""
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None:
        raise ValueError(f"wrk said: {said}")
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    refused = sum(map(int, broken.groups())) if broken else 0
    refused += int(bad[1]) if bad else 0
    if not float(found[1]):
        # Nobody was answered in time: that is no latency of nothing.
        return Load(0.0, float("inf"), float("inf"), refused)
    return Load(float(found[1]), _latency(said, 50), _latency(said, 99), refused)


def _latency(said: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)\s*$", said, re.MULTILINE)
    if found is None:
        raise ValueError(f"wrk said: {said}")
    return float(found[1]) * SECONDS[found[2]]


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many per cent of the values do not exceed.

    >>> percentile([3, 1, 2, 4], 50), percentile(range(1, 201), 99)
    (2, 198)
    """
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)]


def share(part: float, whole: float) -> float:
    """
    >>> share(3, 2), share(1, 0)
    (1.5, inf)
    """
    return part / whole if whole else float("inf")


def time(seconds: float) -> str:
    """
    >>> time(0.0123), time(1.25), time(0.00042)
    ('12.3 ms', '1.25 s', '0.42 ms')
    """
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def rate(many: float) -> str:
    """
    >>> rate(3210.4), rate(24.23)
    ('3,210', '24.2')
    """
    return f"{many:,.0f}" if many >= 100 else f"{many:.3g}"


def figure(value: float) -> str:
    """
    >>> figure(0.0), figure(1.337), figure(14.96), figure(1234.5)
    ('0', '1.34', '15', '1,234')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
