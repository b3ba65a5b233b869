"""A report says what one release made public: in every language the same figures as the pages and the API, and nothing of drafts."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from benefits.models import Indicator, Observation, ObservationVersion, Unit
from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, VersionKind
from reformtracker.publishing.snapshot import OutsideTheRecord, by_release
from reformtracker.reporting.document import Chart, Document, Heading, Paragraph, Piece, Reference, Table
from reformtracker.reporting.outline import SECTIONS
from reformtracker.web import indicator, numbers
from tests import factories as f
from tests import shipped
from tests.cast import Cast
from tests.reporting.told import everything, notes, pieces, report, row, said, words
from tests.web import single
from tests.web.test_queries import publish

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
QUERIES = 81
ISOLATES = re.compile("[\u2066-\u2069]")


@pytest.fixture
def framework() -> Chain:
    """The one that ships."""
    shipped.load()
    return Chain.objects.get()


# ---------- the whole report of the shipped framework ----------
def test_it_has_every_section_in_every_language_and_each_piece_has_a_key_of_its_own(framework: Chain) -> None:
    keys = []
    for language in LANGUAGES:
        document = report(framework, language, since=1)
        assert document.language == language
        assert [section.key for section in document.sections] == list(SECTIONS)
        assert [section.numeral for section in document.sections] == [
            "",
            "I",
            "II",
            "III",
            "IV",
            "V",
            "VI",
            "VII",
            "",
            "",
        ]
        found = [block.key for block in document.blocks()]
        assert len(found) == len(set(found)) > 200
        keys.append(found)
    assert all(found == keys[0] for found in keys)


def test_numbers_run_through_and_every_pointer_leads_somewhere(framework: Chain) -> None:
    document = report(framework, since=1)
    plain = {"summary", "changes", "annex"}
    paragraphs = [
        block.number
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and section.key not in plain
    ]
    assert paragraphs == list(range(1, len(paragraphs) + 1))
    for sort in (Table, Chart):
        found = [block.number for block in document.blocks() if isinstance(block, sort)]
        assert found == list(range(1, len(found) + 1))
    for section in document.sections:
        if section.key in plain:
            assert {block.number for block in section.blocks if isinstance(block, Paragraph)} == {0}
    targets = {block.key for block in document.blocks() if isinstance(block, Table | Chart)}
    pointers = {one.key for block in document.blocks() for one in parts(block) if isinstance(one, Reference)}
    assert pointers
    assert pointers <= targets


def parts(block: Any) -> list[Piece | Reference]:
    return list(block.pieces) if isinstance(block, Paragraph) else []


def test_every_paragraph_with_a_figure_is_bound_to_what_it_tells_of(framework: Chain) -> None:
    for block in report(framework, since=1).blocks():
        if isinstance(block, Paragraph) and re.search(r"\d", words(block)):
            assert block.bound, block.key
        if isinstance(block, Chart):
            assert block.bound, block.key


def test_the_figures_of_every_language_are_those_of_the_api(framework: Chain) -> None:
    """Sentences, tables and bound versions, of every indicator with a figure."""
    answer = Client().get(f"/api/v1/indicators/?page_size=500&release={framework.head}")
    rows = json.loads(answer.content, parse_float=Decimal, parse_int=Decimal)["results"]
    assert len(rows) == Indicator.objects.count()
    for language in LANGUAGES:
        document = report(framework, language)
        with translation.override(language):
            for found in rows:
                check_figures(document, found)


def check_figures(document: Document, found: dict[str, Any]) -> None:
    code, seen, begun = found["code"], found["latest"], found["baseline"]
    sentence, cells = said(document, f"indicator.{code}.spoken"), row(document, table_of(found), f"{code} ")
    baseline, latest = (ISOLATES.sub("", cell) for cell in cells[:2])
    for figure, cell in ((begun, baseline), (seen, latest)):
        if not figure or figure["value"] is None:
            continue
        unit = Unit.objects.get(code=found["unit"]["code"])
        decimals = int(found["decimals"])
        value = Decimal(figure["value"])
        assert numbers.spoken(value, unit, figure["qualifier"], decimals).lower() in sentence.lower(), code
        assert cell.startswith(numbers.value(value, unit, figure["qualifier"], decimals)), code
        assert ISOLATES.sub("", numbers.period(figure["period"])) in cell, code
    if seen:
        paragraph = pieces(document)[f"indicator.{code}.spoken"]
        assert isinstance(paragraph, Paragraph)
        assert (seen["id"], int(seen["version"])) in {(one.public_id, one.version) for one in paragraph.bound}


def table_of(found: dict[str, Any]) -> str:
    return f"initiative.{found['initiative']}.indicators"


def test_the_sentence_of_an_indicator_is_that_of_its_page(framework: Chain) -> None:
    snapshot = by_release(framework, framework.head)
    for language in ("en", "ar", "zh-hans"):
        document = report(framework, language)
        with translation.override(language):
            for code in Indicator.objects.values_list("code", flat=True):
                spoken = indicator.read(snapshot, code).spoken
                assert spoken in said(document, f"indicator.{code}.spoken"), code


def test_an_earlier_release_is_told_as_it_was(framework: Chain) -> None:
    first = report(framework, release=1)
    assert "16.5" not in everything(first)
    assert "about 16.5 per cent" in everything(report(framework, release=2))
    assert "release 1" in first.stamp
    assert "Reconstructed from documents public by that day." in said(first, "introduction.made_of")
    assert first.address.endswith("/en/peace-and-security/releases/1/")


def test_what_the_framework_rests_on_is_in_footnotes_with_symbol_and_paragraph(framework: Chain) -> None:
    document = report(framework)
    assert "A/75/202, para. 38." in notes(pieces(document)["indicator.2.4.2.spoken"])
    assert "A/75/735, summary." in notes(pieces(document)["indicator.2.4.2.spoken"])
    arabic = notes(pieces(report(framework, "ar"))["indicator.2.4.2.spoken"])
    assert "A/75/202، الفقرة 38." in arabic


def test_it_stays_within_the_limit_of_the_assembly(framework: Chain) -> None:
    assert 5_000 < report(framework).words < 8_500


# ---------- small frameworks ----------
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_absent_is_said_as_absent(cast: Cast, language: str) -> None:
    chain = f.chain()
    f.release(chain, cast, f.framework(chain, cast))
    document = report(chain, language)
    assert [section.key for section in document.sections] == list(SECTIONS)
    for section in document.sections:
        assert section.blocks, section.key
        assert any(words(block) for block in section.blocks), section.key


def test_a_framework_without_indicators_says_so(cast: Cast) -> None:
    chain = f.chain()
    f.release(chain, cast, f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast))
    document = report(chain)
    assert said(document, "summary.lead") == "No indicator has been published yet."
    assert said(document, "initiative.2.4.expected") == "Expected benefit: none published."
    assert said(document, "initiative.2.4.answer") == "No indicator has been published here yet."
    assert said(document, "cases.answer") == "No case study has been published."
    assert said(document, "challenges.answer") == "No challenge has been published."
    assert said(document, "changes.none") == "There is no earlier report to compare this one with."


def test_what_is_not_translated_stays_english_and_says_so(chain: Chain) -> None:
    paragraph = pieces(report(chain, "fr"))["indicator.2.4.2.spoken"]
    assert isinstance(paragraph, Paragraph)
    title, spoken = (one for one in paragraph.pieces[:2] if isinstance(one, Piece))
    assert (title.text.language, title.text.translated) == ("en", False)
    assert (spoken.text.language, spoken.text.translated) == ("fr", True)


def test_drafts_never_show(chain: Chain, cast: Cast) -> None:
    before = report(chain)
    thing = Observation.objects.get()
    draft = actions.revise(thing, ObservationVersion, by=cast.contributor, version_kind=VersionKind.REVISION)
    draft.value, draft.narrative_en, draft.reason_en = Decimal(99), "A secret.", "Better data."
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.observation(thing.indicator, cast, "2021", "98")
    f.challenge(chain, cast)
    f.approve(f.milestone(chain, cast), cast)
    assert everything(report(chain)) == everything(before)


def test_a_withdrawn_value_is_not_told_any_more(chain: Chain, cast: Cast) -> None:
    single.withdraw(cast, "It was wrong.")
    told = said(report(chain), "indicator.2.4.2.spoken")
    assert "16.5" not in told
    assert "The value in 2020 has been withdrawn." in told


def test_what_has_been_withdrawn_since_is_said_before_all_else_and_moves_no_number(chain: Chain, cast: Cast) -> None:
    before = report(chain)
    single.withdraw(cast, "It was wrong.")
    document = report(chain, release=2)
    first, *others = document.sections[0].blocks
    assert (first.key, words(first).partition(" (")[0]) == ("notice.withdrawn", "Withdrawn since: 2.4.2:2020")
    assert words(first).endswith("It was wrong.")
    assert isinstance(first, Paragraph)
    assert (first.number, first.bound[0].version) == (0, 2)
    assert [one.key for one in others] == [one.key for one in before.sections[0].blocks]
    assert keyed(document) == keyed(before)
    assert "about 16.5 per cent" in said(document, "indicator.2.4.2.spoken")
    assert "notice.withdrawn" not in pieces(report(chain))
    only = report(chain, release=2, sections=("conclusion",)).sections[0]
    assert [one.key for one in only.blocks][:2] == ["notice.withdrawn", "conclusion.standing"]
    assert keyed(report(chain, release=2, sections=("conclusion",)))["conclusion.standing"] == 1


def keyed(document: Document) -> dict[str, int]:
    return {one.key: one.number for one in document.blocks() if isinstance(one, Paragraph) and one.number}


def test_invented_data_say_so_on_the_first_page(cast: Cast) -> None:
    chain = f.chain("demo", is_demo=True, is_default=False)
    f.release(chain, cast, f.framework(chain, cast))
    assert words(report(chain).sections[0].blocks[0]) == "Invented data, for demonstration only."


def test_only_the_sections_that_were_chosen_are_there_and_numbers_begin_anew(chain: Chain) -> None:
    document = report(chain, sections=("progress", "conclusion"))
    assert [(section.key, section.numeral) for section in document.sections] == [
        ("progress", "I"),
        ("conclusion", "II"),
    ]
    assert next(block.number for block in document.blocks() if isinstance(block, Paragraph)) == 1


def test_a_single_annex_has_no_numeral(chain: Chain) -> None:
    assert report(chain, sections=("annex",)).sections[0].title.value == "Annex: The framework and its indicators"
    titles = [section.title.value for section in report(chain, sections=("changes", "annex")).sections]
    assert titles == ["Annex I: What has changed since the last report", "Annex II: The framework and its indicators"]


def test_the_text_tells_of_the_reporting_period_and_the_annex_of_all(chain: Chain, cast: Cast) -> None:
    share = Indicator.objects.get()
    later = f.observation(share, cast, "2021", "18", narrative_en="Later news.")
    f.release(chain, cast, later, f.milestone(chain, cast, day=date(2021, 5, 1)))
    told = said(report(chain), "indicator.2.4.2.spoken")
    assert "18 per cent" in told
    assert "Later news." in told
    document = report(chain, first=date(2020, 1, 1), last=date(2020, 12, 31))
    told = said(document, "indicator.2.4.2.spoken")
    assert "In 2020: About 16.5 per cent." in told
    assert "Later news." not in told
    assert said(document, "management.events") == "No dated event has been published."
    assert row(document, "annex.2.figures", "2.4.2")[1] == "≈16.5% (2020); 18% (2021)"
    assert row(document, "annex.milestones", "1 May 2021") == ["Two departments", "Milestone"]
    assert document.subtitle.value == "Report for the period from 1 January 2020 to 31 December 2020"
    silent = report(chain, first=date(2022, 1, 1), last=date(2022, 12, 31))
    assert "No value has been published for the reporting period." in said(silent, "indicator.2.4.2.spoken")


def test_challenges_name_owner_date_and_progress(chain: Chain, cast: Cast) -> None:
    challenge = f.challenge(chain, cast, text_en="It takes long.")
    owner = Entity.objects.create(code="dpo", name_en="Department of Peace Operations")
    fields: Any = {"due": date(2019, 12, 31), "progress": "in_progress", "progress_note_en": "Half is done."}
    action = f.corrective_action(chain, cast, owner=owner, **fields)
    f.release(chain, cast, challenge, action)
    document = report(chain)
    told = said(document, "action.C1.1.text")
    assert told.startswith("C1.1 Action C1.1. Half is done. Owner: Department of Peace Operations. Due: by the end of")
    assert "overdue by" in told
    assert told.endswith("State: in progress.")
    assert row(document, "challenges.actions", "C1.1")[::2] == ["Department of Peace Operations", "in progress"]


def test_a_case_says_what_it_cannot_show(chain: Chain, cast: Cast) -> None:
    case = f.case_study(chain, cast)
    case.links.create(indicator=Indicator.objects.get(), bearing="supports", why_en="A case in point.")
    f.release(chain, cast, case)
    document = report(chain)
    heading = pieces(document)["case.burkina-faso"]
    assert isinstance(heading, Heading)
    assert said(document, "case.burkina-faso.evidence").endswith("2.4.2: A case in point.")
    assert said(document, "case.burkina-faso.limits") == "What this case cannot show. What it cannot show."


def test_the_comparison_lists_what_has_changed_since_the_last_report(chain: Chain, cast: Cast) -> None:
    single.revise(cast, "revision", "Later payments are in.", value=Decimal("17.2"))
    document = report(chain, since=1)
    assert said(document, "changes.answer") == (
        "Between release 1 and release 3, 2 entries of the record have changed."
        " Values revised: better data: 1; New values: 1."
    )
    assert row(document, "changes.revised", "2.4.2") == [
        "Value for 2020 revised: better data: ≈16.5% → ≈17.2%",
        "Later payments are in.",
        "3",
    ]
    assert said(report(chain, since=3), "changes.answer") == "Nothing has changed between release 3 and release 3."


def test_a_release_that_there_is_not_is_refused(chain: Chain) -> None:
    with pytest.raises(OutsideTheRecord, match="There is no release 9 of reform"):
        report(chain, release=9)


def test_its_title_is_that_of_its_author_or_the_name_of_the_framework(chain: Chain) -> None:
    assert report(chain).title.value == "A framework"
    assert report(chain, title={"en": "Review"}).title.value == "Review"
    assert report(chain, "fr", title={"en": "Review"}).title.language == "en"


@pytest.mark.parametrize("indicators", [3, 30, pytest.param(300, marks=pytest.mark.trust)])
def test_it_takes_the_same_queries_however_many_indicators_there_are(indicators: int) -> None:
    chain = publish(indicators)
    with CaptureQueriesContext(connection) as found:
        report(chain, since=1, first=date(2020, 1, 1))
    assert len(found) == QUERIES
