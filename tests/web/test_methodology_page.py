from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from benefits.measures import LEEWAY, Cause, Status, Verdict
from benefits.models import IndicatorVersion
from reformtracker.publishing import actions
from tests import factories as f
from tests.cast import Cast
from tests.web.single import NO_BASELINE, PAGE, VERDICT, api, html, publish, section, words

pytestmark = pytest.mark.django_db

METHOD = "/en/methodology/"


def ids(path: str = METHOD) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html(path))


# ---------- the rules ----------
def test_every_status_has_a_rule_with_its_shape_to_which_a_page_can_point(cast: Cast) -> None:
    page = html(METHOD)
    rules = page[page.index('<ol class="rules">') : page.index("</ol>", page.index('<ol class="rules">'))]
    for status in Status:
        assert f'id="status-{status}"' in rules
        assert f'href="#s-{status}"' in rules
    order = re.findall(r'id="status-(\w+)"', rules)
    assert order == [
        *("context", "no_data", "no_target", "baseline_only", "achieved"),
        *("behind", "worsening", "on_track", "undetermined"),
    ]


@pytest.mark.parametrize("word", [*Verdict, *Cause])
def test_every_verdict_and_every_cause_is_shown_with_its_shape(word: str) -> None:
    family = "d" if word in list(Verdict) else "c"
    assert f'href="#{family}-{word}"' in html(METHOD)


@pytest.mark.parametrize(
    "anchor",
    [
        *("path", "verdict", "computed", "difference", "headlines", "cause", "change", "maintain", "materiality"),
        *("target", "whole-period", "rubric", "progress", "expected", "bounds", "breaks", "lateness", "gaps"),
        *("snapshots", "correction", "withdrawal", "redaction", "names", "limits", "words"),
    ],
)
def test_every_rule_has_an_address(anchor: str) -> None:
    found = ids()
    assert anchor in found
    assert len(found) == len(set(found))


def test_the_contents_lead_to_every_chapter(cast: Cast) -> None:
    publish(cast, {"qualifier": "about"}, target={})
    page = html(METHOD)
    contents = page.split('<nav class="toc"')[1].split("</nav>")[0]
    chapters = re.findall(r'<section class="sec[^"]*" id="([^"]+)"', page)
    assert [link.removeprefix("#") for link in re.findall(r'href="([^"]+)"', contents)] == chapters


def test_what_the_report_does_not_say_is_called_our_addition() -> None:
    assert "“Unchanged”, “both” and “no data” are our additions" in words(METHOD)


def test_the_leeway_is_the_one_that_is_computed_with() -> None:
    assert Decimal("0.1") == Decimal(LEEWAY.numerator) / LEEWAY.denominator
    assert "no more than 0.1 below the way expected" in words(METHOD)


def test_the_opening_counts_the_verdicts_of_the_record(cast: Cast) -> None:
    assert "A verdict has been given" not in words(METHOD)
    chain = publish(cast, {**VERDICT}, target={})
    f.release(chain, cast, f.indicator(chain, cast, "2.4.1"), f.indicator(chain, cast, "2.4.3", role="context"))
    assert "A verdict has been given on 1 of 2 indicators." in words(METHOD)


# ---------- the example ----------
def test_the_example_puts_the_figures_of_the_record_into_the_formulas(cast: Cast) -> None:
    publish(cast, {"value": "16.5", "qualifier": "about", **VERDICT}, target={})
    said = section("h-example", METHOD)
    assert "b Baseline 4% 31 December 2019 A/75/202, para. 38" in said
    assert "v Latest value ≈16.5% 31 December 2020 A/75/202, para. 38" in said
    assert "T Target 20% 31 December 2024 A/75/202, para. 38" in said
    assert "m Materiality 0.5 set for this indicator" in said
    assert "(16.5 − 4) ÷ (20 − 4) = 0.78" in said
    assert "366 ÷ 1,827 = 0.2" in said
    assert "The value moved the wanted way by at least 0.5, so: improved." in said
    assert "on track By the rule above" in said
    assert "The two agree." in said


def test_page_and_api_give_what_the_example_gives(cast: Cast) -> None:
    publish(cast, {"value": "16.5", "qualifier": "about", **VERDICT}, target={})
    served = json.loads(unescape(re.findall(r"<code>(\{.*?\})</code>", html(METHOD))[0]))
    indicator = api("/api/v1/indicators/2.4.2/")
    assert served == {name: indicator[name] for name in ("change", "progress", "expected", "status")}
    for said in ("(16.5 − 4) ÷ (20 − 4) = 0.78", "at the end of 2020: 78% of the way; 20% expected by then"):
        assert said in words(METHOD)
        assert said in words(PAGE)
    assert 'href="#status-on_track"' in html(METHOD)
    assert 'href="/en/methodology/#status-on_track"' in html(PAGE)


def test_the_example_is_of_the_day_that_is_asked_for(cast: Cast) -> None:
    chain = publish(cast, {"value": "16.5"}, target={})
    draft = actions.revise(f.Indicator.objects.get(), IndicatorVersion, by=cast.contributor, version_kind="correction")
    draft.baseline_value, draft.reason_en = Decimal(5), "A slip."
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.release(chain, cast, draft)
    assert "(16.5 − 5) ÷ (20 − 5)" in words(METHOD)


@pytest.mark.parametrize(
    ("about", "values"),
    [
        ({"target": {}}, []),
        ({"target": {}, **NO_BASELINE}, [{}]),
        ({}, [{}]),
        ({"target": {"value": "4"}, "desired_direction": "maintain"}, [{}]),
    ],
)
def test_without_an_indicator_that_has_it_all_there_is_no_example(
    cast: Cast, about: dict[str, Any], values: list[dict[str, Any]]
) -> None:
    publish(cast, *values, **about)
    page = html(METHOD)
    assert 'id="example"' not in page
    assert 'href="#example"' not in page


def test_another_indicator_stands_in_where_the_preferred_one_lacks_something(cast: Cast) -> None:
    chain = publish(cast, {})
    other = f.indicator(chain, cast, "2.4.10", name_en="Another")
    f.target(other)
    f.release(chain, cast, other)
    f.release(chain, cast, f.observation(other.thing, cast))
    assert "2.4.10 Another" in section("h-example", METHOD)


def test_where_the_line_bends_no_days_are_shown(cast: Cast) -> None:
    chain = f.chain()
    share = f.indicator(chain, cast)
    f.target(share, "10", date(2020, 6, 30), basis="by_date", start=None, period="")
    f.target(share, "20", date(2024, 12, 31), basis="by_date", start=None, period="")
    f.release(chain, cast, f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast), share)
    f.release(chain, cast, f.observation(share.thing, cast))
    said = section("h-example", METHOD)
    assert "(16.5 − 4) ÷ (20 − 4)" in said
    assert "days from the end" not in said


def test_a_break_in_the_series_is_said_in_the_example(cast: Cast) -> None:
    publish(cast, {"comparable": False, "break_note_en": "Counts more."}, target={})
    assert "Worked out across a break in the series: it enters no count." in section("h-example", METHOD)


def test_invented_data_are_no_example(cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    share = f.indicator(demo, cast)
    f.target(share)
    f.release(demo, cast, f.framework(demo, cast), share)
    f.release(demo, cast, f.observation(share.thing, cast))
    assert 'id="example"' not in html(METHOD)


# ---------- names ----------
def test_the_languages_of_official_names_come_from_the_record(cast: Cast) -> None:
    chain = f.chain()
    f.release(chain, cast, f.framework(chain, cast, official="zh, en"))
    said = section("h-names", METHOD)
    assert "A framework: official names of the framework, its objectives and its initiatives in 中文 , English" in said
    assert '<bdi lang="zh-Hans">中文</bdi>' in html(METHOD)


@pytest.mark.parametrize("lang", ["ar", "zh", "en", "fr", "ru", "es"])
def test_it_can_be_read_before_anything_is_published(lang: str) -> None:
    assert Client().get(f"/{lang}/methodology/").status_code == 200
