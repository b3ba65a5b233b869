"""The page of an indicator: one projection for sentence, chart and table, what was replaced, and what is not known."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benefits.models import Indicator, IndicatorVersion
from casestudies.models import CaseStudyVersion, CorrectiveActionVersion
from reformtracker.publishing import actions
from tests import factories as f
from tests.cast import Cast
from tests.web.single import (
    NO_BASELINE,
    PAGE,
    VERDICT,
    api,
    chart,
    html,
    publish,
    revise,
    rows,
    section,
    withdraw,
    words,
)

pytestmark = pytest.mark.django_db

ABOUT = {"qualifier": "about"}
BROKEN = {"comparable": False, "break_note_en": "It counts more since 2020."}


# ---------- one projection ----------
def test_chart_table_sentence_and_api_say_the_same_numbers(cast: Cast) -> None:
    publish(cast, {**ABOUT, **VERDICT}, target={})
    served = api("/api/v1/observations/2.4.2:2020/?framework=reform")
    indicator = api("/api/v1/indicators/2.4.2/?framework=reform")
    drawn = chart()
    assert drawn["value"]["y"] == [served["value"]] == [16.5]
    assert drawn["baseline"]["y"] == [indicator["baseline"]["value"]] == [4]
    assert rows()["2020"] == "≈16.5"
    assert rows()["Baseline, 2019"] == "4"
    assert rows()["Target, 2020–2024"] == "20"
    assert "From 4 per cent in 2019 to about 16.5 per cent in 2020, towards 20 per cent over 2020–2024." in words()
    assert "78% of the way; 20% expected" in words()
    assert (indicator["progress"], indicator["expected"]) == (0.7813, 0.2003)


def test_the_sentence_is_the_text_alternative_of_the_chart(cast: Cast) -> None:
    publish(cast, ABOUT, target={})
    assert 'role="img" aria-label="From 4 per cent in 2019 to about 16.5 per cent in 2020' in html()


def test_the_drawing_is_there_without_a_script_and_nothing_is_inline(cast: Cast) -> None:
    publish(cast, ABOUT, target={})
    page = html()
    assert '<svg class="chart"' in page
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page


def test_the_page_takes_as_many_queries_for_eight_values_as_for_two(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    chain = publish(cast, {"period": "2020"}, {"period": "2021"}, target={}, reporting_until=date(2100, 12, 31))
    with CaptureQueriesContext(connection) as few:
        html()
    thing = Indicator.objects.get()
    more = [f.observation(thing, cast, str(year), comparable=False, break_note_en="New.") for year in range(2022, 2028)]
    f.release(chain, cast, *more)
    with django_assert_max_num_queries(len(few)):
        html()


# ---------- facts and verdicts ----------
def test_what_was_computed_never_stands_for_the_given_verdict(cast: Cast) -> None:
    publish(cast, ABOUT, target={})
    assert "Since the reform not yet judged by about 12.5 points the figures alone say: improved" in words()
    given = section("h-verdicts")
    assert "Computed from the figures improved" in given
    assert "Given by a person not yet judged" in given


def test_both_verdicts_stand_side_by_side_with_the_rule_and_its_inputs(cast: Cast) -> None:
    publish(cast, {**ABOUT, **VERDICT}, target={})
    said = section("h-verdicts")
    assert "Value: about 16.5 per cent. Baseline: 4 per cent. Wanted direction: increase." in said
    assert "moved the wanted way by at least 0.5, so: improved." in said
    assert "(16.5 − 4) ÷ (20 − 4) = 0.78" in said
    assert "Given by the source improved So it says." in said
    assert "Cause: not assessed. Confidence: not recorded. The two agree." in said


def test_a_differing_verdict_points_to_its_reason(cast: Cast) -> None:
    publish(cast, {**ABOUT, **VERDICT, "verdict": "unchanged", "justification_en": "Prices rose as much."}, target={})
    said = section("h-verdicts")
    assert "Prices rose as much." in said
    assert "The two differ: the text above says why." in said


def test_across_a_break_the_page_says_that_nothing_is_counted(cast: Cast) -> None:
    publish(cast, {**ABOUT, **BROKEN}, target={})
    assert "Worked out across a break in the series: it enters no count." in section("h-verdicts")
    assert "1 Break in the series. It counts more since 2020. The two points are therefore not joined." in words()


def test_a_status_is_greyed_while_an_update_is_late(cast: Cast) -> None:
    publish(cast, ABOUT, target={}, reporting_until=date(2100, 12, 31))
    page = html()
    assert 'c-none"><svg class="g c-none" aria-hidden="true" focusable="false"><use href="#s-on_track"/>' in page
    assert "nothing newer since 31 March 2022" in words()


def test_what_falls_short_shows_its_action_or_that_none_is_recorded(cast: Cast) -> None:
    chain = publish(cast, {"value": "4.1"}, target={})
    assert "Corrective action none recorded" in words()
    action: CorrectiveActionVersion = f.corrective_action(
        chain, cast, title_en="Open a second call", progress="in_progress"
    )
    action.indicators.create(indicator=Indicator.objects.get())
    f.release(chain, cast, f.challenge(chain, cast), action)
    assert "Corrective action in progress Open a second call" in words()


def test_a_case_study_says_whether_it_supports_or_contradicts(cast: Cast) -> None:
    chain = publish(cast, ABOUT, target={})
    case: CaseStudyVersion = f.case_study(chain, cast, title_en="On the ground")
    case.links.create(indicator=Indicator.objects.get(), bearing="contradicts", why_en="Nothing crossed the border.")
    f.release(chain, cast, case)
    assert "On the ground contradicts: Nothing crossed the border. 1 case study illustrates initiative 2.4." in words()


# ---------- gaps ----------
def test_without_a_figure_there_is_no_chart_and_the_page_says_so(cast: Cast) -> None:
    publish(cast, **NO_BASELINE)
    assert "No figure has been published: there is nothing to draw." in words()
    assert "data-chart" not in html()


def test_a_missing_value_stands_in_the_table_with_its_reason(cast: Cast) -> None:
    publish(cast, {"value": None, "missing": "not_collected"}, target={})
    assert rows()["2020"] == "–"
    assert "2020 – not collected" in section("h-table")


def test_periods_ahead_late_and_never_reported_have_rows_of_their_own(cast: Cast) -> None:
    publish(cast, {"period": "2021"}, target={}, reporting_until=date(2100, 12, 31))
    said = section("h-table")
    assert "2020 – never reported" in said
    assert "late by " in said
    assert "not yet due" in said
    assert rows()["2021"] == "16.5"


# ---------- qualitative ----------
def test_a_qualitative_indicator_has_named_bands_and_no_number(cast: Cast) -> None:
    publish(cast, {"level": "some", **VERDICT}, kind="qualitative")
    page = html()
    assert '<ol class="levels" aria-hidden="true"><li><span>full</span></li><li><span>some</span></li>' in page
    assert rows()["2020"] == "some"
    assert "some some latest, 2020" in section("h-rubric")
    assert chart()["value"]["hovertext"] == ["2020\u2002some"]
    assert 'class="v"' not in page


# ---------- history ----------
@pytest.mark.bar("B46")
def test_a_superseded_value_stays_in_the_history_with_the_reason(cast: Cast) -> None:
    publish(cast, {"value": "9"}, target={})
    revise(cast, "revision", "The final accounts came in.", value=Decimal("16.5"))
    said = section("h-history")
    assert "Release 3" in said
    assert "Value for 2020 revised: better data: 9% 16.5% Why: The final accounts came in." in said
    assert "First value for 2020: 9%" in said
    assert "was 9% until it was revised" in section("h-table")
    assert chart()["was"]["y"] == [9]


def test_a_snapshot_before_a_release_does_not_know_it(cast: Cast) -> None:
    publish(cast, {"value": "9"}, target={})
    revise(cast, "revision", "The final accounts came in.", value=Decimal("16.5"))
    before, first = words(f"{PAGE}?release=2"), words(f"{PAGE}?release=1")
    assert rows(f"{PAGE}?release=2")["2020"] == "9"
    assert "16.5" not in before
    assert "final accounts" not in before
    assert "9 per cent" not in first
    assert "No later value has been published." in first


def test_the_history_names_roles_and_never_people(cast: Cast) -> None:
    publish(cast, {**ABOUT, **VERDICT}, target={})
    page = html()
    assert "entered by a contributor, approved by a reviewer, released by a publisher" in page
    people = (cast.contributor, cast.reviewer, cast.publisher)
    assert not [person.username for person in people if person.username in page]


# ---------- withdrawal ----------
def test_a_withdrawn_value_is_gone_and_its_notice_stays(cast: Cast) -> None:
    publish(cast, ABOUT, target={})
    withdraw(cast, "The figure was another fund's.")
    said = words()
    assert rows()["2020"] == "–"
    assert "The figure was another fund's." in said
    assert "16.5" not in html()
    assert "Value for 2020 withdrawn" in section("h-history")


def test_a_withdrawn_period_has_one_row(cast: Cast) -> None:
    publish(cast, ABOUT, target={})
    withdraw(cast, "The figure was another fund's.")
    assert list(rows()) == ["Baseline, 2019", "2020", "2021–2024", "Target, 2020–2024"]


@pytest.mark.bar("B47")
def test_an_earlier_snapshot_keeps_a_withdrawn_value_with_the_notice(cast: Cast) -> None:
    publish(cast, ABOUT, target={})
    withdraw(cast, "The figure was another fund's.")
    path = f"{PAGE}?release=2"
    assert rows(path)["2020"] == "≈16.5"
    assert "withdrawn since: " in section("h-table", path)
    assert "The figure was another fund's." in section("h-table", path)


def test_a_withdrawn_indicator_shows_its_notice_and_nothing_else(cast: Cast) -> None:
    chain = publish(cast, ABOUT, target={}, name_en="Share across borders")
    withdraw(cast, "With its indicator.")
    thing = Indicator.objects.get()
    f.release(
        chain, cast, actions.withdraw(thing, IndicatorVersion, by=cast.contributor, reason="It measured another thing.")
    )
    page = words()
    assert "It measured another thing." in page
    assert "Share across borders" not in page
    assert "16.5" not in page
    assert "Withdrawn since" in words(f"{PAGE}?release=2")
    assert "Share across borders" in words(f"{PAGE}?release=2")


def test_what_is_not_public_in_the_snapshot_is_not_found(cast: Cast) -> None:
    chain = publish(cast, ABOUT, target={})
    f.release(chain, cast, f.indicator(chain, cast, "2.4.9"))
    assert Client().get("/en/reform/indicators/2.4.9/").status_code == 200
    assert Client().get("/en/reform/indicators/2.4.9/?release=2").status_code == 404
    assert Client().get("/en/reform/indicators/9.9.9/").status_code == 404


# ---------- citing, downloading, languages ----------
def test_the_citation_names_sources_day_and_release_and_an_address_that_stays(cast: Cast) -> None:
    publish(cast, ABOUT, target={})
    said = section("h-cite")
    assert "Reform Tracker, indicator 2.4.2, as it stood on" in said
    assert "(release 2). Sources: A/75/202, para. 38." in said
    assert "http://testserver/en/reform/indicators/2.4.2/?release=2" in said


def _status(path: str) -> int:
    """Read to its end, as a browser does: a file is closed then."""
    response = Client().get(path)
    if response.streaming:
        assert b"".join(response.streaming_content)
    return int(response.status_code)


def test_every_download_and_link_of_the_page_exists(cast: Cast) -> None:
    publish(cast, {**ABOUT, **BROKEN, **VERDICT}, target={})
    page = html(f"{PAGE}?release=2")
    links = {unescape(link) for link in re.findall(r'(?:href|src)="([^"#][^"]*)"', page)}
    own = [link.removeprefix("http://testserver") for link in links if not link.startswith("https://")]
    pages = [link for link in own if link.startswith("/") and not link.startswith("/static/")]
    assert len(pages) > 10
    assert {link: status for link in pages if (status := _status(link)) != 200} == {}
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert {link[1:] for link in re.findall(r'href="(#[^"]+)"', page)} <= ids


def test_a_text_that_is_not_translated_says_so_and_keeps_its_language(cast: Cast) -> None:
    publish(cast, ABOUT, target={}, name_en="Share across borders")
    page = html("/ar/reform/indicators/2.4.2/")
    assert '<span lang="en" dir="ltr">Share across borders</span>' in page
    assert 'class="untranslated"' in page
    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_the_page_speaks_every_language_of_the_address(cast: Cast, language: str) -> None:
    publish(cast, {**ABOUT, **VERDICT}, target={})
    response: Any = Client().get(f"/{language}/reform/indicators/2.4.2/")
    assert response.status_code == 200
    assert response.headers["Content-Language"].startswith(language)
    assert not response.cookies


# ---------- to take along ----------
def test_every_format_can_be_downloaded_in_the_readers_language_and_snapshot(cast: Cast) -> None:
    publish(cast, {**ABOUT, **VERDICT}, target={})
    asked = {"": "framework=reform", "?release=1": "framework=reform&release=1"}
    for query, of in asked.items():
        page = unescape(html(f"{PAGE}{query}"))
        assert f'href="/api/v1/export/observations.csv?{of}&indicator=2.4.2" download>CSV' in page
        assert f'href="/api/v1/export/tracker.xlsx?{of}&indicator=2.4.2" download>XLSX' in page
    arabic = unescape(html(PAGE.replace("/en/", "/ar/")))
    assert "/api/v1/export/observations.csv?framework=reform&lang=ar&indicator=2.4.2" in arabic


def test_a_download_has_every_value_with_unit_source_date_and_licence(cast: Cast) -> None:
    publish(cast, {**ABOUT, **VERDICT}, {"period": "2021", "value": "18"}, target={})
    found = re.search(r'href="([^"]+observations\.csv[^"]+)"', html())
    assert found
    sent = b"".join(Client().get(unescape(found[1])).streaming_content).decode()
    lines = list(csv.DictReader(io.StringIO(sent)))
    assert [(line["period"], line["value"]) for line in lines] == [("2020", "16.5"), ("2021", "18")]
    for line in lines:
        assert line["unit_label"]
        assert line["sources"]
        assert (line["as_of_release"], line["licence"]) == ("2", "CC BY 4.0")
        assert line["as_of"]
