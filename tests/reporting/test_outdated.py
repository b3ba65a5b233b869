"""What a later release makes untrue in an earlier report, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benefits.models import Indicator, IndicatorVersion, Observation, ObservationVersion
from casestudies.models import CaseStudyVersion
from initiatives.models import InitiativeVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, VersionKind
from reformtracker.reporting.document import Bound
from reformtracker.reporting.outdated import Outdated, Sort, outdated
from reformtracker.reporting.outline import Outline, Own
from tests import factories as f
from tests import shipped
from tests.cast import Cast
from tests.web import single
from tests.web.test_changes_page import days
from tests.web.test_queries import publish

pytestmark = pytest.mark.django_db


def found(chain: Chain, release: int, language: str = "en", **chosen: Any) -> list[Outdated]:
    """Of a report on `release`, held against the newest one."""
    chain.refresh_from_db()
    return outdated(chain, Outline(release=release, **chosen), language, chain.head)


def keys(some: Sequence[Outdated]) -> set[str]:
    return {one.key for one in some}


def one(some: Sequence[Outdated], key: str) -> Outdated:
    return next(each for each in some if each.key == key)


def revise(chain: Chain, cast: Cast, thing: Any, model: Any, **fields: Any) -> None:
    draft = actions.revise(thing, model, by=cast.contributor, version_kind=VersionKind.REVISION)
    for name, value in ({"reason_en": "As agreed."} | fields).items():
        setattr(draft, name, value)
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.release(chain, cast, draft)


QUERIES = 95

OF_A_VALUE = {
    "indicator.2.4.2.spoken": Sort.PARAGRAPH,
    "initiative.2.4.indicators": Sort.TABLE,
    "indicator.2.4.2.chart": Sort.CHART,
    "annex.2.figures": Sort.TABLE,
}
"""Wherever the value of one indicator is told, where no count moves with it."""


def test_one_changed_observation_of_the_shipped_framework_is_found_in_every_place_that_tells_of_it(cast: Cast) -> None:
    shipped.load()
    chain = Chain.objects.get()
    made = chain.head
    thing = Observation.objects.get(indicator__code="2.4.2", period="2020")
    revise(chain, cast, thing, ObservationVersion, value=Decimal("17.2"))
    some = found(chain, made)
    assert {each.key: each.sort for each in some} == OF_A_VALUE
    assert all(each.release == chain.head for each in some)
    told = one(some, "indicator.2.4.2.spoken")
    assert (told.was, told.now) == ("about 16.5 per cent", "about 17.2 per cent")
    assert told.replaced == (Bound("observation", "2.4.2:2020", 1, "about 16.5 per cent"),)
    assert (
        told.said == f"Paragraph {told.number} says about 16.5 per cent; release {chain.head} says about 17.2 per cent."
    )
    assert one(some, "indicator.2.4.2.chart").said.startswith("Chart 10 says about 16.5 per cent;")
    assert "2.4.2 Share of new" in one(some, "initiative.2.4.indicators").was
    assert "≈17.2% (2020)" in one(some, "initiative.2.4.indicators").now


def test_in_each_language_the_sentence_is_in_it(chain: Chain, cast: Cast) -> None:
    single.revise(cast, "revision", "Better data.", value=Decimal("17.2"))
    some = found(chain, 2, "fr")
    assert keys(some) == set(OF_A_VALUE)
    told = one(some, "indicator.2.4.2.spoken")
    assert (told.was, told.now) == ("environ 16,5\u202f%", "environ 17,2\u202f%")
    assert told.said == (
        f"Le paragraphe {told.number} dit environ 16,5\u202f%\u00a0; la publication 3 dit environ 17,2\u202f%."
    )


def test_a_verdict_moves_the_counts_that_rest_on_it(chain: Chain, cast: Cast) -> None:
    single.revise(cast, "assessment", "Now judged.", **single.VERDICT)
    some = found(chain, 2)
    assert keys(some) == {
        *("summary.lead", "summary.better", "summary.because"),
        *("objective.2.answer", "initiative.2.4.answer", "indicator.2.4.2.spoken", "initiative.2.4.indicators"),
        *("management.gaps", "conclusion.standing"),
    }
    lead = one(some, "summary.lead")
    assert lead.number == 0
    assert lead.said == (
        "“Summary” says “The only indicator has not been judged yet”; release 3 says"
        " “Better on 1 of 1 indicator since the reform, worse on none”."
    )
    assert lead.replaced == (Bound("observation", "2.4.2:2020", 1),)


def test_nothing_is_out_of_date_where_nothing_has_changed(chain: Chain, cast: Cast) -> None:
    assert found(chain, 2) == []
    single.revise(cast, "translation", "Translated.", narrative_fr="Rien ne change.")
    assert found(chain, 2) == []


def test_drafts_make_nothing_out_of_date(chain: Chain, cast: Cast) -> None:
    f.observation(Indicator.objects.get(), cast, "2021", "18")
    assert found(chain, 2) == []


def test_time_that_passes_makes_nothing_out_of_date(chain: Chain, cast: Cast) -> None:
    """Values have become later since: the days are those of the report, not of the release that it is held against."""
    f.release(chain, cast, f.milestone(chain, cast, title_en="One more"))
    days(chain, r1="2020-11-18", r2="2021-02-04", r3="2024-06-01")
    assert keys(found(chain, 2)) == {"management.events"}


def test_a_newer_period_replaces_what_was_the_latest(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.observation(Indicator.objects.get(), cast, "2021", "18"))
    some = found(chain, 2)
    assert set(OF_A_VALUE) < keys(some)
    told = one(some, "indicator.2.4.2.spoken")
    assert (told.was, told.now, told.release) == ("about 16.5 per cent", "18 per cent", 3)


def test_what_is_only_added_is_said_to_be_lacking(chain: Chain, cast: Cast) -> None:
    other = f.indicator(chain, cast, "2.4.1")
    f.release(chain, cast, other)
    table = one(found(chain, 2), "annex.2.definitions")
    assert table.was == ""
    assert table.said == (
        f"Table {table.number} lacks what release 3 says: “2.4.1 Indicator 2.4.1: What it counts.;"
        " 2.4.1 Indicator 2.4.1: % of new investments”."
    )


def test_a_source_that_changed_is_found_by_its_footnote(chain: Chain, cast: Cast) -> None:
    thing = Observation.objects.get()
    draft = actions.revise(thing, ObservationVersion, by=cast.contributor, version_kind=VersionKind.CORRECTION)
    draft.reason_en = "Another paragraph."
    draft.citations.update(paragraph="39")
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.release(chain, cast, draft)
    told = one(found(chain, 2), "indicator.2.4.2.spoken")
    assert (told.was, told.now) == ("", "“A/75/202, para. 39”")


def test_a_withdrawn_value_is_said_no_longer(chain: Chain, cast: Cast) -> None:
    single.withdraw(cast, "It was wrong.")
    told = one(found(chain, 2), "indicator.2.4.2.spoken")
    assert (told.was, told.now) == ("about 16.5 per cent", "")
    assert told.said == f"Paragraph {told.number} says about 16.5 per cent; release 3 no longer says so."


def with_a_case(chain: Chain, cast: Cast) -> CaseStudyVersion:
    """Released in a third release."""
    case = f.case_study(chain, cast)
    f.release(chain, cast, case)
    return case


def withdraw(chain: Chain, cast: Cast, case: CaseStudyVersion) -> None:
    gone = actions.withdraw(case.thing, CaseStudyVersion, by=cast.contributor, reason="A mistake.")
    f.release(chain, cast, gone)


def test_a_piece_that_is_gone_is_named(chain: Chain, cast: Cast) -> None:
    withdraw(chain, cast, with_a_case(chain, cast))
    some = found(chain, 3)
    pieces = ("", ".summary", ".evidence", ".limits")
    assert keys(some) == {"cases.answer", *(f"case.burkina-faso{name}" for name in pieces)}
    told = one(some, "case.burkina-faso.limits")
    assert (told.now, told.release) == ("", 4)
    assert told.replaced == (Bound("case_study", "burkina-faso", 1),)
    assert told.said == (
        f"Paragraph {told.number} says “What this case cannot show. What it cannot show”; release 4 no longer says so."
    )


def test_a_target_that_moved_and_a_name_that_changed_are_found(chain: Chain, cast: Cast) -> None:
    thing = Indicator.objects.get()
    revise(chain, cast, thing, IndicatorVersion, baseline_value=Decimal(5))
    told = one(found(chain, 2), "indicator.2.4.2.spoken")
    assert (told.was, told.now) == ("4 per cent", "5 per cent")
    revise(chain, cast, thing.initiative, InitiativeVersion, name_en="Another name")
    heading = one(found(chain, 2), "initiative.2.4")
    assert (heading.sort, heading.number, heading.release) == (Sort.HEADING, 0, 4)
    assert (heading.was, heading.now) == ("“2.4 Initiative 2.4”", "“2.4 Another name”")


def test_the_release_is_the_one_that_made_it_what_it_is_now(chain: Chain, cast: Cast) -> None:
    """Releases after it change the same value's words only, and other things."""
    single.revise(cast, "revision", "Better data.", value=Decimal("17.2"))
    single.revise(cast, "translation", "Translated.", narrative_fr="Rien.")
    f.release(chain, cast, f.milestone(chain, cast))
    some = found(chain, 2)
    assert {key: one(some, key).release for key in OF_A_VALUE} == dict.fromkeys(OF_A_VALUE, 3)
    assert one(some, "management.events").release == 5


# ---------- paragraphs of authors ----------
def own(said: str, key: str = "own.1", after: str = "indicator.2.4.2.spoken") -> Own:
    return Own(key, after, {"en": said})


def test_a_paragraph_that_quotes_a_figure_is_found_when_it_changes(chain: Chain, cast: Cast) -> None:
    quoting, silent = own("It is [[2.4.2/2020]] now."), own("It is good.", "own.2")
    single.revise(cast, "revision", "Better data.", value=Decimal("17.2"))
    some = found(chain, 2, own=[quoting, silent])
    assert keys(some) == {*OF_A_VALUE, "own.1"}
    told = one(some, "own.1")
    assert told.said == f"Paragraph {told.number} says about 16.5 per cent; release 3 says about 17.2 per cent."
    assert told.replaced == (Bound("observation", "2.4.2:2020", 1, "about 16.5 per cent"),)


def test_a_quoted_figure_that_is_withdrawn_is_said_no_longer(chain: Chain, cast: Cast) -> None:
    single.withdraw(cast, "It was wrong.")
    told = one(found(chain, 2, own=[own("It is [[2.4.2/2020]].")]), "own.1")
    assert (told.was, told.now) == ("about 16.5 per cent", "")
    assert told.said.endswith("release 3 no longer says so.")


def test_a_paragraph_whose_place_is_gone_is_held_against_what_it_quotes(chain: Chain, cast: Cast) -> None:
    case = with_a_case(chain, cast)
    authors = [
        own("It is [[2.4.2/2020]].", after="case.burkina-faso.summary"),
        own("It is good.", "own.2", "case.burkina-faso.summary"),
    ]
    withdraw(chain, cast, case)
    assert not {"own.1", "own.2"} & keys(found(chain, 3, own=authors))
    single.revise(cast, "revision", "Better data.", value=Decimal("17.2"))
    some = found(chain, 3, own=authors)
    assert "own.2" not in keys(some)
    assert (one(some, "own.1").now, one(some, "own.1").release) == ("about 17.2 per cent", 5)


def test_an_edited_paragraph_is_found_when_what_it_was_composed_from_changes(chain: Chain, cast: Cast) -> None:
    edited = own("It went well.", "indicator.2.4.2.spoken", "")
    assert found(chain, 2, own=[edited]) == []
    single.revise(cast, "revision", "Better data.", value=Decimal("17.2"))
    told = one(found(chain, 2, own=[edited]), "indicator.2.4.2.spoken")
    assert (told.was, told.now, told.release) == ("about 16.5 per cent", "about 17.2 per cent", 3)


# ---------- how much it asks ----------
@pytest.mark.parametrize("indicators", [3, 30])
def test_it_takes_the_same_queries_however_many_indicators_there_are(indicators: int) -> None:
    chain = publish(indicators)
    with CaptureQueriesContext(connection) as queries:
        assert outdated(chain, Outline(release=1), "en", 2)
    assert len(queries) == QUERIES
