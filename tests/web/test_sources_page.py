from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from benefits.models import Indicator, IndicatorVersion, Observation, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Version
from reformtracker.sources.models import Citation
from reformtracker.web import resting
from tests import factories as f
from tests.cast import Cast
from tests.web.single import html, words

pytestmark = pytest.mark.django_db

LIST = "/en/sources/"
PATH = "/en/sources/a-75-202/"


def cited(version: Any, *places: str, symbol: str = "A/75/202", **about: Any) -> Any:
    """With these places alone; a range is written 46-50."""
    version.citations.all().delete()
    for place in places:
        first, _, last = place.partition("-")
        version.citations.create(document=f.document(symbol), paragraph=first, paragraph_to=last, **about)
    return version


def under(anchor: str, path: str = PATH) -> str:
    """The words under one paragraph."""
    found = re.search(rf'<div id="{re.escape(anchor)}">(.*?)</dl></div>', html(path), re.DOTALL)
    assert found, anchor
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def anchors(path: str = PATH) -> list[str]:
    return re.findall(r'<div id="(p-[^"]*)">', html(path))


# ---------- the list ----------
def test_every_document_that_is_cited_is_listed_with_how_much_rests_on_it(chain: Chain, cast: Cast) -> None:
    f.document("A/74/688", title_en="Not cited by anything")
    f.release(chain, cast, cited(f.milestone(chain, cast), "1", symbol="A/72/525"))
    said = words(LIST)
    assert "The published record rests on 2 documents." in said
    assert (
        "A/75/202 A report 18 November 2020 5 Framework: 1; Objectives: 1; Initiatives: 1; Indicators: 1; Values: 1"
        in said
    )
    assert "A/72/525 A report 18 November 2020 1 Milestones: 1" in said
    assert "A/74/688" not in said


def test_a_date_of_a_document_is_as_exact_as_it_is_known(chain: Chain, cast: Cast) -> None:
    f.document("A/74/688", public_by=date(2020, 9, 30), public_by_precision="month")
    f.release(chain, cast, cited(f.milestone(chain, cast), "1", symbol="A/74/688"))
    assert "A/74/688 A report September 2020 1" in words(LIST)
    assert "Public by September 2020" in words("/en/sources/a-74-688/")


def test_a_document_is_read_in_the_language_of_the_reader_or_has_no_link(chain: Chain, cast: Cast) -> None:
    f.document("Letter", link="")
    f.release(chain, cast, cited(f.milestone(chain, cast), "1", symbol="Letter"))
    assert 'href="https://undocs.org/fr/A/75/202"' in html("/fr/sources/")
    assert "no link known" in words("/en/sources/letter/")


def test_a_site_without_data_says_so() -> None:
    assert "Nothing has been published yet." in words(LIST)
    assert Client().get(PATH).status_code == 404


def test_a_release_is_of_one_framework_and_refused(chain: Chain) -> None:
    assert Client().get(f"{LIST}?release=1").status_code == 400
    assert Client().get(f"{PATH}?release=1").status_code == 400


def test_several_frameworks_are_told_apart_and_an_invented_one_says_so(chain: Chain, cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    f.release(demo, cast, f.framework(demo, cast, name_en="Made up"), f.initiative(demo, cast, "7.1"))
    assert "A framework Made up (Invented data)" in words(LIST)
    assert "7.1 Initiative 7.1 Made up (Invented data)" in under("p-38")
    assert 'href="/en/demo/initiatives/7.1/"' in html(PATH)


def test_invented_data_are_no_facts(chain: Chain, cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    made_up = [cited(f.framework(demo, cast), "1"), cited(f.milestone(demo, cast), "1", symbol="X/1")]
    f.release(demo, cast, *made_up)
    assert "The published record rests on 1 document." in words(LIST)
    assert "5 facts of the published record rest on it. It is cited at 1 place." in words(PATH)
    assert "Values: 1; Invented data: 1" in words(PATH)
    assert "Only invented data cite this document." in words("/en/sources/x-1/")


# ---------- one document ----------
def test_a_paragraph_tells_what_became_of_it(chain: Chain) -> None:
    assert under("p-38") == (
        "para. 38 Framework A framework Objectives 2 Objective 2 Initiatives 2.4 Initiative 2.4 "
        "Indicators 2.4.2 Indicator 2.4.2 Definition; Baseline: 4 per cent in 2019; "
        "Target: 20 per cent over 2020–2024 "
        "Values 2.4.2 Indicator 2.4.2 about 16.5 per cent in 2020"
    )
    assert "5 facts of the published record rest on it. It is cited at 1 place." in words(PATH)


def test_every_kind_leads_to_where_it_is_told(chain: Chain, cast: Cast) -> None:
    challenge, action = f.challenge(chain, cast), f.corrective_action(chain, cast)
    f.release(chain, cast, challenge, action, f.milestone(chain, cast), f.case_study(chain, cast))
    page = html(PATH)
    for target in (
        "",
        "initiatives/2.4/",
        "indicators/2.4.2/",
        "challenges/#c-C1",
        "challenges/#act-C1.1",
        "timeline/#m-new-departments",
    ):
        assert f'href="/en/reform/{target}"' in page
    assert "Milestones Two departments 1 January 2019" in under("p-38")


def test_the_snapshot_is_kept_by_links(chain: Chain) -> None:
    day = chain.releases.get(number=2).released_at
    assert day
    assert f'href="/en/reform/indicators/2.4.2/?as_of={day:%Y-%m-%d}"' in html(f"{PATH}?as_of={day:%Y-%m-%d}")


def test_places_stand_in_the_order_of_the_document(chain: Chain, cast: Cast) -> None:
    places = ["fn. 12", "annex", "10", "9", "summary", "fn. 2", "sect. III", "38 (a)", "annex II", "title"]
    f.release(chain, cast, *[cited(f.milestone(chain, cast, f"m{n}"), place) for n, place in enumerate(places)])
    assert anchors() == [
        *("p-title", "p-summary", "p-9", "p-10", "p-38", "p-38-a"),
        *("p-sect-iii", "p-annex", "p-annex-ii", "p-fn-2", "p-fn-12"),
    ]


def test_a_range_is_listed_under_each_paragraph_that_it_covers(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, cited(f.milestone(chain, cast), "46-48"))
    assert anchors() == ["p-38", "p-46", "p-47", "p-48"]
    for anchor in ("p-46", "p-47", "p-48"):
        assert "Two departments 1 January 2019; paras 46–48" in under(anchor)


@pytest.mark.parametrize("place", ["annex I-annex III", "1-999999999999", "9-3"])
def test_a_range_that_cannot_be_counted_out_stands_at_its_first_paragraph(chain: Chain, cast: Cast, place: str) -> None:
    f.release(chain, cast, cited(f.milestone(chain, cast), place))
    assert len(anchors()) == 2


def test_a_citation_says_what_it_gives(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, cited(f.milestone(chain, cast), "10", note_en="Start of the two departments"))
    assert "Start of the two departments" in under("p-10")


def test_a_case_study_stands_with_the_paragraphs_that_it_sums_up(chain: Chain, cast: Cast) -> None:
    case = cited(f.case_study(chain, cast, title_en="Across the river"), "17")
    case.paragraphs.create(paragraph="18", text_en="A mission came.")
    f.release(chain, cast, case)
    assert "Across the river" in under("p-17")
    assert "Across the river summed up in a paragraph of the case" in under("p-18")


def test_a_case_that_cites_two_documents_leaves_open_which_one_it_sums_up(chain: Chain, cast: Cast) -> None:
    case = cited(f.case_study(chain, cast), "17")
    case.citations.create(document=f.document("A/75/735"), paragraph="4")
    case.paragraphs.create(paragraph="18", text_en="A mission came.")
    f.release(chain, cast, case)
    assert anchors() == ["p-17", "p-38"]
    assert anchors("/en/sources/a-75-735/") == ["p-4"]


def test_a_value_that_is_missing_says_why(chain: Chain, cast: Cast) -> None:
    thing = Indicator.objects.get()
    f.release(chain, cast, cited(f.observation(thing, cast, "2021", None, missing="not_published"), "40"))
    assert "The value in 2021 was not published." in under("p-40")


def test_many_values_are_counted_not_listed(chain: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "MOST", 2)
    thing = Indicator.objects.get()
    values = [cited(f.observation(thing, cast, str(year)), "40") for year in range(2021, 2026)]
    f.release(chain, cast, *values)
    said = under("p-40")
    assert said.count("16.5 per cent") == 2
    assert said.endswith("and 3 more")
    assert "more" not in under("p-38")


# ---------- what is not public ----------
def withdraw(thing: Any, kind: type[Version], chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, actions.withdraw(thing, kind, by=cast.contributor, reason="Wrong."))


def test_a_document_that_only_a_draft_cites_is_not_there(chain: Chain, cast: Cast) -> None:
    cited(f.milestone(chain, cast), "1", symbol="Q/1")
    assert Client().get("/en/sources/q-1/").status_code == 404
    assert "Q/1" not in words(LIST)


def test_what_is_withdrawn_rests_on_nothing_and_earlier_days_still_know_it(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, cited(f.observation(Indicator.objects.get(), cast, "2021"), "4", symbol="A/75/735"))
    assert Client().get("/en/sources/a-75-735/").status_code == 200
    withdraw(Observation.objects.get(period="2021"), ObservationVersion, chain, cast)
    assert Client().get("/en/sources/a-75-735/").status_code == 404
    assert "A/75/735" not in words(LIST)


def test_with_an_indicator_goes_all_that_it_says(chain: Chain, cast: Cast) -> None:
    version = f.indicator(chain, cast, "2.4.9")
    f.release(chain, cast, version)
    figure = cited(f.observation(version.thing, cast), "40")
    f.release(chain, cast, figure)
    assert "2.4.9" in under("p-40")
    for kind, thing in ((ObservationVersion, figure.thing), (IndicatorVersion, version.thing)):
        f.release(chain, cast, actions.withdraw(thing, kind, by=cast.contributor, reason="Wrong."))
    assert "p-40" not in anchors()
    assert "2.4.9" not in words(PATH)


def test_what_a_revision_replaced_is_not_told_any_more(chain: Chain, cast: Cast) -> None:
    version = f.milestone(chain, cast)
    f.release(chain, cast, cited(version, "7"))
    draft = actions.revise(version.thing, type(version), by=cast.contributor, version_kind="correction")
    draft.reason_en = "Another paragraph."
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.release(chain, cast, cited(draft, "8"))
    assert anchors() == ["p-8", "p-38"]


# ---------- the ways in ----------
def test_sources_on_other_pages_lead_to_their_paragraph(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.challenge(chain, cast), f.milestone(chain, cast))
    for page in ("indicators/2.4.2/", "initiatives/2.4/", "challenges/", "timeline/"):
        said = html(f"/en/reform/{page}")
        assert f'<a href="{PATH}#p-38">para. 38</a>' in said
        assert 'href="https://undocs.org/en/A/75/202"' in said


def test_the_interface_names_the_page_of_a_document(chain: Chain) -> None:
    said = Client().get("/api/v1/documents/a-75-202/?lang=fr").json()
    assert said["html_url"] == "http://testserver/fr/sources/a-75-202/"


def test_a_place_without_a_letter_or_digit_has_an_anchor_too(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, cited(f.milestone(chain, cast), "§"))
    assert "p-other" in anchors()
    assert Citation._meta.abstract
