"""The filters of the front page: they hold in the address, say what they leave out, and never make a count of their own."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import PATHS
from tests import factories as f
from tests.cast import Cast
from tests.web.test_overview import page, publish, verdict

pytestmark = pytest.mark.django_db

FRONT = "/en/reform/"
ALL = ["1.1.1", "1.1.2", "1.2.1", "1.2.2", "2.1.1"]


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """Five indicators: four that are judged, one of context; a case study in Burkina Faso supports 1.2.1."""
    chain = publish(
        cast,
        {
            "1.1.1": {**verdict("improved", "reform"), "value": "16.5", "target": True},
            "1.1.2": verdict("deteriorated", "external", value="1"),
            "1.2.1": verdict("improved", "both"),
            "1.2.2": {"about": {"role": "context", "kind": "qualitative"}, "no": True},
            "2.1.1": {"no": True},
        },
    )
    case = f.case_study(chain, cast, title_en="Seen in Burkina Faso")
    case.places.create(country=f.country())
    case.links.create(indicator=f.Indicator.objects.get(code="1.2.1"), bearing="supports")
    elsewhere = f.challenge(chain, cast, title_en="Far from here")
    elsewhere.initiatives.create(initiative=f.Initiative.objects.get(code="2.1"))
    f.release(chain, cast, f.initiative(chain, cast, "2.2", name_en="Without a measure"), case, elsewhere)
    chain.refresh_from_db()
    return chain


def get(query: str, path: str = FRONT) -> Any:
    return Client().get(f"{path}?{query}")


def codes(query: str) -> list[str]:
    """Of the indicators that are listed."""
    return re.findall(r'<tr role="row" id="i-([\d.]+)">', page(f"{FRONT}?{query}"))


def said(query: str, path: str = FRONT) -> str:
    found = re.sub(r"<(script|select).*?</\1>", " ", page(f"{path}?{query}"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


# ---------- what fits ----------
@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", ALL),
        ("objective=1", ["1.1.1", "1.1.2", "1.2.1", "1.2.2"]),
        ("objective=2", ["2.1.1"]),
        ("status=on_track", ["1.1.1"]),
        ("status=no_target", ["1.1.2", "1.2.1", "2.1.1"]),
        ("verdict=improved", ["1.1.1", "1.2.1"]),
        ("verdict=unjudged", ["2.1.1"]),
        ("cause=external", ["1.1.2"]),
        ("kind=qualitative", ["1.2.2"]),
        ("country=BFA", ["1.2.1"]),
        ("verdict=improved&cause=reform&objective=1&kind=quantitative", ["1.1.1"]),
        ("verdict=improved&objective=2", []),
        ("objective=&status=&verdict=&cause=&kind=&country=", ALL),
    ],
)
def test_an_indicator_must_fit_every_filter(chain: Chain, query: str, left: list[str]) -> None:
    assert codes(query) == left


def test_context_is_found_under_no_verdict_cause_or_status(chain: Chain) -> None:
    words = ("status=no_data", "status=no_target", "status=baseline_only", "verdict=unjudged", "verdict=no_data")
    assert all("1.2.2" not in codes(query) for query in (*words, "cause=not_assessed"))


# ---------- what is said ----------
def test_a_filtered_page_says_what_it_shows_and_of_how_many(chain: Chain) -> None:
    shown = said("verdict=improved&objective=1")
    scope = "2 of 5 indicators are shown. Everything below counts these alone. Show all indicators"
    assert re.search(rf"Objective: 1 [^.]+; Since the reform: improved *\. {re.escape(scope)}", shown)
    assert shown.index(scope) < shown.index("Better on 2 of 2 indicators since the reform, worse on none.")


def test_an_unfiltered_page_says_that_it_shows_everything(chain: Chain) -> None:
    assert "All 5 indicators are shown. 1 is context, never judged." in said("")
    assert "Everything below counts these alone." not in said("")


def test_every_count_is_of_what_is_shown(chain: Chain) -> None:
    shown = said("objective=2")
    assert "This indicator has not been judged yet." in shown
    assert "The only indicator" not in shown
    assert "1 without a target" in shown
    assert "Far from here" in shown
    assert "Seen in Burkina Faso" not in shown
    assert "This list is not filtered." in shown


def test_an_objective_alone_keeps_its_initiatives_without_a_measure(chain: Chain) -> None:
    assert "Without a measure" in said("objective=2")
    assert "Without a measure" not in said("objective=2&verdict=unjudged")


def test_where_nothing_fits_it_is_said_and_nothing_is_claimed(chain: Chain) -> None:
    shown = said("verdict=improved&objective=2")
    assert "0 of 5 indicators are shown." in shown
    assert "No indicator fits these filters." in shown
    assert "No indicator has been published yet." not in shown
    assert "Nothing has been published yet." not in shown
    assert "No challenge has been published." not in shown


def test_context_alone_is_no_answer(chain: Chain) -> None:
    assert "Only figures of context fit these filters, and context is never judged." in said("kind=qualitative")


def test_the_case_studies_of_a_country_are_those_that_happen_there(chain: Chain, cast: Cast) -> None:
    other = f.case_study(chain, cast, slug="elsewhere", title_en="Seen elsewhere")
    other.links.create(indicator=f.Indicator.objects.get(code="1.2.1"), bearing="supports")
    f.release(chain, cast, other)
    assert "Seen elsewhere" in said("")
    assert "Seen elsewhere" not in said("country=BFA")
    assert "Seen in Burkina Faso" in said("country=BFA")


def test_a_choice_says_how_many_indicators_there_are(chain: Chain) -> None:
    form = page(f"{FRONT}?verdict=improved").split('id="filter"')[1].split("</form>")[0]
    assert '<option value="improved" selected>improved (2)</option>' in form
    assert '<option value="unchanged">unchanged (0)</option>' in form
    assert '<option value="BFA">Country BFA (1)</option>' in form


# ---------- the address ----------
@pytest.mark.parametrize(
    "query",
    [
        *("status=nowhere", "verdict=improved&verdict=improved", "verdict=&verdict=improved", "objective=9"),
        *("cause=REFORM", "kind=quantitative%20", "country=bfa", "country=FRA", "objective=1%00", "country=%00"),
        *("status=no_target%3Cscript%3E", "objective=" + "9" * 3000, "verdict=%D9%A1"),
    ],
)
def test_a_value_that_nothing_has_or_that_is_repeated_is_refused(chain: Chain, query: str) -> None:
    for path in (FRONT, "/ar/reform/"):
        response = get(query, path)
        assert response.status_code == 400
        assert "<script>" not in response.content.decode().split("<h1>")[1].split("</h1>")[0]


def test_a_refusal_says_what_can_be_asked(chain: Chain) -> None:
    refusal = unescape(get("kind=red").content.decode())
    assert "Nothing can be filtered by “kind=red”." in refusal
    assert "“kind” can be: qualitative, quantitative." in refusal
    assert f'href="{FRONT}"' in refusal


def test_a_draft_is_nothing_to_filter_by(chain: Chain, cast: Cast) -> None:
    f.objective(chain, cast, "7")
    assert get("objective=7").status_code == 400


def test_a_date_before_the_objective_or_the_country_keeps_the_filter_and_finds_nothing(chain: Chain) -> None:
    assert codes("country=BFA&release=1") == []
    assert '<option value="BFA" selected>BFA (0)</option>' in page(f"{FRONT}?country=BFA&release=1")


def test_language_date_and_release_keep_the_filters_and_only_they_do(chain: Chain) -> None:
    shown = page(f"{FRONT}?release=2&verdict=improved&kind=&colour=red")
    for language in PATHS:
        assert f'href="/{language}/reform/?release=2&verdict=improved"' in shown
    form = shown.split('<details class="when">')[1].split("</form>")[0]
    assert '<input type="hidden" name="verdict" value="improved">' in form
    assert f'<a href="{FRONT}?verdict=improved">Show the newest</a>' in shown
    filters = shown.split('id="filter"')[1].split("</form>")[0]
    assert '<input type="hidden" name="release" value="2">' in filters
    assert f'<a href="{FRONT}?release=2" data-clear>' in shown


def test_a_filtered_page_is_no_page_of_its_own_for_search_engines(chain: Chain) -> None:
    assert '<meta name="robots" content="noindex">' in page(f"{FRONT}?verdict=improved")
    assert '<meta name="robots" content="noindex">' not in page(FRONT)


def test_a_name_that_is_not_translated_keeps_its_language(chain: Chain) -> None:
    shown = page("/ar/reform/?objective=1")
    assert re.search(r'<option value="1" lang="en" dir="ltr" selected>', shown)
    assert re.search(r'<p class="scope">[^<]*<b lang="en" dir="ltr">1 ', shown)
