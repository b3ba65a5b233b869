from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from benefits.models import Standing, Unit
from reformtracker.web import sentences
from tests.cast import Cast
from tests.web.single import NO_BASELINE, observations, publish, standing

pytestmark = pytest.mark.django_db

ABOUT = {"qualifier": "about"}
BROKEN = {"comparable": False, "break_note_en": "It counts more."}


def told(cast: Cast, *values: dict[str, Any], **fields: Any) -> Standing:
    return standing(publish(cast, *values, **fields))


# ---------- the spoken summary ----------
def test_the_summary_goes_from_the_baseline_over_the_value_to_the_target(cast: Cast) -> None:
    assert sentences.spoken(told(cast, ABOUT, target={})) == (
        "From 4 per cent in 2019 to about 16.5 per cent in 2020, towards 20 per cent over 2020–2024."
    )


def test_a_target_for_one_date_is_aimed_at_by_that_date(cast: Cast) -> None:
    dated = {"value": "20", "basis": "by_date", "start": None, "period": ""}
    assert sentences.spoken(told(cast, ABOUT, target=dated)).endswith("towards 20 per cent by the end of 2024.")


@pytest.mark.parametrize(
    ("values", "target", "about", "said"),
    [
        ([], {}, {}, "4 per cent in 2019, towards 20 per cent over 2020–2024. No later value has been published."),
        ([], None, {}, "4 per cent in 2019. No later value and no target have been published."),
        ([{}], None, {}, "From 4 per cent in 2019 to 16.5 per cent in 2020. No target has been published."),
        (
            [{}],
            {},
            NO_BASELINE,
            "16.5 per cent in 2020, towards 20 per cent over 2020–2024. No baseline has been published.",
        ),
        ([ABOUT], None, NO_BASELINE, "About 16.5 per cent in 2020. No baseline and no target have been published."),
        ([], {}, NO_BASELINE, "No figure has been published; the aim is 20 per cent over 2020–2024."),
        ([], None, NO_BASELINE, "No figure has been published."),
    ],
)
def test_what_is_not_known_is_said(cast: Cast, values: Any, target: Any, about: Any, said: str) -> None:
    assert sentences.spoken(told(cast, *values, target=target, **about)) == said


def test_a_break_is_said_in_the_same_breath(cast: Cast) -> None:
    assert sentences.spoken(told(cast, BROKEN, target={})).endswith(
        "The series breaks between the two: they do not count the same."
    )


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("not_published", "The value in 2020 was not published."),
        ("not_collected", "The value in 2020 was not collected."),
        ("not_applicable", "A value in 2020 does not apply."),
    ],
)
def test_a_missing_value_is_said_with_its_reason_and_replaces_nothing(cast: Cast, missing: str, said: str) -> None:
    chain = publish(cast, {"value": None, "missing": missing}, target={})
    assert sentences.spoken(standing(chain), observations(chain)[0]) == (
        f"4 per cent in 2019, towards 20 per cent over 2020–2024. {said}"
    )


@pytest.mark.parametrize(
    ("qualifier", "said"), [("at_least", "at least 5 per cent"), ("at_most", "at most 5 per cent")]
)
def test_a_bound_is_said_as_a_bound(cast: Cast, qualifier: str, said: str) -> None:
    assert f"to {said} in 2020" in sentences.spoken(told(cast, {"value": "5", "qualifier": qualifier}))


def test_a_level_is_named_and_never_numbered(cast: Cast) -> None:
    assert (
        sentences.spoken(told(cast, {"level": "some"}, kind="qualitative"))
        == "“some” in 2020. No baseline and no target have been published."
    )


def test_context_is_not_told_what_it_lacks(cast: Cast) -> None:
    assert sentences.spoken(told(cast, {}, role="context", **NO_BASELINE)) == "16.5 per cent in 2020."


def test_without_a_baseline_the_first_value_is_where_the_sentence_begins(cast: Cast) -> None:
    chain = publish(
        cast, {"period": "2020", "value": "10"}, {"period": "2021", "value": "12"}, role="context", **NO_BASELINE
    )
    said = sentences.spoken(standing(chain), first=observations(chain)[0])
    assert said == "From 10 per cent in 2020 to 12 per cent in 2021."


# ---------- reasons ----------
def test_a_status_says_how_far_and_how_far_was_expected(cast: Cast) -> None:
    assert sentences.status_reason(told(cast, ABOUT, target={})) == (
        "at the end of 2020: 78% of the way; 20% expected by then"
    )


def test_a_value_on_the_wrong_side_is_further_away_than_at_the_start(cast: Cast) -> None:
    assert sentences.status_reason(told(cast, {"value": "1"}, target={})) == (
        "at the end of 2020: further away than at the start; 20% of the way expected by then"
    )


@pytest.mark.parametrize(
    ("values", "target", "about", "status", "reason"),
    [
        ([], {}, {}, "baseline_only", "no value after the baseline"),
        ([{}], None, {}, "no_target", "the sources give none"),
        ([], {}, NO_BASELINE, "no_data", "no figure has been published"),
        ([{}], {}, NO_BASELINE, "undetermined", "no baseline to judge by"),
        ([{"value": "5", "qualifier": "at_least"}], {}, {}, "undetermined", "only a bound is known"),
        ([{}], {}, {"role": "context"}, "", "context figures are never judged"),
        (
            [{}],
            {"value": "4"},
            {"desired_direction": "maintain"},
            "worsening",
            "at the end of 2020: 16.5 per cent, target 4 per cent",
        ),
    ],
)
def test_each_status_has_its_reason(cast: Cast, values: Any, target: Any, about: Any, status: str, reason: str) -> None:
    found = told(cast, *values, target=target, **about)
    assert (found.status, sentences.status_reason(found)) == (status, reason)


@pytest.mark.parametrize(
    ("fields", "change", "reason"),
    [
        ({"value": "16.5", "qualifier": "about"}, "improved", "by about 12.5 points"),
        ({"value": "5"}, "improved", "by 1 point"),
        ({"value": "1"}, "deteriorated", "by 3 points"),
        ({"value": "4.1"}, "unchanged", "a move by 0.1 points; by 0.5 points would count"),
        ({"value": "4"}, "unchanged", "the same value"),
        ({"value": "5", "qualifier": "at_most"}, "", "one of the two figures is a bound"),
    ],
)
def test_a_change_says_how_large_it_is(cast: Cast, fields: dict[str, Any], change: str, reason: str) -> None:
    found = told(cast, fields)
    assert (found.change, sentences.change_reason(found)) == (change, reason)


def test_without_a_baseline_or_a_later_value_there_is_no_change_to_explain(cast: Cast) -> None:
    assert sentences.change_reason(told(cast)) == "no value after the baseline"


# ---------- lateness ----------
@pytest.mark.parametrize(
    ("days", "said"), [(1, "late by 1 day"), (91, "late by 91 days"), (1200, "late by 1,200 days")]
)
def test_lateness_is_counted_in_days(days: int, said: str) -> None:
    assert sentences.late_by(days) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2021, 3, 31), "next value due 31 March 2021"),
        (date(2021, 6, 30), "next value was due 31 March 2021, late by 91 days"),
        (date(2026, 1, 1), "no further value is due"),
    ],
)
def test_the_next_value_is_due_late_or_no_longer_expected(cast: Cast, day: date, said: str) -> None:
    assert sentences.timing(told(cast, target={}), day) == said


def test_a_figure_of_another_unit_is_named_with_it_once(cast: Cast) -> None:
    found = told(cast, {}, unit_label_en="$ million")
    found.indicator_version.thing.unit = Unit(code="usd-million")
    assert sentences.spoken(found).startswith("From 4 ($ million) in 2019 to 16.5 in 2020.")
    assert sentences.distance(found.indicator_version, Decimal(3), "3") == "by 3"
