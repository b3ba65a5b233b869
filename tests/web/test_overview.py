"""The front page says what the data say: no more, nothing else, and what is missing as missing."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from reformtracker.publishing.snapshot import Snapshot, as_of, by_release, current, today
from reformtracker.web import answers, listing
from reformtracker.web.gaps import gaps
from reformtracker.web.overview import Overview, read
from reformtracker.web.score import Row, score
from tests import factories as f
from tests.cast import Cast

pytestmark = pytest.mark.django_db

# An update of 2020 is due at the end of March 2021.
SOON, LATER = date(2021, 1, 31), date(2021, 6, 30)
ENGLISH = {"justification_en": "The source says so.", "assessment_basis": "as_reported"}


def verdict(word: str, cause: str = "not_assessed", **fields: Any) -> dict[str, Any]:
    return {"verdict": word, "cause": cause, **ENGLISH, **fields}


def publish(cast: Cast, given: dict[str, dict[str, Any]], **more: Any) -> Chain:
    """Indicators by code: what their value for 2020 is told with; `no` leaves it out."""
    chain = f.chain()
    versions: list[Any] = [f.framework(chain, cast)]
    for code in sorted({code.split(".")[0] for code in given}):
        versions.append(f.objective(chain, cast, code))
    for code in sorted({code.rsplit(".", 1)[0] for code in given}):
        versions.append(f.initiative(chain, cast, code))
    told = []
    for code, fields in given.items():
        about = fields.pop("about", {})
        version = f.indicator(chain, cast, code, **about)
        if fields.pop("target", False):
            f.target(version)
        versions.append(version)
        if not fields.pop("no", False):
            told.append((version.thing, fields))
    f.release(chain, cast, *versions)
    if told:
        f.release(chain, cast, *[f.observation(thing, cast, **fields) for thing, fields in told])
    chain.refresh_from_db()
    return chain


def at(chain: Chain, day: date = SOON) -> Overview:
    """The newest release, read on a day: lateness is counted to it."""
    snapshot = current(chain)
    return read(Snapshot(chain, snapshot.release, day, {}))


def row(overview: Overview, number: int) -> Row:
    return score(overview).rows[number]


def counts(found: Row) -> dict[str, int]:
    return {key.mark.word: key.count for key in found.keys}


def page(path: str = "/en/reform/") -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def words(path: str = "/en/reform/") -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page(path)).split())


# ---------- the answer ----------
@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (["improved"], "Better on 1 of 1 indicator since the reform, worse on none."),
        (["improved", "improved", ""], "Better on 2 of 3 indicators since the reform, worse on none."),
        (["improved", "deteriorated"], "Better on 1 of 2 indicators since the reform, worse on 1."),
        (["deteriorated", "too_early"], "Worse on 1 of 2 indicators since the reform, better on none."),
        (["unchanged", "too_early"], "Neither better nor worse on any of the 2 indicators."),
        (["unchanged"], "Neither better nor worse on the only indicator."),
        (["", ""], "None of the 2 indicators has been judged yet."),
        ([""], "The only indicator has not been judged yet."),
    ],
)
def test_the_answer_is_made_from_the_verdicts_that_were_given(cast: Cast, verdicts: list[str], sentence: str) -> None:
    values = {"improved": "9", "deteriorated": "1", "unchanged": "4"}
    chain = publish(
        cast,
        {
            f"1.1.{number}": {**(verdict(word) if word else {}), "value": values.get(word, "9")}
            for number, word in enumerate(verdicts, start=1)
        },
    )
    assert answers.lead(at(chain)) == sentence
    assert f'<p class="lead">{sentence}</p>' in page()


def test_nothing_published_is_said_in_words(cast: Cast) -> None:
    chain = publish(cast, {})
    assert answers.lead(at(chain)) == "No indicator has been published yet."
    assert '<table role="table" class="score"' not in page()


def test_what_was_computed_never_stands_for_a_verdict(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": {"value": "16.5", "target": True}})
    overview = at(chain)
    assert overview.lines[0].standing.change == "improved"
    assert counts(row(overview, 0))["improved"] == 0
    assert counts(row(overview, 0))["not yet judged"] == 1


def test_context_is_listed_but_never_judged_or_counted(cast: Cast) -> None:
    chain = publish(
        cast,
        {
            "1.1.1": verdict("improved"),
            "1.1.2": {"about": {"role": "context"}},
        },
    )
    overview = at(chain)
    assert answers.lead(overview).startswith("Better on 1 of 1 ")
    assert [column.code for column in score(overview).columns] == ["1.1.1"]
    assert sum(counts(row(overview, 0)).values()) == 1
    assert "1.1.2" in words()
    assert "context, never judged" in words()


def test_the_caveat_names_what_the_answer_rests_on(cast: Cast) -> None:
    described = {"kind": "qualitative"}
    chain = publish(
        cast,
        {
            "1.1.1": {"about": described, "no": True},
            "1.1.2": {"about": described, "no": True},
            "1.1.3": {**verdict("improved"), "target": True},
        },
    )
    assert answers.deck(at(chain, date(2020, 1, 31))) == (
        "The evidence is mostly described rather than measured."
        " 2 indicators have no figure or no judgement yet. Only 1 has a published target."
    )


# ---------- the five questions ----------
def test_causes_are_asked_only_where_something_moved(cast: Cast) -> None:
    chain = publish(
        cast,
        {
            "1.1.1": verdict("improved", "reform"),
            "1.1.2": verdict("improved", "both"),
            "1.1.3": verdict("deteriorated", "external", value="1"),
            "1.1.4": verdict("unchanged", "reform", value="4"),
        },
    )
    found = row(at(chain), 1)
    assert found.answer == "Mainly the reform in 1, reform and other factors in 1, mainly other factors in 1"
    assert counts(found) == {"mainly the reform": 1, "both": 1, "mainly external factors": 1, "not assessed": 0}
    assert [bool(cell.shapes) for cell in found.cells] == [True, True, True, False]


def test_a_cause_that_no_source_gives_is_not_assessed(cast: Cast) -> None:
    found = row(at(publish(cast, {"1.1.1": verdict("improved")})), 1)
    assert found.answer == "Not assessed by the sources"


def test_across_a_break_a_status_is_shown_and_not_counted_but_a_verdict_counts(cast: Cast) -> None:
    broken = {"comparable": False, "break_note_en": "It counts more."}
    chain = publish(
        cast,
        {
            "1.1.1": {**verdict("improved"), **broken, "value": "16.5", "target": True},
            "1.1.2": {**verdict("improved"), "value": "16.5", "target": True},
        },
    )
    overview = at(chain)
    against = row(overview, 2)
    assert counts(against)["on track"] == 1
    assert against.answer == "1 on track; 1.1.1 not counted (series break)"
    assert [cell.shapes[0].mark.word for cell in against.cells] == ["on track", "on track"]
    assert counts(row(overview, 0))["improved"] == 2
    assert "The figure of 1.1.1 is not fully comparable with its baseline." in answers.deck(overview)
    assert "It counts more." in words()


def test_a_late_value_greys_its_status_and_says_by_how_much(cast: Cast) -> None:
    chain = publish(
        cast,
        {
            "1.1.1": {**verdict("improved"), "target": True},
            "1.1.2": {**verdict("improved"), "target": True},
            "1.1.3": {"no": True, "target": True},
        },
    )
    fresh, stale = at(chain, SOON), at(chain, LATER)
    assert [cell.css for cell in row(fresh, 4).cells] == ["yr", "yr", "yr"]
    assert [cell.css for cell in row(stale, 4).cells] == ["yr", "yr", "yr late"]
    assert row(stale, 4).answer == "Values are for 2019–2020; 1 is late"
    assert row(stale, 4).note == "1.1.3 late by 91 days; next due 31 March 2022"
    assert row(stale, 2).cells[2].shapes[0].mark.css == "c-none"
    rows = [row for table in listing.tables(stale, late_is_said=False) for row in table.blocks[0].rows]
    assert [list(row.notes) for row in rows] == [[], [], ["late by 91 days"]]


def test_when_most_is_late_the_page_says_it_once(cast: Cast) -> None:
    chain = publish(cast, {f"1.1.{number}": {"no": True, "target": True} for number in range(1, 6)})
    overview = at(chain, LATER)
    assert "Most values are late." in answers.deck(overview)
    assert answers.mostly_late(overview.judged)
    rows = [row for table in listing.tables(overview, late_is_said=True) for row in table.blocks[0].rows]
    assert all(not row.notes for row in rows)
    assert all(row.status and row.status.css == "c-none" for row in rows)


def test_what_is_short_of_its_promise_shows_its_action_or_that_there_is_none(cast: Cast) -> None:
    behind = {**verdict("unchanged", value="4"), "target": True}
    chain = publish(cast, {"1.1.1": dict(behind), "1.1.2": dict(behind), "1.1.3": verdict("deteriorated", value="1")})
    answered = f.challenge(chain, cast, "C1")
    remedy = f.corrective_action(chain, cast, "C1.1", progress="in_progress")
    remedy.indicators.create(indicator=f.Indicator.objects.get(code="1.1.2"))
    open_ = f.challenge(chain, cast, "C2", title_en="Nobody answers this")
    for version in (answered, open_):
        version.initiatives.create(initiative=f.Initiative.objects.get(code="1.1"))
    f.release(chain, cast, answered, remedy, open_)
    chain.refresh_from_db()

    overview = at(chain)
    done = row(overview, 3)
    assert done.answer == "Action on 1 of 2 challenges; none for 1.1.1, 1.1.3"
    assert counts(done) == {"done": 0, "in progress": 1, "planned": 0, "none recorded": 3}
    assert [line.code for line in overview.unanswered] == ["1.1.1", "1.1.3"]
    said = words()
    assert said.count("no corrective action recorded") >= 5
    assert re.search(r"Nobody answers this.{0,60}no corrective action recorded", said)
    assert "Action C1.1" in said


def test_a_cancelled_action_is_no_action(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": {**verdict("unchanged", value="4"), "target": True}})
    challenge, dropped = f.challenge(chain, cast), f.corrective_action(chain, cast, progress="cancelled")
    dropped.indicators.create(indicator=f.Indicator.objects.get(code="1.1.1"))
    f.release(chain, cast, challenge, dropped)
    chain.refresh_from_db()
    found = row(at(chain), 3)
    assert found.answer == "Action on 0 of 1 challenge; none for 1.1.1"
    assert counts(found)["cancelled"] == 1


# ---------- columns ----------
def test_each_indicator_is_a_column_under_its_objective(cast: Cast) -> None:
    chain = publish(cast, {code: {"no": True} for code in ("1.1.1", "1.2.1", "1.10.1", "2.1.1")})
    found = score(at(chain))
    assert [column.code for column in found.columns] == ["1.1.1", "1.2.1", "1.10.1", "2.1.1"]
    assert [(head.code, head.span) for head in found.heads] == [("1", 3), ("2", 1)]
    assert [column.edge for column in found.columns] == ["o", "i", "i", "o"]
    assert all(sum(cell.span for cell in row.cells) == 4 for row in found.rows)


def test_with_many_indicators_a_column_is_an_initiative_and_shapes_carry_their_count(cast: Cast) -> None:
    codes = [f"{objective}.1.{number}" for objective in (1, 2) for number in range(1, 14)]
    chain = publish(cast, {code: {"no": True} for code in codes})
    found = score(at(chain))
    assert [column.code for column in found.columns] == ["1.1", "2.1"]
    (cell, _other) = found.rows[0].cells
    assert [(shape.mark.word, shape.count) for shape in cell.shapes] == [("not yet judged", 13)]
    assert "1.1: not yet judged (13)" in page()


# ---------- what is not known ----------
def test_shapes_that_share_a_cell_stand_in_the_order_of_their_key(cast: Cast) -> None:
    given: dict[str, dict[str, Any]] = {f"1.1.{number}": {} for number in range(1, 26)}
    given["1.1.20"] = verdict("improved")
    given["1.1.24"] = verdict("deteriorated", value="1")
    better = row(at(publish(cast, given)), 0)
    assert better.cells[0].said == "1.1: improved, deteriorated, not yet judged (23)"


@pytest.mark.parametrize(("others", "alone"), [((), [True]), (("1.2.1",), [False, False])])
def test_the_name_of_an_objective_with_one_column_has_room(
    cast: Cast, others: tuple[str, ...], alone: list[bool]
) -> None:
    chain = publish(cast, {code: {} for code in ("1.1.1", *others)})
    assert [column.is_alone for column in score(at(chain)).columns] == alone


def test_each_gap_is_counted_once_and_named(cast: Cast) -> None:
    nothing = {"baseline_value": None, "baseline_start": None, "baseline_end": None, "baseline_period": ""}
    chain = publish(
        cast,
        {
            "1.1.1": {"no": True, "about": nothing},
            "1.1.2": {"no": True, "target": True},
            "1.1.3": {**verdict("improved"), "target": True},
            "1.1.4": {"value": None, "missing": "not_collected"},
        },
    )
    found = {gap.title: [line.code for line in gap.lines] for gap in gaps(at(chain))}
    assert found == {
        "1 with no data": ["1.1.1"],
        "2 without a target": ["1.1.1", "1.1.4"],
        "1 without a baseline": ["1.1.1"],
        "1 late": ["1.1.1"],
        "2 not yet judged": ["1.1.2", "1.1.4"],
    }
    assert "2020: not collected" in words()


def test_the_count_of_the_score_is_the_count_of_the_gaps(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": {"no": True}, "1.1.2": {"value": "9"}, "1.1.3": verdict("improved")})
    overview = at(chain)
    assert counts(row(overview, 0))["not yet judged"] == len(overview.with_gap("not_judged")) == 2


def test_periods_that_never_came_are_said_once_nothing_is_awaited(cast: Cast) -> None:
    chain = publish(cast, {f"1.1.{number}": verdict("improved") for number in (1, 2)})
    overview = at(chain, date(2026, 1, 1))
    assert row(overview, 4).note == "2 lack values for periods of 2021–2024"
    assert "No figure is newer than 2020." in answers.deck(overview)
    assert "2 with periods never reported" in [gap.title for gap in gaps(overview)]


def test_an_initiative_without_indicators_is_listed_as_such(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": verdict("improved")})
    f.release(chain, cast, f.initiative(chain, cast, "1.2", name_en="Nothing measured"))
    assert re.search(r"Nothing measured no indicator published", words())


# ---------- only what is public, as it was ----------
def test_a_draft_is_never_shown(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": verdict("improved")})
    before = page()
    f.indicator(chain, cast, "1.1.2", name_en="Not yet")
    f.observation(f.Indicator.objects.get(code="1.1.1"), cast, "2021", "1", **verdict("deteriorated"))
    f.challenge(chain, cast, "C1", title_en="Not yet")
    f.case_study(chain, cast, title_en="Not yet")
    f.initiative(chain, cast, "1.9", name_en="Not yet")
    assert page() == before


def test_the_snapshot_decides_what_the_page_says(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": verdict("improved"), "1.1.2": verdict("deteriorated", value="1")})
    assert answers.lead(read(by_release(chain, 1))) == "None of the 2 indicators has been judged yet."
    assert "None of the 2 indicators" in page("/en/reform/?release=1")
    assert "Better on 1 of 2" in page("/en/reform/?release=2")
    assert answers.lead(read(as_of(chain, today()))).startswith("Better on 1 of 2")


def test_a_withdrawn_value_leaves_the_page_and_its_verdict_the_count(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": verdict("improved", narrative_en="It went well."), "1.1.2": verdict("improved")})
    thing = f.Observation.objects.get(indicator__code="1.1.1")
    notice = actions.withdraw(thing, f.ObservationVersion, by=cast.contributor, reason="An error in the source.")
    f.release(chain, cast, notice)
    said = words()
    assert "Better on 1 of 2" in said
    assert "It went well." not in said
    assert "2020: withdrawn" in said
    assert "Better on 2 of 2" in words("/en/reform/?release=2")


def test_figures_of_one_unit_share_one_scale(cast: Cast) -> None:
    chain = publish(cast, {"1.1.1": {"no": True, "target": True}})
    big = f.indicator(chain, cast, "1.1.3")
    f.target(big, "80")
    f.release(chain, cast, big)
    html = page()
    assert "The 2 figures with a published target" in html
    tops = re.findall(r'class="chart-host" data-chart>.*?text-anchor="end">(\d+)</text>\s*<text[^>]*>\d{4}', html, re.S)
    assert len(set(tops)) == 1


def test_numbers_are_isolated_from_the_direction_of_the_text(cast: Cast) -> None:
    publish(cast, {"1.1.1": {**verdict("improved"), "value": "16.5", "qualifier": "about", "target": True}})
    assert '<bdi dir="ltr">4 → ≈16.5%</bdi>' in page("/ar/reform/")


def test_marks_always_have_their_word(cast: Cast) -> None:
    publish(cast, {"1.1.1": {**verdict("improved"), "target": True}})
    cells = re.findall(r'<td role="cell" class="cellhide[^>]*>(.*?)</td>', page(), re.S)
    assert cells
    assert all("vh" in cell for cell in cells if "<svg" in cell)
