"""What a chart says, before anything is drawn: marks in time, which of them may be joined, and the scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from statistics import median
from typing import NamedTuple

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))


class Dot(NamedTuple):
    """One value. `label` is its numeral in the reader's language, sign of the qualifier included."""

    period: str
    start: date
    end: date
    value: Decimal
    qualifier: str = "exact"
    label: str = ""
    comparable: bool = True
    was: Decimal | None = None
    was_label: str = ""

    @property
    def middle(self) -> float:
        """As a day number: the middle of the period, where the dot stands."""
        return (self.start.toordinal() + self.end.toordinal() + 1) / 2

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Bracket:
    """A target: `whole_period` spans from start to due, `by_date` is the end tick alone."""

    start: date | None
    due: date
    value: Decimal
    label: str
    basis: str


@dataclass(frozen=True, slots=True)
class Band:
    """A level of a rubric."""

    number: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One indicator as a chart. `path` is the line used to judge progress, by the day on which it is read;
    `ceiling` the highest value of all charts that share its scale; `months` the time from one value to the next,
    asked only of figures that are for a single day."""

    code: str
    title: str
    unit: str
    decimals: int
    first: date
    last: date
    baseline: Dot | None = None
    dots: tuple[Dot, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    path: tuple[tuple[date, Decimal], ...] = ()
    late: tuple[tuple[date, date], ...] = ()
    bands: tuple[Band, ...] = ()
    context: bool = False
    ceiling: Decimal | None = None
    months: int = 12

    @property
    def series(self) -> tuple[Dot, ...]:
        """Baseline and values in order of time."""
        marks = (self.baseline, *self.dots) if self.baseline else self.dots
        return tuple(sorted(marks, key=lambda dot: (dot.end, dot.start)))

    @property
    def aims(self) -> tuple[Bracket, ...]:
        """The targets that are drawn: context is never judged."""
        return () if self.context else self.brackets

    @property
    def values(self) -> tuple[Decimal, ...]:
        was = tuple(dot.was for dot in self.dots if dot.was is not None)
        return (*(dot.value for dot in self.series), *was, *(aim.value for aim in self.aims))

    @property
    def levels(self) -> tuple[Band, ...]:
        """The rubric as it is read on the page: the highest level first."""
        return tuple(sorted(self.bands, key=lambda band: -band.number))


@dataclass(frozen=True, slots=True)
class Scale:
    floor: Decimal
    top: Decimal
    ticks: tuple[Decimal, ...]


def day(when: date) -> int:
    return when.toordinal()


def highest(plots: Iterable[Plot]) -> Decimal | None:
    """The ceiling that small multiples share."""
    return max((value for plot in plots for value in plot.values), default=None)


def scale(plot: Plot) -> Scale:
    """From zero (lower only for negative values) to a round number, in three to five equal steps."""
    values = (*plot.values, *((plot.ceiling,) if plot.ceiling is not None else ()))
    low, high = min((Decimal(0), *values)), max((Decimal(0), *values))
    step = _step(low, high, plot.decimals)
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = max(int((high / step).to_integral_value(ROUND_CEILING)), first + 2)
    ticks = tuple(step * number for number in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def _step(low: Decimal, high: Decimal, decimals: int) -> Decimal:
    """The step that wastes least of the height; never finer than the indicator's last decimal."""
    unit = Decimal(1).scaleb(-decimals)
    span = high - low
    if not span:
        return unit
    best, least = unit, Decimal("Infinity")
    for exponent in range(span.adjusted() - 1, span.adjusted() + 1):
        for factor in STEPS:
            step = factor.scaleb(exponent)
            count = (high / step).to_integral_value(ROUND_CEILING) - (low / step).to_integral_value(ROUND_FLOOR)
            if step % unit or not 3 <= count <= 5:
                continue
            waste = (count * step - span) / span + abs(count - 4) / 20
            if waste < least:
                best, least = step, waste
    return best


def segments(plot: Plot) -> tuple[tuple[Dot, Dot], ...]:
    """Pairs that a line may join: both comparable, one period directly after the other, periods of like length. Levels
    of a rubric are not a distance apart, so nothing joins them."""
    if plot.bands:
        return ()
    return tuple((before, after) for before, after in pairwise(plot.series) if _joined(before, after, plot.months))


def _joined(before: Dot, after: Dot, months: int) -> bool:
    if not (before.comparable and after.comparable):
        return False
    if before.days == after.days == 1:
        return 0 < (after.end - before.end).days <= months * 31
    longer, shorter = max(before.days, after.days), min(before.days, after.days)
    return (after.start - before.end).days == 1 and longer <= shorter * 1.2


def breaks(plot: Plot) -> tuple[float, ...]:
    """Day numbers at which a series stops being comparable with what came before."""
    return tuple(
        float(day(after.start)) if after.days > 1 else (before.middle + after.middle) / 2
        for before, after in pairwise(plot.series)
        if before.comparable and not after.comparable
    )


def path(plot: Plot) -> tuple[tuple[float, Decimal], ...]:
    """The path as day numbers. It is read at the end of a period and values stand in its middle, so it moves left by
    half a period: a dot on the path is exactly as far as expected."""
    if not plot.path or plot.context:
        return ()
    half = median(dot.days for dot in plot.dots or plot.series) / 2 if plot.series else 0.0
    due, last = plot.path[-1]
    return (*((day(when) + 1 - half, value) for when, value in plot.path), (day(due) + 1.0, last))


def years(plot: Plot, most: int = 7) -> tuple[tuple[float, int], ...]:
    """Year numbers with the middle of the part that is shown; some are left out where they would not fit."""
    low, high = day(plot.first), day(plot.last) + 1
    shown = []
    for year in range(plot.first.year, plot.last.year + 1):
        start, end = max(low, day(date(year, 1, 1))), min(high, day(date(year, 12, 31)) + 1)
        if end - start >= min(120, high - low):
            shown.append(((start + end) / 2, year))
    return tuple(shown[:: -(-len(shown) // most) or 1])
