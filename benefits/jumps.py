"""Whether a value lies so far from the ones before it that it may be a slip. Pure: decimals in, a dataclass out.

Asked of a value `v` and of the comparable values before it, oldest first, the baseline among them; `last` is the latest:

- sign:   -v / last lies within 0.8 .. 1.25: the same size on the other side of zero.
- scale:  v / last, or last / v, lies within 0.8 .. 1.25 times 10, 100 or 1000: a decimal mark or some zeros too many.
- step:   |v - last| > 4 * usual. `usual` is the median of the steps so far, and at least the materiality, where there are
          three steps or more. With fewer, what was promised says what is usual: |v - last| > |target - baseline|.

A move smaller than the materiality is never unusual. Where nothing is known to compare with, nothing is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median

TIMES_USUAL = 4
ENOUGH_STEPS = 3
NEAR = (Decimal("0.8"), Decimal("1.25"))
SCALES = (10, 100, 1000)


class Why(StrEnum):
    SIGN = "sign"
    LARGER = "larger"
    SMALLER = "smaller"
    STEP = "step"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Jump:
    """`times`: with LARGER and SMALLER the power of ten; with STEP how many usual steps; with SPAN how many times the whole
    way from the baseline to the target, both with one decimal; with SIGN 1."""

    why: Why
    last: Decimal
    times: Decimal


def jump(
    value: Decimal, before: Sequence[Decimal], *, materiality: Decimal, span: Decimal | None = None
) -> Jump | None:
    """`before`: comparable values in order of time, in the same unit; `span`: |target - baseline|, None without either."""
    if not before:
        return None
    last = before[-1]
    step = abs(value - last)
    if step < materiality or not step:
        return None
    return _slip(value, last) or _leap(step, before, materiality, span)


def _slip(value: Decimal, last: Decimal) -> Jump | None:
    if not value or not last:
        return None
    low, high = NEAR
    if low <= -value / last <= high:
        return Jump(Why.SIGN, last, Decimal(1))
    for power in SCALES:
        if low <= value / last / power <= high:
            return Jump(Why.LARGER, last, Decimal(power))
        if low <= last / value / power <= high:
            return Jump(Why.SMALLER, last, Decimal(power))
    return None


def _leap(step: Decimal, before: Sequence[Decimal], materiality: Decimal, span: Decimal | None) -> Jump | None:
    steps = [abs(after - earlier) for earlier, after in pairwise(before)]
    if len(steps) >= ENOUGH_STEPS:
        usual = max(median(steps), materiality)
        return Jump(Why.STEP, before[-1], _tenths(step / usual)) if step > TIMES_USUAL * usual else None
    return Jump(Why.SPAN, before[-1], _tenths(step / span)) if span and step > span else None


def _tenths(times: Decimal) -> Decimal:
    return times.quantize(Decimal("0.1"))
