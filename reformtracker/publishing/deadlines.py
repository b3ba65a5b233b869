"""What staff are to enter by a day, and when to remind them: some days before, and each week once it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reformtracker.publishing.models import Thing
from reformtracker.publishing.texts import Text

DAYS_BEFORE = (1, 7, 14)
WEEK = 7


@dataclass(frozen=True)
class Due:
    """Something that staff are to enter by a day.

    `lapsed`: the time for it is over and it never came. `begun`: there is a draft. `address`: the empty form, with what is
    known filled in.
    """

    day: date
    thing: Thing
    name: Text
    period: str
    lapsed: bool
    begun: bool
    address: str

    def is_late(self, today: date) -> bool:
        return self.days_late(today) > 0

    def days_late(self, today: date) -> int:
        """Below 0 while the day lies ahead."""
        return (today - self.day).days


def stage(due: date, day: date) -> str:
    """The reminder of something due that is to be out by a day, empty where none is: each is given once.

    A day on which nothing ran takes nothing away: the next run gives the reminder that was missed.

    >>> stage(date(2022, 3, 31), date(2022, 3, 20)), stage(date(2022, 3, 31), date(2022, 4, 9))
    ('due:2022-03-31:14', 'overdue:2022-03-31:1')
    >>> stage(date(2022, 3, 31), date(2022, 3, 1))
    ''
    """
    left = (due - day).days
    if left < 0:
        return f"overdue:{due}:{(-left - 1) // WEEK}"
    before = next((days for days in DAYS_BEFORE if left <= days), None)
    return f"due:{due}:{before}" if before else ""
