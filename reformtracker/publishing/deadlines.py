"""When to remind of something that is due: some days before, and each week once it is late. No database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

DAYS_BEFORE = (1, 7, 14)
WEEK = 7


@dataclass(frozen=True)
class Deadline:
    """Something that contributors have to enter by a day; `path` leads to the form, `names` are by language code."""

    id: str
    names: Mapping[str, str]
    period: str
    due: date
    path: str
    framework: str

    def reminder(self, day: date) -> str:
        """The name of the reminder that is to be out by that day, empty where none is: each is given once.

        A day on which nothing ran takes nothing away: the next run gives the reminder that was missed.

        >>> Deadline("2.4.2", {}, "2021", date(2022, 3, 31), "", "").reminder(date(2022, 3, 20))
        'due:2.4.2:2022-03-31:14'
        """
        left = (self.due - day).days
        if left < 0:
            return f"overdue:{self.id}:{self.due}:{(-left - 1) // WEEK}"
        stage = next((days for days in DAYS_BEFORE if left <= days), None)
        return f"due:{self.id}:{self.due}:{stage}" if stage else ""
