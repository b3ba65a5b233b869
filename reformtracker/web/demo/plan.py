"""How much is asked for, over which periods it spreads, and what is made public when. No database and no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from benefits.lateness import Frequency
from benefits.periods import Period, covering, last_of_month

SLUG = "demo"
ENDS = date(2025, 12, 31)
"""The end of the newest periods. Fixed: what is invented today is what is invented tomorrow."""

LONGEST = 60
"""No series is longer than this, in years: the more observations, the shorter their periods."""

LARGEST_RELEASE = 40_000
"""Observations in one release, at most: three of them are in work at once, and their manifests are read by people too."""

SHARE = 8
"""A small demonstration is spread over about as many releases, so that there is a history to look at."""

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.ANNUAL: 12}
MOST_INDICATORS, MOST_OBSERVATIONS = 20_000, 12 * LONGEST


class TooMuch(ValueError):
    """What was asked for cannot be made; the sentence says what can."""


@dataclass(frozen=True, slots=True)
class Order:
    """`observations` are those of each indicator."""

    indicators: int
    observations: int
    seed: int

    def __post_init__(self) -> None:
        if not 1 <= self.indicators <= MOST_INDICATORS:
            raise TooMuch(f"Ask for 1 to {MOST_INDICATORS} indicators.")
        if not 1 <= self.observations <= MOST_OBSERVATIONS:
            raise TooMuch(
                f"Ask for 1 to {MOST_OBSERVATIONS} observations of each indicator: {LONGEST} years of months."
            )

    def __str__(self) -> str:
        return f"load_demo --indicators {self.indicators} --observations {self.observations} --seed {self.seed}"

    def frequencies(self) -> tuple[Frequency, ...]:
        """Those by which so many periods are not longer than the longest series."""
        fits = [each for each, months in MONTHS.items() if self.observations * months <= 12 * LONGEST]
        return tuple(fits)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`behind`: how many of the newest periods have not been reported."""

    frequency: Frequency
    behind: int


@cache
def periods(rhythm: Rhythm, many: int) -> tuple[Period, ...]:
    """The oldest first. The one before them, for the baseline, comes first of all."""
    months = MONTHS[rhythm.frequency]
    last = ENDS.year * 12 + ENDS.month - months * rhythm.behind
    found = []
    for past in range(many, -1, -1):
        end_month = last - months * past
        start = date((end_month - months) // 12, (end_month - months) % 12 + 1, 1)
        end = last_of_month(start, months - 1)
        found.append(Period(covering(start, end), start, end))
    return tuple(found)


def begins(rhythms: Iterable[Rhythm], many: int) -> date:
    """The first day of the year of the oldest period."""
    return min(periods(rhythm, many)[0].start for rhythm in rhythms).replace(month=1, day=1)


@dataclass(frozen=True, slots=True)
class Tranche:
    """The observations that one release makes public: those whose period ends up to `last`."""

    last: date
    observations: int

    @property
    def released_on(self) -> date:
        """Two months later, when the figures are in."""
        return last_of_month(self.last, 2)


def tranches(rhythms: Sequence[Rhythm], many: int) -> list[Tranche]:
    """`rhythms`: that of each indicator. Periods that end on one day come out together."""
    indicators = Counter(rhythms)
    ending: Counter[date] = Counter()
    for rhythm, count in indicators.items():
        for period in periods(rhythm, many)[1:]:
            ending[period.end] += count
    wanted = min(LARGEST_RELEASE, max(-(-ending.total() // SHARE), 1))
    found: list[Tranche] = []
    for day, count in sorted(ending.items()):
        if found and found[-1].observations + count <= wanted:
            count += found.pop().observations
        found.append(Tranche(day, count))
    return found


def day_before(day: date) -> date:
    return day - timedelta(days=1)
