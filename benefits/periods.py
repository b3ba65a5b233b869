"""Reporting periods and their codes: `2019`, `2019-S1`, `2019-Q4`, `2019-06`, `2019-06-30`, `2020-2024`.

Two periods never overlap in part unless a span of years is one of them: of the others, one holds the other or they
are apart.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

FORMS: Final = "2019, 2019-S1, 2019-Q4, 2019-06, 2019-06-30 or 2020-2024"

_CODE = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(-(?:S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<last_year>[0-9]{4})|(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?))?"
)

PATTERN: Final = r"^[0-9]{4}(-(S[12]|Q[1-4]|[0-9]{4}|[0-9]{2}(-[0-9]{2})?))?$"
"""What a code looks like; whether the calendar has it, only `parse` knows."""


class PeriodError(ValueError):
    """The message is a sentence that names what was given and what is allowed."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the start of `start` to the end of `end`, by which periods are compared and ordered."""

    code: str = field(compare=False)
    start: date
    end: date


@lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    match = _CODE.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        start, end = _days({name: int(number) for name, number in match.groupdict().items() if number})
    except ValueError as error:
        raise PeriodError(f"“{text}” is not a period; write one as {FORMS}.") from error
    return Period(text, start, end)


def covering(start: date, end: date) -> str:
    """The code of the period that runs from `start` to `end`, both included."""
    year, month = f"{start.year:04}", start.month
    codes = [
        year,
        f"{year}-S{(month + 5) // 6}",
        f"{year}-Q{(month + 2) // 3}",
        f"{year}-{month:02}",
        start.isoformat(),
    ]
    if end.year > start.year:
        codes.append(f"{year}-{end.year:04}")
    for period in map(parse, codes):
        if (period.start, period.end) == (start, end):
            return period.code
    raise PeriodError(f"{start} to {end} is not a period; one is written as {FORMS}.")


def last_of_month(day: date, months_later: int = 0) -> date:
    """The last day of the month that lies `months_later` months after the month of `day`."""
    years, month = divmod(day.month - 1 + months_later, 12)
    year = day.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _days(number: dict[str, int]) -> tuple[date, date]:
    """First and last day; ValueError where the calendar has no such days or a span is not of several years."""
    first = date(number["year"], 1, 1)
    if "day" in number:
        day = date(number["year"], number["month"], number["day"])
        return day, day
    if "last_year" in number:
        if number["last_year"] <= number["year"]:
            raise ValueError("a span runs to a later year")
        return first, date(number["last_year"], 12, 31)
    if "month" in number:
        first = first.replace(month=number["month"])
        return first, last_of_month(first)
    if "quarter" in number:
        first = first.replace(month=3 * number["quarter"] - 2)
        return first, last_of_month(first, 2)
    if "half" in number:
        first = first.replace(month=6 * number["half"] - 5)
        return first, last_of_month(first, 5)
    return first, last_of_month(first, 11)
