from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from casestudies.models import Country
from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from reformtracker.web import results
from tests import factories as f
from tests.cast import Cast
from tests.planted import SECRET, plant
from tests.web.single import html, words

pytestmark = pytest.mark.django_db

PAGE = "/en/search/"


def ask(asked: str, lang: str = "en", **query: str) -> str:
    extra = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/{lang}/search/?q={quote(asked)}{extra}"


def found(asked: str, lang: str = "en", **query: str) -> dict[str, list[tuple[str, str]]]:
    """By kind: name and address of each result."""
    page = html(ask(asked, lang, **query))
    groups = re.findall(r'<section class="sec" aria-label="([^"]+)">(.*?)</section>', page, re.DOTALL)
    return {
        unescape(title): [
            (" ".join(unescape(re.sub(r"<[^>]+>", "", name)).split()), unescape(url))
            for url, name in re.findall(r'<div><a href="([^"]+)">(.*?)</a>', rows, re.DOTALL)
        ]
        for title, rows in groups
    }


def names(asked: str, lang: str = "en", **query: str) -> list[str]:
    return [name for group in found(asked, lang, **query).values() for name, _url in group]


def publish_one_of_each(chain: Chain, cast: Cast) -> None:
    case = f.case_study(chain, cast, title_en="Walking together", summary_en="In the valleys.")
    case.paragraphs.create(text_en="The bridge was rebuilt.", paragraph="17", position=0)
    f.release(
        chain,
        cast,
        f.objective(chain, cast, "3", name_en="Third goal"),
        f.initiative(chain, cast, "3.1", name_en="Whole of pillar", expected_benefit_en="Less duplication."),
        f.indicator(chain, cast, "3.1.1", name_en="Joint offices", definition_en="Offices that serve both."),
        f.milestone(chain, cast, title_en="Doors opened", text_en="On a Tuesday."),
        f.challenge(chain, cast, "C1", title_en="Slow hiring"),
        f.corrective_action(chain, cast, "C1.1", title_en="Hire faster"),
        case,
    )


# ---------- what is found ----------
@pytest.mark.parametrize(
    ("asked", "kind", "name", "url"),
    [
        ("third", "Objectives", "Third goal", "/en/reform/objectives/3/"),
        ("pillar", "Initiatives", "Whole of pillar", "/en/reform/initiatives/3.1/"),
        ("duplication", "Initiatives", "Whole of pillar", "/en/reform/initiatives/3.1/"),
        ("JOINT office", "Indicators", "Joint offices", "/en/reform/indicators/3.1.1/"),
        ("serve both", "Indicators", "Joint offices", "/en/reform/indicators/3.1.1/"),
        ("tuesday", "Milestones", "Doors opened", "/en/reform/timeline/#m-new-departments"),
        ("slow", "Challenges", "Slow hiring", "/en/reform/challenges/#c-C1"),
        ("faster", "Corrective actions", "Hire faster", "/en/reform/challenges/#act-C1.1"),
        ("3.1.1", "Indicators", "Joint offices", "/en/reform/indicators/3.1.1/"),
        ("A/75/202", "Documents", "A report", "/en/sources/a-75-202/"),
        ("a report", "Documents", "A report", "/en/sources/a-75-202/"),
    ],
)
def test_everything_that_has_a_place_is_found_by_its_words_and_leads_there(
    chain: Chain, cast: Cast, asked: str, kind: str, name: str, url: str
) -> None:
    publish_one_of_each(chain, cast)
    assert (name, url) in found(asked)[kind]
    assert Client().get(url).status_code == 200


def test_an_initiative_is_found_by_the_entity_that_leads_it(chain: Chain, cast: Cast) -> None:
    draft = f.initiative(chain, cast, "3.1", name_en="Whole of pillar")
    office = Entity.objects.create(code="pbso", acronym="PBSO", name_en="Support Office")
    draft.leads.create(entity=office, position=0)
    f.release(chain, cast, f.objective(chain, cast, "3"), draft)
    assert names("pbso") == names("support office") == ["Whole of pillar"]


def test_a_paragraph_finds_what_rests_on_it_and_where_the_document_is_told(chain: Chain) -> None:
    groups = found("A/75/202 para 38")
    assert ("Indicator 2.4.2", "/en/reform/indicators/2.4.2/") in groups["Indicators"]
    assert groups["Documents"] == [("A report", "/en/sources/a-75-202/#p-38")]
    assert "A/75/202, para. 38" in words(ask("para 38"))
    assert found("para 39") == {}


def test_a_value_leads_to_its_indicator_by_the_paragraph_it_rests_on(chain: Chain, cast: Cast) -> None:
    value = f.observation(f.Indicator.objects.get(), cast, "2021", "17")
    value.citations.all().delete()
    value.citations.create(document=f.document("A/76/1"), paragraph="5", paragraph_to="9")
    f.release(chain, cast, value)
    groups = found("A/76/1 7")
    assert groups["Indicators"] == [("Indicator 2.4.2", "/en/reform/indicators/2.4.2/")]
    assert "A/76/1, paras 5–9" in words(ask("A/76/1 7"))
    assert groups["Documents"] == [("A report", "/en/sources/a-76-1/#p-7")]


def test_a_country_is_found_where_it_has_a_page(chain: Chain, cast: Cast) -> None:
    case = f.case_study(chain, cast, title_en="Walking together")
    case.places.create(country=Country.objects.create(iso3="BFA", name_en="Burkina Faso"), position=0)
    f.release(chain, cast, case)
    for groups in (found("burkina"), found("bfa")):
        assert all(Client().get(url).status_code == 200 for group in groups.values() for _name, url in group)


# ---------- languages ----------
def test_a_reader_finds_in_their_language_and_in_english(chain: Chain, cast: Cast) -> None:
    draft = f.indicator(chain, cast, "3.1.1", name_en="Joint offices", name_fr="Bureaux communs", name_ru="Общие бюро")
    f.release(chain, cast, draft)
    assert names("communs", "fr") == names("offices", "fr") == ["Bureaux communs"]
    assert names("communs", "en") == []
    # Letters that belong to one language are searched in it.
    assert names("бюро", "en") == ["Joint offices"]


def test_a_name_that_is_not_translated_says_so(chain: Chain) -> None:
    page = html(ask("2.4.2", "ar"))
    assert '<span lang="en" dir="ltr">Indicator 2.4.2</span>' in page


def test_a_snippet_shows_where_it_matched_in_the_language_of_the_text(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.milestone(chain, cast, title_en="Doors opened", text_en="Two houses became one."))
    assert '<p class="quiet" lang="en" dir="ltr">Two <b>houses</b> became one.</p>' in html(ask("houses", "ar"))


# ---------- only what is public ----------
def test_no_word_of_a_draft_is_found_or_counted_or_suggested(chain: Chain, cast: Cast) -> None:
    before = {asked: words(ask(asked)) for asked in ("9", "2.9.1", "Q/1", "a case")}
    plant(chain, cast)
    for asked in (SECRET, f"{SECRET} name", "9 Xanthippe", "Q/1 Xanthippe"):
        assert "Nothing was found" in words(ask(asked))
    assert SECRET.lower() not in html(ask(SECRET[:-1])).lower()
    assert {asked: words(ask(asked)) for asked in before} == before


def test_what_is_planted_would_be_found_once_it_is_public(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.challenge(chain, cast, "C9", title_en=SECRET))
    assert names(SECRET) == [SECRET]
    assert names(SECRET[:-1]) == [SECRET]


def test_what_is_withdrawn_is_no_longer_found_and_the_past_still_finds_it(chain: Chain, cast: Cast) -> None:
    milestone = f.milestone(chain, cast, title_en="Doors opened")
    f.release(chain, cast, milestone)
    assert names("doors") == ["Doors opened"]
    gone = actions.withdraw(milestone.thing, type(milestone), by=cast.contributor, reason="Wrong.")
    f.release(chain, cast, gone)
    assert names("doors") == []


def test_a_superseded_word_is_found_no_more(chain: Chain, cast: Cast) -> None:
    milestone = f.milestone(chain, cast, title_en="Doors opened")
    f.release(chain, cast, milestone)
    draft = actions.revise(milestone.thing, type(milestone), by=cast.contributor, version_kind="correction")
    draft.title_en, draft.reason_en = "Gates opened", "A slip."
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.release(chain, cast, draft)
    assert (names("doors"), names("gates")) == ([], ["Gates opened"])


def test_invented_data_come_last_and_say_so(chain: Chain, cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    parts: list[Any] = [f.framework(demo, cast, name_en="Made up"), f.milestone(demo, cast, title_en="Doors")]
    f.release(demo, cast, *parts)
    f.release(chain, cast, f.milestone(chain, cast, title_en="The new doors"))
    assert names("doors") == ["The new doors", "Doors"]
    said = words(ask("doors"))
    assert said.index("A framework") < said.index("Made up Invented data")


# ---------- the page ----------
def test_the_form_alone_says_what_is_searched(chain: Chain) -> None:
    said = words(PAGE)
    assert "names, definitions and texts" in said
    assert "result" not in said
    page = html(PAGE)
    assert '<form class="find" method="get" action="/en/search/" role="search">' in page
    assert "noindex" not in page


def test_an_answer_is_one_sentence_and_no_page_for_a_search_engine(chain: Chain) -> None:
    page = html(ask("indicator"))
    assert "1 result for “\u2068indicator\u2069”." in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'value="indicator"' in page


def test_nothing_found_says_why_and_offers_what_is_near(chain: Chain) -> None:
    said = words(ask("indicatr"))
    assert "Nothing was found for “\u2068indicatr\u2069”." in said
    assert "All words must stand in one and the same text." in said
    page = html(ask("indicatr"))
    assert 'href="/en/search/?q=indicator"' in page
    for url in ("/en/reform/#all", "/en/sources/", "/en/methodology/"):
        assert f'href="{url}"' in page


def test_many_of_a_kind_are_shown_when_they_are_asked_for(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "FEW", 0)
    assert found("2.4.2") == {"Indicators": []}
    more = unescape(re.findall(r'href="([^"]+kind=indicator[^"]*)"', html(ask("2.4.2")))[-1])
    assert "Indicator 2.4.2" in words(more)
    assert found("2.4.2", kind="nonsense") == {"Indicators": []}


def test_the_snapshot_and_the_question_stay_with_the_reader(chain: Chain) -> None:
    day = f"{chain.releases.get(number=1).released_at:%Y-%m-%d}"
    page = html(ask("indicator", as_of=day))
    assert f'<input type="hidden" name="as_of" value="{day}">' in page
    assert f'href="/fr/search/?as_of={day}&amp;q=indicator"' in page
    assert f"/en/reform/indicators/2.4.2/?as_of={day}" in page
    assert '<input type="hidden" name="q" value="indicator">' in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ED%A0%80",
        "q=%FF%FE",
        "q=%27%3B--",
        "q=" + "%25" * 300,
        "q=a&kind=%00",
        "kind=x",
        "q=%E2%80%AE",
        "q=para+99999999",
    ],
)
def test_whatever_is_asked_is_answered(chain: Chain, query: str) -> None:
    for path in (PAGE, "/ar/search/"):
        assert Client().get(f"{path}?{query}").status_code == 200


def test_what_is_too_long_is_cut_and_said(chain: Chain) -> None:
    said = words(ask("indicator " * 60))
    assert "only its first 200 characters have been read" in said


def test_a_question_is_never_markup(chain: Chain) -> None:
    assert "<script>alert" not in html(ask("<script>alert(1)</script>"))


def test_a_site_without_data_finds_nothing() -> None:
    assert "Nothing was found" in words(ask("peace"))
