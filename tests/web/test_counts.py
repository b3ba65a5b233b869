"""What the front page counts by objective and initiative, what is due next, and what the last release brought."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from reformtracker.web import counts, publications, schedule
from tests import factories as f
from tests.cast import Cast
from tests.web.test_overview import LATER, SOON, at, page, publish, verdict

pytestmark = pytest.mark.django_db


def told(row: counts.Row) -> tuple[list[tuple[int, str]], ...]:
    return tuple([(key.count, key.mark.word) for key in keys] for keys in (row.verdicts, row.causes, row.statuses))


def section(name: str) -> str:
    found = re.search(rf'aria-labelledby="{name}".*?</section>', page(), re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0].partition(">")[2])).split())


# ---------- objective by objective ----------
def test_an_objective_counts_what_its_initiatives_count(cast: Cast) -> None:
    chain = publish(
        cast,
        {
            "1.1.1": {**verdict("improved", "reform"), "value": "16.5", "target": True},
            "1.1.2": {"about": {"role": "context"}, "no": True},
            "1.2.1": verdict("deteriorated", "external", value="1"),
            "1.2.2": {"no": True},
        },
    )
    whole, first, second = counts.table(at(chain))
    assert [(row.page, row.code, row.judged) for row in (whole, first, second)] == [
        *(("objective", "1", 3), ("initiative", "1.1", 1), ("initiative", "1.2", 2)),
    ]
    assert told(first) == ([(1, "improved")], [(1, "mainly the reform")], [(1, "on track")])
    assert told(second)[0] == [(1, "deteriorated"), (1, "not yet judged")]
    for column in range(3):
        summed = sorted(word for row in (first, second) for count, word in told(row)[column] for _ in range(count))
        assert sorted(word for count, word in told(whole)[column] for _ in range(count)) == summed
    assert first.gaps == []
    assert second.gaps == ["2 without a target", "1 not yet judged"]


def test_across_a_break_a_status_enters_no_count(cast: Cast) -> None:
    broken = {"comparable": False, "break_note_en": "It counts more.", "value": "16.5", "target": True}
    (whole, _initiative) = counts.table(at(publish(cast, {"1.1.1": {**verdict("improved"), **broken}})))
    assert told(whole)[0] == [(1, "improved")]
    assert whole.statuses == []


def test_the_table_says_where_nothing_is_measured(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": verdict("improved")})
    f.release(chain, cast, f.initiative(chain, cast, "1.2", name_en="Nothing measured"))
    assert "1.2 Nothing measured no indicator published" in section("counts")


# ---------- what is due ----------
def test_what_is_late_stands_under_the_day_on_which_it_was_due(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": verdict("improved"), "1.1.2": {"no": True}, "1.1.3": {"no": True}})
    soon, later = schedule.due(at(chain, SOON)), schedule.due(at(chain, LATER))
    assert soon.overdue == []
    assert [(day.day, [line.code for line in day.lines]) for day in soon.ahead] == [
        (date(2021, 3, 31), ["1.1.2", "1.1.3"]),
        (date(2022, 3, 31), ["1.1.1"]),
    ]
    assert [(day.day, day.late, [line.code for line in day.lines]) for day in later.overdue] == [
        (date(2021, 3, 31), "late by 91 days", ["1.1.2", "1.1.3"])
    ]
    assert [day.day for day in later.ahead] == [date(2022, 3, 31)]


def test_many_on_one_day_are_counted(cast: Cast) -> None:
    chain = publish(cast, {f"1.1.{number}": {"no": True} for number in range(1, schedule.FEW + 4)})
    (day,) = schedule.due(at(chain, SOON)).ahead
    assert (len(day.named), day.rest) == (schedule.FEW, 3)


def test_once_nothing_is_scheduled_that_is_said(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": {"no": True}})
    assert schedule.due(at(chain, date(2040, 1, 1))) == schedule.Due([], [], 0, 0)
    assert section("due") == "Next updates due No further value is scheduled."


# ---------- what changed ----------
def test_the_last_release_is_counted_by_kind_and_sort_in_one_query(
    cast: Cast, django_assert_num_queries: object
) -> None:
    chain = publish(cast, {"1.1.1": verdict("improved"), "1.1.2": verdict("improved")})
    release = chain.releases.get(number=1)
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture without a type
        first = publications.summary(release)
    assert [(group.title, group.parts) for group in first] == [
        ("Framework", [("first publication", 1)]),
        ("Objectives", [("first publication", 1)]),
        ("Initiatives", [("first publication", 1)]),
        ("Indicators", [("first publication", 2)]),
    ]
    assert "Values first publication: 2" in section("changed")
    assert "Release 2 of" in section("changed")
