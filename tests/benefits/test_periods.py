from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.periods import FORMS, Period, PeriodError, covering, last_of_month, parse

EXAMPLES = [
    ("2019", "2019-01-01", "2019-12-31"),
    ("2019-S1", "2019-01-01", "2019-06-30"),
    ("2019-S2", "2019-07-01", "2019-12-31"),
    ("2019-Q1", "2019-01-01", "2019-03-31"),
    ("2019-Q2", "2019-04-01", "2019-06-30"),
    ("2019-Q3", "2019-07-01", "2019-09-30"),
    ("2019-Q4", "2019-10-01", "2019-12-31"),
    ("2019-06", "2019-06-01", "2019-06-30"),
    ("2019-12", "2019-12-01", "2019-12-31"),
    ("2019-02", "2019-02-01", "2019-02-28"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("2019-06-30", "2019-06-30", "2019-06-30"),
    ("2019-01-01", "2019-01-01", "2019-01-01"),
    ("2020-02-29", "2020-02-29", "2020-02-29"),
    ("2020-2024", "2020-01-01", "2024-12-31"),
    ("2019-2020", "2019-01-01", "2020-12-31"),
    ("0001", "0001-01-01", "0001-12-31"),
    ("9999", "9999-01-01", "9999-12-31"),
]


@pytest.mark.parametrize(("code", "start", "end"), EXAMPLES)
def test_a_code_names_its_days_and_the_days_their_code(code: str, start: str, end: str) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    period = parse(code)

    assert (period.code, period.start, period.end) == (code, first, last)
    assert covering(first, last) == code


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "2019 ", " 2019", "2019\n", "19", "02019", "20190", "0000", "two thousand", "２０１９", "٢٠١٩"),
        *("2019-S0", "2019-S3", "2019-S", "2019-s1", "2019S1", "2019-Q0", "2019-Q5", "2019-Q", "2019Q4", "2019-H1"),
        *("2019-00", "2019-13", "2019-6", "2019-006", "2019-W06", "2019-Q1-01", "2019-S1-2020"),
        *("2019-02-29", "2019-06-31", "2019-06-00", "2019-06-3", "2019-06-30T00:00", "2019-13-01"),
        *("2020-2020", "2024-2020", "2020–2024", "2020/2024", "2020-2024-01", "2020-24x", "2020-01/2020-03", "2020-"),
    ],
)
def test_anything_else_is_refused_with_a_sentence_that_says_what_is_allowed(text: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse(text)

    assert str(refused.value) == f"“{text}” is not a period; write one as {FORMS}."


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2019-07-01", "2020-06-30"),
        ("2019-01-01", "2019-12-30"),
        ("2019-01-02", "2019-12-31"),
        ("2019-02-01", "2019-04-30"),
        ("2019-01-01", "2019-02-28"),
        ("2019-01-01", "2020-06-30"),
        ("2019-10-01", "2020-03-31"),
        ("2019-06-30", "2019-06-29"),
        ("2020-12-31", "2019-01-01"),
        ("2020-02-01", "2020-02-28"),
    ],
)
def test_days_that_no_code_names_have_none(start: str, end: str) -> None:
    with pytest.raises(PeriodError, match=f"^{start} to {end} is not a period; one is written as 2019, 2019-S1, "):
        covering(date.fromisoformat(start), date.fromisoformat(end))


def test_a_period_error_is_a_value_error() -> None:
    assert issubclass(PeriodError, ValueError)


def test_periods_are_ordered_by_their_days_not_by_their_codes() -> None:
    in_order = ["2019-2020", "2019-Q4", "2020-01-01", "2020-01", "2020-Q1", "2020-S1", "2020", "2020-2024", "2020-02"]

    assert [period.code for period in sorted(map(parse, reversed(in_order)))] == in_order


def test_two_spellings_of_the_same_days_are_one_period() -> None:
    day = date(2019, 6, 30)

    assert Period("2019-06-30", day, day) == Period("30 June 2019", day, day)


years = st.integers(1900, 2100)
codes = st.one_of(
    years.map(str),
    st.builds("{}-S{}".format, years, st.integers(1, 2)),
    st.builds("{}-Q{}".format, years, st.integers(1, 4)),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.dates().map(date.isoformat),
    st.builds(lambda year, more: f"{year}-{year + more}", years, st.integers(1, 50)),
)


@given(codes)
def test_every_code_survives_the_round_trip(code: str) -> None:
    period = parse(code)

    assert period.start <= period.end
    assert covering(period.start, period.end) == code


@given(years)
def test_parts_of_a_year_follow_each_other_without_gap_or_overlap(year: int) -> None:
    for parts in (["S1", "S2"], ["Q1", "Q2", "Q3", "Q4"], [f"{month:02}" for month in range(1, 13)]):
        periods = [parse(f"{year}-{part}") for part in parts]

        assert (periods[0].start, periods[-1].end) == (date(year, 1, 1), date(year, 12, 31))
        assert all(
            later.start - earlier.end == timedelta(days=1) for earlier, later in zip(periods, periods[1:], strict=False)
        )


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 60))
def test_the_last_of_a_month_is_the_day_before_the_first_of_the_next(day: date, later: int) -> None:
    last = last_of_month(day, later)

    assert (last + timedelta(days=1)).day == 1
    assert (last.year - day.year) * 12 + last.month - day.month == later
    assert last.day == monthrange(last.year, last.month)[1]
