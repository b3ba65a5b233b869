from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from benefits.models import ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.benefits import example
from tests.cast import Cast
from tests.reading import faults, get, read, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> Chain:
    return example.publish(cast)


REPORT = {"document": "A/75/202", "paragraph": "38", "url": "https://undocs.org/en/A/75/202"}

AIM = {"due": "2024-12-31", "basis": "whole_period", "value": 20, "level": None}

LATEST = {
    "id": "2.4.2:2020",
    "indicator": "2.4.2",
    "period": "2020",
    "start": "2020-01-01",
    "end": "2020-12-31",
    "value": 16.5,
    "level": None,
    "missing": None,
    "qualifier": "about",
    "numerator": 28.7,
    "denominator": 173.7,
    "derivation": "Of what was approved in 2020.",
    "comparable": False,
    "narrative": "Cross-border work grew.",
    "assessment": {
        "verdict": "improved",
        "cause": "not_assessed",
        "confidence": None,
        "justification": "The report says so.",
        "basis": "as_reported",
    },
    "change": "improved",
    "progress": 0.7813,
    "expected": 0.2003,
    "status": "on_track",
    "judged_against": AIM,
    "citations": [{"document": "A/75/735", "paragraph": "summary", "url": "https://undocs.org/en/A/75/735"}],
    "release": 2,
    "released_at": "2021-02-04T09:00:00Z",
    "version": 1,
    "version_kind": "first",
    "withdrawn": None,
}

INDICATOR = {
    "code": "2.4.2",
    "framework": "peace-and-security",
    "objective": "2",
    "initiative": "2.4",
    "kind": "quantitative",
    "role": "outcome",
    "name": "Indicator 2.4.2",
    "definition": "What it counts.",
    "unit": {"code": "percent", "label": "% of new investments"},
    "decimals": 1,
    "desired_direction": "increase",
    "materiality": 0.5,
    "frequency": "annual",
    "reporting_lag_months": 3,
    "reporting_until": "2024-12-31",
    "rubric": None,
    "baseline": {
        "period": "2019",
        "start": "2019-01-01",
        "end": "2019-12-31",
        "value": 4,
        "level": None,
        "qualifier": "exact",
        "citations": [REPORT],
    },
    "targets": [{**AIM, "start": "2020-01-01", "period": "2020-2024", "qualifier": "exact", "citations": [REPORT]}],
    "latest": LATEST,
    "change": "improved",
    "progress": 0.7813,
    "expected": 0.2003,
    "status": "on_track",
    "next_due": "2022-03-31",
    "days_late": 0,
    "stale": False,
    "gaps": [],
    "html_url": "http://testserver/en/peace-and-security/indicators/2.4.2/?as_of=2021-06-30",
    "url": "http://testserver/api/v1/indicators/2.4.2/?framework=peace-and-security&as_of=2021-06-30",
}


def only(found: Any, like: Any) -> Any:
    """Of what was found: the fields of the example, which may be joined by others and never change."""
    if isinstance(like, dict):
        return {name: only(found[name], value) for name, value in like.items()}
    if isinstance(like, list):
        assert len(found) == len(like)
        return [only(mine, yours) for mine, yours in zip(found, like, strict=True)]
    assert type(found) is type(like), f"{found!r} is not of the type of {like!r}"
    return found


def test_the_example_of_the_specification_is_answered_as_it_stands_there(chain: Chain) -> None:
    assert only(read("indicators/2.4.2/", as_of="2021-06-30"), INDICATOR) == INDICATOR


def test_a_list_gives_what_the_single_address_gives(chain: Chain) -> None:
    assert rows("indicators/") == [read("indicators/2.4.2/")]
    assert rows("observations/") == [read("observations/2.4.2:2020/")]


def test_before_its_release_an_observation_is_not_there(chain: Chain) -> None:
    before = read("indicators/2.4.2/", as_of="2021-02-03")
    assert before["latest"] is None
    assert before["status"] == "baseline_only"
    assert (before["change"], before["progress"], before["expected"]) == (None, None, None)
    assert before["gaps"] == ["not_judged"]
    assert rows("observations/", release=1) == []
    assert get("observations/2.4.2:2020/", release=1).status_code == 404


def test_lateness_is_counted_to_the_day_of_the_snapshot(chain: Chain) -> None:
    late = read("indicators/2.4.2/", as_of="2022-04-10")
    assert (late["next_due"], late["days_late"], late["stale"], late["gaps"]) == ("2022-03-31", 10, True, ["late"])
    assert read("indicators/2.4.2/", release=2)["days_late"] == 0


def test_a_level_and_its_rubric_are_written_out(chain: Chain, cast: Cast) -> None:
    indicator = f.indicator(chain, cast, "1.1.1", kind="qualitative")
    f.release(chain, cast, f.objective(chain, cast, "1"), f.initiative(chain, cast, "1.1"), indicator)
    some = indicator.thing.levels.get(number=2)
    f.release(chain, cast, f.observation(indicator.thing, cast, value=None, level=some))
    said = read("indicators/1.1.1/")
    level = {"code": "some", "number": 2, "label": "some"}
    assert said["latest"]["level"] == level
    assert said["latest"]["value"] is None
    assert said["rubric"][1] == {**level, "description": "some"}
    assert (said["unit"], said["baseline"], said["targets"]) == (None, None, [])
    assert (said["status"], said["gaps"]) == ("no_target", ["no_target", "no_baseline", "not_judged"])


def test_a_missing_figure_is_null_with_its_reason(chain: Chain, cast: Cast) -> None:
    thing = f.Indicator.objects.get(code="2.4.2")
    f.release(chain, cast, f.observation(thing, cast, "2021", None, missing="not_published"))
    said = read("observations/2.4.2:2021/")
    assert (said["value"], said["level"], said["missing"]) == (None, None, "not_published")
    assert read("indicators/2.4.2/")["latest"]["id"] == "2.4.2:2020"


def withdraw(chain: Chain, cast: Cast, version: Any) -> None:
    notice = actions.withdraw(version.thing, type(version), by=cast.contributor, reason="It was wrong.")
    f.release(chain, cast, notice)


def test_a_withdrawn_observation_stays_in_lists_as_a_notice(chain: Chain, cast: Cast) -> None:
    with example.moment(2021, 9, 1):
        withdraw(chain, cast, ObservationVersion.objects.live().get())
    notice = {"on": "2021-09-01", "reason": "It was wrong."}
    (now,) = rows("observations/")
    assert (now["value"], now["narrative"], now["citations"], now["withdrawn"]) == (None, None, [], notice)
    assert (now["qualifier"], now["comparable"], now["assessment"]) == (None, None, None)
    assert (now["id"], now["start"], now["version"], now["version_kind"]) == (
        "2.4.2:2020",
        "2020-01-01",
        2,
        "withdrawal",
    )
    assert read("indicators/2.4.2/")["latest"] is None


def test_the_history_of_what_was_withdrawn_says_that_it_was_and_not_what(chain: Chain, cast: Cast) -> None:
    withdraw(chain, cast, ObservationVersion.objects.live().get())
    assert [(row["version"], row["value"]) for row in rows("observations/", include_history="true")] == [
        (1, None),
        (2, None),
    ]
    earlier = rows("observations/", include_history="true", release=2)
    assert [(row["version"], row["value"]) for row in earlier] == [(1, 16.5)]


def test_earlier_snapshots_keep_what_was_withdrawn_with_the_notice(chain: Chain, cast: Cast) -> None:
    with example.moment(2021, 9, 1):
        withdraw(chain, cast, ObservationVersion.objects.live().get())
    earlier = read("observations/2.4.2:2020/", release=2)
    assert (earlier["value"], earlier["withdrawn"]["on"]) == (16.5, "2021-09-01")
    assert read("indicators/2.4.2/", release=2)["latest"]["withdrawn"]["reason"] == "It was wrong."


def test_a_withdrawn_indicator_is_a_notice_and_judges_nothing(chain: Chain, cast: Cast) -> None:
    withdraw(chain, cast, ObservationVersion.objects.live().get())
    withdraw(chain, cast, f.IndicatorVersion.objects.live().get())
    said = read("indicators/2.4.2/")
    assert (said["name"], said["targets"], said["baseline"], said["latest"]) == (None, [], None, None)
    assert (said["status"], said["next_due"], said["gaps"]) == (None, None, [])
    assert said["withdrawn"]["reason"] == "It was wrong."
    assert said["kind"] == "quantitative"


@pytest.fixture
def revised(chain: Chain, cast: Cast) -> Chain:
    draft: Any = actions.revise(
        f.Observation.objects.get(), ObservationVersion, by=cast.contributor, version_kind="correction"
    )
    draft.reason_en, draft.value = "A slip.", Decimal("17.25")
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    with example.moment(2021, 5, 3):
        f.release(chain, cast, draft)
    return chain


def test_history_lists_every_version_up_to_the_snapshot(revised: Chain) -> None:
    every = rows("observations/", include_history="true")
    assert [(row["version"], row["value"], row["superseded_in"]) for row in every] == [(1, 16.5, 3), (2, 17.25, None)]
    assert every[1]["reason"] == "A slip."
    (before,) = rows("observations/", include_history="true", release=2)
    assert (before["version"], before["superseded_in"]) == (1, None)
    assert len(rows("observations/", include_history="false")) == 1


def test_whoever_polls_gets_what_was_recorded_since(revised: Chain) -> None:
    assert [row["version"] for row in rows("observations/", updated_after="2021-02-04")] == [2]
    assert rows("observations/", updated_after="2021-05-03T09:00:00Z") == []
    assert len(rows("observations/", updated_after="2021-05-03T10:59:59+02:00")) == 1


@pytest.fixture
def wide(chain: Chain, cast: Cast) -> Chain:
    """A second indicator, for context, under another objective, with a quarter."""
    second = f.indicator(chain, cast, "1.1.1", role="context")
    f.release(chain, cast, f.objective(chain, cast, "1"), f.initiative(chain, cast, "1.1"), second)
    f.release(
        chain, cast, f.observation(second.thing, cast, "2019-Q4", "7"), f.observation(second.thing, cast, "2021", "9")
    )
    return chain


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["1.1.1:2019-Q4", "1.1.1:2021", "2.4.2:2020"]),
        ({"objective": "1"}, ["1.1.1:2019-Q4", "1.1.1:2021"]),
        ({"initiative": "2.4"}, ["2.4.2:2020"]),
        ({"indicator": "2.4.2"}, ["2.4.2:2020"]),
        ({"indicator": "9.9.9"}, []),
        ({"period_from": "2020"}, ["1.1.1:2021", "2.4.2:2020"]),
        ({"period_to": "2019-12-31"}, ["1.1.1:2019-Q4"]),
        ({"period_from": "2019-Q4", "period_to": "2020-2024"}, ["1.1.1:2019-Q4", "1.1.1:2021", "2.4.2:2020"]),
        ({"period_from": "2019-11"}, ["1.1.1:2021", "2.4.2:2020"]),
        ({"status": "on_track"}, ["2.4.2:2020"]),
        ({"verdict": "improved", "cause": "not_assessed"}, ["2.4.2:2020"]),
        ({"role": "context"}, ["1.1.1:2019-Q4", "1.1.1:2021"]),
        ({"kind": "qualitative"}, []),
        ({"ordering": "-value"}, ["2.4.2:2020", "1.1.1:2021", "1.1.1:2019-Q4"]),
        ({"ordering": "start,-indicator"}, ["1.1.1:2019-Q4", "2.4.2:2020", "1.1.1:2021"]),
    ],
)
def test_observations_are_filtered_and_ordered(asked: dict[str, str], found: list[str], wide: Chain) -> None:
    answer = read("observations/", **asked)
    assert [row["id"] for row in answer["results"]] == found
    assert answer["count"] == len(found)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"objective": "2"}, ["2.4.2"]),
        ({"role": "context"}, ["1.1.1"]),
        ({"status": "on_track"}, ["2.4.2"]),
        ({"status": "on_track", "release": 1}, []),
        ({"verdict": "improved"}, ["2.4.2"]),
        ({"change": "deteriorated"}, []),
        ({"ordering": "-code"}, ["2.4.2", "1.1.1"]),
    ],
)
def test_indicators_are_filtered_and_ordered(asked: dict[str, str], found: list[str], wide: Chain) -> None:
    assert [row["code"] for row in rows("indicators/", **asked)] == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("period_from", "2020-13"),
        ("period_to", "last year"),
        ("status", "splendid"),
        ("kind", "Quantitative"),
        ("updated_after", "yesterday"),
        ("updated_after", "0001-01-01T00:00:00+14:00"),
        ("include_history", "maybe"),
    ],
)
def test_a_filter_that_is_not_understood_is_refused_with_what_is_allowed(name: str, value: str, chain: Chain) -> None:
    answer = get("observations/", **{name: value})
    assert faults("observations/", **{name: value}) == [(name, "invalid")]
    assert b'"allowed":[]' not in answer.content


def test_texts_come_in_the_language_asked_for_or_not_at_all(chain: Chain, cast: Cast) -> None:
    second = f.indicator(chain, cast, "2.4.3", name_zh_hans="指标", name_en="Indicator 2.4.3")
    f.release(chain, cast, second)
    chinese = read("indicators/2.4.3/", lang="zh")
    assert (chinese["name"], chinese["definition"]) == ("指标", None)
    assert chinese["untranslated"] == ["definition"]
    assert chinese["html_url"].startswith("http://testserver/zh/")
    assert chinese["citations"][0]["url"] == "https://undocs.org/zh/A/75/202"
    every = read("indicators/2.4.3/", lang="all")
    assert every["name"] == {
        "ar": None,
        "zh": "指标",
        "en": "Indicator 2.4.3",
        "fr": None,
        "ru": None,
        "es": None,
    }
    assert every["untranslated"] == []
