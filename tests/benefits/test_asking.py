"""An unusual value is submitted with its reason or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from benefits.models import Indicator, IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions, registry
from reformtracker.publishing.actions import Incomplete
from reformtracker.publishing.canonical import current_hash
from tests import factories as f
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast) -> Indicator:
    """4 in 2019, about 16.5 in 2020, towards 20."""
    f.tracker(cast)
    return IndicatorVersion.objects.live().get(thing__code="2.4.2").thing


def asked(version: ObservationVersion) -> str:
    return " ".join(registry.problems(version).get("jump_reason", []))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1.65", "1.65 is about one part in 10 of the last comparable value, 16.5."),
        ("40", "From 16.5 to 40 is 1.5 times the whole way from the baseline to the target."),
        ("17.5", ""),
        ("0", "From 16.5 to 0 is 1 times the whole way from the baseline to the target."),
    ],
)
def test_the_question_names_the_numbers(cast: Cast, share: Indicator, value: str, said: str) -> None:
    question = asked(f.observation(share, cast, "2021", value))
    assert question.startswith(said)
    assert bool(question) == bool(said)


def test_a_draft_may_jump_without_a_reason_a_submission_may_not(cast: Cast, share: Indicator) -> None:
    version = f.observation(share, cast, "2021", "40")
    with pytest.raises(Incomplete):
        actions.submit(version, by=cast.contributor)
    version.jump_reason = "A fund was counted for the first time."
    actions.save(version, by=cast.contributor, expected=version.edits)
    actions.submit(version, by=cast.contributor)
    assert (version.state, version.jump) == ("in_review", "span")


def test_a_usual_value_is_noted_as_such_whatever_is_written(cast: Cast, share: Indicator) -> None:
    version = f.observation(share, cast, "2021", "17", jump_reason="None needed.")
    actions.submit(version, by=cast.contributor)
    assert version.jump == ""


def test_the_reason_is_no_part_of_what_is_approved_or_public(cast: Cast, share: Indicator) -> None:
    version = f.observation(share, cast, "2021", "40")
    before = current_hash(version)
    version.jump_reason = "A private word to the reviewer."
    actions.save(version, by=cast.contributor, expected=version.edits)
    assert current_hash(version) == before
    f.release(share.chain, cast, version)
    page = Client().get("/en/reform/indicators/2.4.2/")
    assert "40" in page.text
    assert "private word" not in page.text


def test_values_are_compared_on_one_side_of_a_break_only(cast: Cast, share: Indicator) -> None:
    broken = {"comparable": False, "break_note_en": "Other funds are counted."}
    assert not asked(f.observation(share, cast, "2021", "40", **broken))


def test_a_year_is_not_compared_with_a_quarter(cast: Cast, share: Indicator) -> None:
    assert not asked(f.observation(share, cast, "2021-Q1", "1.65"))


def test_a_value_that_is_public_already_is_not_asked_about_again(cast: Cast, share: Indicator) -> None:
    version = f.observation(share, cast, "2021", "40", jump_reason="Counted anew.")
    f.release(share.chain, cast, version)
    draft = actions.revise(version.thing, ObservationVersion, by=cast.contributor, version_kind="revision")
    assert isinstance(draft, ObservationVersion)
    assert (draft.value, draft.jump_reason, asked(draft)) == (Decimal(40), "", "")
    draft.value = Decimal("1.65")
    assert asked(draft)


def test_a_gap_and_a_level_are_never_asked_about(cast: Cast, share: Indicator) -> None:
    assert not asked(f.observation(share, cast, "2021", None, missing="not_collected"))
    own = f.indicator(share.chain, cast, "1.1.1", kind="qualitative")
    f.release(share.chain, cast, own)
    level = own.thing.levels.last()
    assert not asked(f.observation(own.thing, cast, "2021", None, level=level))


def test_where_nothing_is_published_the_baseline_is_compared_with(cast: Cast, share: Indicator) -> None:
    new = f.indicator(share.chain, cast, "2.4.7")
    f.target(new, due=date(2024, 12, 31))
    f.release(share.chain, cast, new)
    assert "the last comparable value, 4." in asked(f.observation(new.thing, cast, "2020", "40"))
