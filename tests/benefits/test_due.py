"""Which updates staff owe on a day, and where one click leads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benefits.due import owed_by
from benefits.lateness import Frequency, last_end
from benefits.models import IndicatorVersion, Standing
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Person
from tests import factories as f
from tests.cast import Cast
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """One indicator, reported each year until 2024 three months after the year; 2020 is answered."""
    return f.tracker(cast)


def owed(cast: Cast, day: date) -> list[tuple[str, date, bool]]:
    return [(due.period, due.day, due.lapsed) for due in owed_by(cast.contributor, day) if not due.begun]


def test_a_period_is_owed_once_it_is_over_and_until_it_is_answered(cast: Cast, chain: Chain) -> None:
    lag = IndicatorVersion.objects.live().get().reporting_lag_months
    by = {year: date(year + 1, lag, 31 if lag in (1, 3, 5, 7, 8, 10, 12) else 30) for year in (2021, 2022)}
    assert owed(cast, date(2021, 12, 31)) == []
    assert owed(cast, date(2022, 1, 1)) == [("2021", by[2021], False)]
    assert owed(cast, date(2023, 2, 1)) == [("2021", by[2021], False), ("2022", by[2022], False)]


def test_what_somebody_is_at_work_on_is_owed_by_nobody(cast: Cast, chain: Chain) -> None:
    draft = f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021", "18")
    assert owed(cast, date(2022, 6, 1)) == []
    actions.discard(draft, by=cast.contributor)
    assert [period for period, _day, _lapsed in owed(cast, date(2022, 6, 1))] == ["2021"]


def test_after_its_time_an_update_was_never_reported_and_is_not_late(cast: Cast, chain: Chain) -> None:
    assert {lapsed for _period, _day, lapsed in owed(cast, date(2027, 1, 1))} == {True}
    assert Standing.objects.get(to_release=None).timing(date(2027, 1, 1)).days_late == 0


def test_who_may_not_draft_owes_nothing(cast: Cast, chain: Chain) -> None:
    assert owed_by(cast.publisher, date(2023, 1, 1)) == []


@pytest.mark.parametrize("frequency", ["monthly", "quarterly", "half_yearly", "annual", "once"])
@pytest.mark.parametrize("answered", [None, "2020", "2021-Q3"])
def test_no_indicator_that_owes_is_passed_over(cast: Cast, frequency: str, answered: str | None) -> None:
    """What the database leaves out at once owes nothing by the rules of lateness either."""
    of = f.chain()
    promised = f.indicator(of, cast, "2.4.3")
    type(promised.thing).objects.filter(pk=promised.thing_id).update(frequency=frequency)
    f.release(of, cast, f.framework(of, cast), promised)
    if answered:
        f.release(of, cast, f.observation(promised.thing, cast, answered, "5"))
    standing = Standing.objects.select_related("indicator", "indicator_version").get(to_release=None)
    for day in (date(2021, 7, 1), date(2021, 12, 31), date(2022, 1, 1), date(2025, 1, 1)):
        assert Standing.objects.owing(day).exists() or not standing.owed(day), day


def test_an_indicator_that_is_up_to_date_is_not_even_read(cast: Cast, chain: Chain) -> None:
    assert not Standing.objects.owing(date(2021, 12, 31)).exists()


@pytest.mark.parametrize(
    ("frequency", "end"),
    [("monthly", date(2022, 2, 28)), ("quarterly", date(2021, 12, 31)), ("annual", date(2021, 12, 31)), ("once", None)],
)
def test_the_last_period_that_is_over(frequency: str, end: date | None) -> None:
    assert last_end(Frequency(frequency), date(2022, 3, 31)) == end


def test_it_is_asked_as_often_for_many_indicators_as_for_one(cast: Cast, chain: Chain) -> None:
    def queries() -> int:
        somebody = Person.objects.get(pk=cast.contributor.pk)
        with CaptureQueriesContext(connection) as asked:
            assert owed_by(somebody, date(2023, 1, 1))
        return len(asked)

    one = queries()
    more: list[Any] = [f.indicator(chain, cast, f"2.4.{number}") for number in range(3, 9)]
    f.release(chain, cast, *more)
    assert queries() == one


def test_one_click_opens_the_form_with_indicator_and_period(cast: Cast, chain: Chain) -> None:
    (due,) = owed_by(cast.contributor, date(2022, 1, 1))
    page = signed_in(cast.contributor).get(due.address)
    form = page.context["adminform"].form
    assert (str(form["indicator"].value()), form["period"].value()) == (str(due.thing.pk), "2021")
