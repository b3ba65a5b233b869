"""The time from and to which data is asked for, in every way in which SDMX writes a period."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from benefits.periods import Period, PeriodError, last_of_month, parse

FORMS = "2020, 2020-06, 2020-06-30, 2020-06-30T12:00:00, 2020-A1, 2020-S1, 2020-T1, 2020-Q1, 2020-M06, 2020-W26 or 2020-D182"

_REPORTING = re.compile(r"(?P<year>[0-9]{4})-(?P<kind>[ASTQMWD])(?P<number>[0-9]{1,3})")
_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}


def read(written: str) -> Period:
    """From its first to its last day; PeriodError for what is not written as one of `FORMS`."""
    try:
        if match := _REPORTING.fullmatch(written):
            return _reporting(written, int(match["year"]), match["kind"], int(match["number"]))
        if "T" in written:
            day = datetime.fromisoformat(written).date()
            return Period(written, day, day)
        return parse(written)
    except (ValueError, OverflowError) as error:
        raise PeriodError(f"“{written}” is not a period; write one as {FORMS}.") from error


def _reporting(written: str, year: int, kind: str, number: int) -> Period:
    """
    >>> _reporting("2020-T2", 2020, "T", 2).end, _reporting("2021-W01", 2021, "W", 1).start
    (datetime.date(2020, 8, 31), datetime.date(2021, 1, 4))
    """
    if kind == "W":
        start = date.fromisocalendar(year, number, 1)
        return Period(written, start, start + timedelta(days=6))
    if kind == "D":
        day = date(year, 1, 1) + timedelta(days=number - 1)
        if number < 1 or day.year != year:
            raise ValueError(written)
        return Period(written, day, day)
    months = _MONTHS[kind]
    start = date(year, months * (number - 1) + 1, 1)
    return Period(written, start, last_of_month(start, months - 1))
