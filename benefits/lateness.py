"""When an indicator's next update is due, and how late it is: the one thing the clock adds to a figure.

The day is always an argument. How the rules are read here:

- Scheduled periods are whole calendar months, quarters, half-years or years that begin on `first_day` or later, since
  observations carry calendar periods; a period under way when the baseline ended is not owed. `once` is one period
  from `first_day` to `until`.
- An observation answers every scheduled period that it has a day in common with: its own, a year by one of its
  quarters or by a figure dated to a day, five years by one figure for all of them.
- Nothing is late after `until`. What was due by then and never came is "never reported"; the last periods, whose due
  day may still lie ahead, are awaited until that day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from benefits.periods import Period, PeriodError, covering, last_of_month


class Frequency(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    ANNUAL = "annual"
    ONCE = "once"


_MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.ANNUAL: 12}


@dataclass(frozen=True, slots=True)
class Schedule:
    """`first_day` is the day after the baseline's end, else the framework's start; periods end by `until`."""

    frequency: Frequency
    lag_months: int
    first_day: date
    until: date

    def periods(self) -> tuple[Period, ...]:
        if self.frequency is Frequency.ONCE:
            return (_single(self.first_day, self.until),) if self.first_day <= self.until else ()
        return _calendar_periods(_MONTHS[self.frequency], self.first_day, self.until)

    def due(self, period: Period) -> date:
        return last_of_month(period.end, self.lag_months)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What has not been answered, whatever the day.

    `awaited` comes after the last answered period; `never_reported` are the holes before it. `next_due` and `next_end`
    are the due day and the end of the first awaited period.
    """

    next_due: date | None
    next_end: date | None
    never_reported: tuple[Period, ...]
    awaited: tuple[Period, ...]


def outlook(schedule: Schedule, answered: Iterable[tuple[date, date]]) -> Outlook:
    """`answered` holds start and end of every live observation, those that say why a figure is missing included."""
    spans = sorted(answered)
    starts, reach = [start for start, _ in spans], list(accumulate((end for _, end in spans), max))
    last_day = reach[-1] if reach else date.min
    unanswered = [period for period in schedule.periods() if not _is_answered(period, starts, reach)]
    awaited = tuple(period for period in unanswered if period.end > last_day)
    return Outlook(
        next_due=schedule.due(awaited[0]) if awaited else None,
        next_end=awaited[0].end if awaited else None,
        never_reported=tuple(period for period in unanswered if period.end < last_day),
        awaited=awaited,
    )


def next_due_on(outlook: Outlook, schedule: Schedule, day: date) -> date | None:
    """When the next update is due, or was: null once nothing more is awaited."""
    if day <= schedule.until:
        return outlook.next_due
    return min((due for period in outlook.awaited if (due := schedule.due(period)) >= day), default=None)


def days_late(outlook: Outlook, schedule: Schedule, day: date) -> int:
    """0 on the due day itself, and always 0 after `until`."""
    due = next_due_on(outlook, schedule, day)
    return max((day - due).days, 0) if due else 0


def never_reported_on(outlook: Outlook, schedule: Schedule, day: date) -> tuple[Period, ...]:
    if day <= schedule.until:
        return outlook.never_reported
    return outlook.never_reported + tuple(period for period in outlook.awaited if schedule.due(period) < day)


def reportable(outlook: Outlook, day: date) -> tuple[Period, ...]:
    """The awaited periods that are over on that day: an update on each of them can be entered."""
    return tuple(period for period in outlook.awaited if period.end < day)


def last_end(frequency: Frequency, day: date) -> date | None:
    """The end of the last calendar period of that length that is over on `day`; None for `once`."""
    months = _MONTHS.get(frequency)
    if months is None:
        return None
    running = (day.year * 12 + day.month - 1) // months * months
    return date(running // 12, running % 12 + 1, 1) - timedelta(days=1)


@lru_cache(maxsize=256)
def _calendar_periods(months: int, first_day: date, until: date) -> tuple[Period, ...]:
    """Remembered: the indicators of a framework share a few schedules, and a page asks for each several times."""
    month = first_day.year * 12 + first_day.month - 1 + (first_day.day > 1)
    month += -month % months
    periods = []
    while (end := last_of_month(start := date(month // 12, month % 12 + 1, 1), months - 1)) <= until:
        periods.append(Period(covering(start, end), start, end))
        month += months
    return tuple(periods)


def _single(start: date, end: date) -> Period:
    """A reporting period that no code names goes by its two days."""
    try:
        return Period(covering(start, end), start, end)
    except PeriodError:
        return Period(f"{start}/{end}", start, end)


def _is_answered(period: Period, starts: list[date], reach: list[date]) -> bool:
    """`starts` of the answers in order; `reach`: the last day that any of them, up to that one, answers."""
    begun = bisect_right(starts, period.end)
    return begun > 0 and reach[begun - 1] >= period.start
