"""Which values are due next, and which should have come by now: day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reformtracker.web import sentences
from reformtracker.web.overview import Line, Overview

MOST_DAYS = 5
FEW = 12


@dataclass(frozen=True)
class Day:
    """`late` says by how much, and is empty for a day to come."""

    day: date
    late: str
    lines: Sequence[Line]

    @property
    def named(self) -> Sequence[Line]:
        return self.lines[:FEW]

    @property
    def rest(self) -> int:
        return len(self.lines) - len(self.named)


@dataclass(frozen=True)
class Due:
    """The first days of both; `overdue_left` and `ahead_left` count the values due on other days."""

    overdue: Sequence[Day]
    ahead: Sequence[Day]
    overdue_left: int
    ahead_left: int


def due(overview: Overview) -> Due:
    """Late ones stand under the day on which they were due, the longest late first."""
    late: dict[date, list[Line]] = defaultdict(list)
    ahead: dict[date, list[Line]] = defaultdict(list)
    for line in overview.lines:
        if line.timing.next_due:
            (late if line.is_late else ahead)[line.timing.next_due].append(line)
    overdue, coming = _days(late), _days(ahead)
    return Due(overdue[:MOST_DAYS], coming[:MOST_DAYS], _count(overdue), _count(coming))


def _days(found: Mapping[date, Sequence[Line]]) -> list[Day]:
    return [
        Day(day, sentences.late_by(lines[0].timing.days_late) if lines[0].is_late else "", lines)
        for day, lines in sorted(found.items())
    ]


def _count(days: Sequence[Day]) -> int:
    return sum(len(day.lines) for day in days[MOST_DAYS:])
