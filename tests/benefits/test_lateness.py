from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefits.lateness import (
    Frequency,
    Outlook,
    Schedule,
    days_late,
    never_reported_on,
    next_due_on,
    outlook,
)
from benefits.periods import parse

ANNUAL = Schedule(Frequency.ANNUAL, 3, date(2020, 1, 1), date(2024, 12, 31))


def seen(schedule: Schedule, *codes: str) -> Outlook:
    """The outlook with observations of the periods named."""
    return outlook(schedule, [(parse(code).start, parse(code).end) for code in codes])


def codes(schedule: Schedule) -> list[str]:
    return [period.code for period in schedule.periods()]


def never(schedule: Schedule, day: str, *answered: str) -> list[str]:
    return [period.code for period in never_reported_on(seen(schedule, *answered), schedule, date.fromisoformat(day))]


@pytest.mark.parametrize(
    ("frequency", "first_day", "until", "expected"),
    [
        (Frequency.ANNUAL, "2020-01-01", "2022-12-31", ["2020", "2021", "2022"]),
        (Frequency.ANNUAL, "2020-01-01", "2022-12-30", ["2020", "2021"]),
        (Frequency.ANNUAL, "2020-01-02", "2021-12-31", ["2021"]),
        (Frequency.ANNUAL, "2020-07-01", "2022-12-31", ["2021", "2022"]),
        (Frequency.HALF_YEARLY, "2020-07-01", "2021-12-31", ["2020-S2", "2021-S1", "2021-S2"]),
        (Frequency.HALF_YEARLY, "2020-06-30", "2021-06-29", ["2020-S2"]),
        (Frequency.QUARTERLY, "2020-02-01", "2021-03-31", ["2020-Q2", "2020-Q3", "2020-Q4", "2021-Q1"]),
        (Frequency.QUARTERLY, "2020-11-15", "2021-06-30", ["2021-Q1", "2021-Q2"]),
        (Frequency.MONTHLY, "2020-11-01", "2021-02-28", ["2020-11", "2020-12", "2021-01", "2021-02"]),
        (Frequency.MONTHLY, "2020-11-30", "2021-02-27", ["2020-12", "2021-01"]),
        (Frequency.ONCE, "2020-01-01", "2024-12-31", ["2020-2024"]),
        (Frequency.ONCE, "2020-01-01", "2020-12-31", ["2020"]),
        (Frequency.ONCE, "2020-07-23", "2020-12-31", ["2020-07-23/2020-12-31"]),
        (Frequency.ONCE, "2020-12-31", "2020-12-31", ["2020-12-31"]),
        (Frequency.ONCE, "2021-01-01", "2020-12-31", []),
        (Frequency.ANNUAL, "2021-01-01", "2020-12-31", []),
        (Frequency.MONTHLY, "2021-01-01", "2021-01-30", []),
    ],
)
def test_periods_begin_after_the_baseline_and_end_by_the_last_day_of_reporting(
    frequency: Frequency, first_day: str, until: str, expected: list[str]
) -> None:
    assert codes(Schedule(frequency, 3, date.fromisoformat(first_day), date.fromisoformat(until))) == expected


@pytest.mark.parametrize(
    ("frequency", "lag", "due"),
    [
        (Frequency.ANNUAL, 0, "2020-12-31"),
        (Frequency.ANNUAL, 2, "2021-02-28"),
        (Frequency.ANNUAL, 3, "2021-03-31"),
        (Frequency.ANNUAL, 14, "2022-02-28"),
        (Frequency.HALF_YEARLY, 3, "2020-09-30"),
        (Frequency.QUARTERLY, 1, "2020-04-30"),
        (Frequency.MONTHLY, 0, "2020-01-31"),
        (Frequency.MONTHLY, 1, "2020-02-29"),
        (Frequency.ONCE, 6, "2025-06-30"),
    ],
)
def test_a_period_is_due_on_the_last_day_of_the_month_so_many_months_after_its_end(
    frequency: Frequency, lag: int, due: str
) -> None:
    assert seen(Schedule(frequency, lag, ANNUAL.first_day, ANNUAL.until)).next_due == date.fromisoformat(due)


def test_a_single_report_is_due_at_the_end_of_the_month_however_early_reporting_ends() -> None:
    once = Schedule(Frequency.ONCE, 0, date(2020, 1, 1), date(2020, 6, 15))

    assert seen(once).next_due == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("answered", "day", "due", "late"),
    [
        # Cross-border investments: the 2020 figure is there, the one for 2021 is not due yet.
        (["2020"], "2021-06-30", "2022-03-31", 0),
        # Mission transitions: no figure since the baseline of 2019.
        ([], "2021-06-30", "2021-03-31", 91),
        ([], "2021-03-31", "2021-03-31", 0),
        ([], "2021-04-01", "2021-03-31", 1),
        ([], "2019-06-01", "2021-03-31", 0),
        ([], "2024-12-31", "2021-03-31", 1371),
        (["2020", "2021"], "2022-06-30", "2023-03-31", 0),
        # A hole before the last answer makes nothing late.
        (["2021"], "2022-06-30", "2023-03-31", 0),
        (["2020", "2022"], "2024-04-30", "2024-03-31", 30),
        # Answered before it was due, and before it began.
        (["2020", "2021"], "2021-06-30", "2023-03-31", 0),
        (["2022"], "2021-06-30", "2024-03-31", 0),
        # Observations of other periods than the scheduled ones.
        (["2018", "2019"], "2021-06-30", "2021-03-31", 91),
        (["2020-Q3"], "2021-06-30", "2022-03-31", 0),
        (["2020-10-15"], "2021-06-30", "2022-03-31", 0),
        (["2020-01-01"], "2021-06-30", "2022-03-31", 0),
        (["2020-12-31"], "2021-06-30", "2022-03-31", 0),
        (["2019-12-31"], "2021-06-30", "2021-03-31", 91),
        (["2020-2021"], "2022-06-30", "2023-03-31", 0),
        (["2018-2020"], "2021-06-30", "2022-03-31", 0),
        (["2020-2024"], "2024-06-30", None, 0),
        (["2024"], "2024-06-30", None, 0),
        (["2026"], "2024-06-30", None, 0),
    ],
)
def test_lateness_goes_by_the_first_unanswered_period_after_the_last_answered_one(
    answered: list[str], day: str, due: str | None, late: int
) -> None:
    ahead, on = seen(ANNUAL, *answered), date.fromisoformat(day)

    assert next_due_on(ahead, ANNUAL, on) == ahead.next_due == (due and date.fromisoformat(due))
    assert days_late(ahead, ANNUAL, on) == late


def test_the_next_end_is_that_of_the_period_next_due() -> None:
    assert seen(ANNUAL, "2020").next_end == date(2021, 12, 31)
    assert seen(ANNUAL, "2024").next_end is None


@pytest.mark.parametrize(
    ("answered", "day", "expected"),
    [
        ([], "2023-06-30", []),
        (["2020"], "2023-06-30", []),
        (["2022"], "2023-06-30", ["2020", "2021"]),
        (["2021", "2023"], "2024-06-30", ["2020", "2022"]),
        (["2026"], "2024-06-30", ["2020", "2021", "2022", "2023", "2024"]),
        (["2018"], "2024-06-30", []),
        (["2020", "2023"], "2024-12-31", ["2021", "2022"]),
        # Reporting is over: what was due and did not come never will; the last year still has its three months.
        (["2021"], "2024-12-31", ["2020"]),
        (["2021"], "2025-01-01", ["2020", "2022", "2023"]),
        (["2021"], "2025-03-31", ["2020", "2022", "2023"]),
        (["2021"], "2025-04-01", ["2020", "2022", "2023", "2024"]),
        (["2020-2024"], "2030-01-01", []),
    ],
)
def test_holes_are_never_reported_and_so_is_the_rest_once_reporting_is_over(
    answered: list[str], day: str, expected: list[str]
) -> None:
    assert never(ANNUAL, day, *answered) == expected


@pytest.mark.parametrize(
    ("day", "due", "late"),
    [
        ("2024-12-31", "2023-03-31", 641),
        ("2025-01-01", "2025-03-31", 0),
        ("2025-03-31", "2025-03-31", 0),
        ("2025-04-01", None, 0),
        ("2030-01-01", None, 0),
    ],
)
def test_once_reporting_is_over_no_days_are_counted(day: str, due: str | None, late: int) -> None:
    ahead, on = seen(ANNUAL, "2021"), date.fromisoformat(day)

    assert next_due_on(ahead, ANNUAL, on) == (due and date.fromisoformat(due))
    assert days_late(ahead, ANNUAL, on) == late


def test_a_single_report_is_awaited_then_never_reported_but_never_late() -> None:
    once = Schedule(Frequency.ONCE, 6, date(2020, 1, 1), date(2024, 12, 31))

    assert days_late(seen(once), once, date(2025, 6, 30)) == 0
    assert never(once, "2025-06-30") == []
    assert never(once, "2025-07-01") == ["2020-2024"]
    assert never(once, "2025-07-01", "2022") == []


def test_a_schedule_without_periods_awaits_nothing() -> None:
    nothing = Schedule(Frequency.ANNUAL, 3, date(2025, 1, 1), date(2024, 12, 31))

    assert seen(nothing, "2020") == Outlook(None, None, (), ())


# An independent check walks through the days instead of computing periods.

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.ANNUAL: 12}
days = st.dates(date(2018, 1, 1), date(2023, 12, 31))
schedules = st.builds(Schedule, st.sampled_from(list(MONTHS)), st.integers(0, 14), days, days)
observed = st.lists(
    st.builds("{}-{}".format, st.integers(2018, 2022), st.sampled_from(["Q1", "Q4", "S1", "S2", "05", "12-31", "2023"]))
    | st.integers(2018, 2023).map(str),
    max_size=5,
)


def walked(schedule: Schedule) -> list[tuple[date, date]]:
    """A period is closed on the last day of each month whose number divides by its length, once begun on its first."""
    length, found, begun = MONTHS[schedule.frequency], [], None
    day = schedule.first_day
    while day <= schedule.until:
        if day.day == 1 and day.month % length == 1 % length:
            begun = day
        if begun and (day + timedelta(days=1)).day == 1 and day.month % length == 0:
            found.append((begun, day))
        day += timedelta(days=1)
    return found


@settings(deadline=None, max_examples=500)
@given(schedules, observed, st.dates(date(2018, 1, 1), date(2026, 12, 31)))
def test_every_outlook_agrees_with_a_walk_through_the_calendar(schedule: Schedule, texts: list[str], day: date) -> None:
    answers = [parse(text) for text in texts]
    ahead = outlook(schedule, [(answer.start, answer.end) for answer in answers])

    holes: list[tuple[date, date]] = []
    owed: list[tuple[date, date]] = []
    last_answer = max((answer.end for answer in answers), default=None)
    for start, end in walked(schedule):
        inside = [a for a in answers if start <= a.start and a.end <= end]
        around = [a for a in answers if a.start <= start and end <= a.end]
        if not inside and not around:
            (holes if last_answer and end < last_answer else owed).append((start, end))

    def due(end: date) -> date:
        month = end.year * 12 + end.month - 1 + schedule.lag_months
        return date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])

    over = day > schedule.until
    gone = [(start, end) for start, end in owed if over and due(end) < day]
    pending = [end for start, end in owed if (start, end) not in gone]
    assert [(period.start, period.end) for period in ahead.never_reported] == holes
    assert [(period.start, period.end) for period in never_reported_on(ahead, schedule, day)] == holes + gone
    assert ahead.next_end == (owed[0][1] if owed else None)
    assert next_due_on(ahead, schedule, day) == (due(pending[0]) if pending else None)
    late = (day - due(pending[0])).days if pending else 0
    assert days_late(ahead, schedule, day) == max(0, late)
