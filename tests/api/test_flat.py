"""A page of observations is read by columns. Whatever is asked, it is to the byte what the serializer says of each object."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benefits.api import Observations
from benefits.models import Indicator, Observation, ObservationVersion
from reformtracker.api.views import Versions
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from reformtracker.publishing.texts import PATHS
from tests import factories as f
from tests.benefits import example
from tests.cast import Cast, person
from tests.kept import once
from tests.reading import get, read, rows

pytestmark = pytest.mark.django_db

Plain = Callable[..., bytes]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Plain:
    """The answer as every other list is made: by objects and their serializer."""

    def ask(**asked: str) -> bytes:
        with monkeypatch.context() as patch:
            patch.setattr(Observations, "get_queryset", Versions.get_queryset)
            patch.setattr(Observations, "say", Versions.say)
            content: bytes = get("observations/", **asked).content
            return content

    return ask


@once
def publish(cast: Cast) -> Chain:
    """Whatever a row may hold: figures and levels, gaps, breaks, ranges of paragraphs, texts that are translated and not, what
    was corrected, withdrawn and blanked."""
    chain = example.publish(cast)
    share = Indicator.objects.get(code="2.4.2")
    rubric = f.indicator(chain, cast, "10.1.1", kind="qualitative")
    some = rubric.thing.levels.get(number=2)
    rubric.targets.create(level=rubric.thing.levels.get(number=3), due=date(2024, 12, 31))
    f.cite(rubric, part="target", target_due=date(2024, 12, 31))
    f.release(chain, cast, f.objective(chain, cast, "10"), f.initiative(chain, cast, "10.1"), rubric)
    judged = {"verdict": "too_early", "cause": "both", "assessment_basis": "reviewer", "confidence": "low"}
    told = {"narrative_en": "“Half”\u2028\\ of\ttwo", "narrative_fr": "La moitié", "narrative_zh_hans": "一半"}
    level = f.observation(rubric.thing, cast, "2020-Q4", None, level=some, **told, **judged)
    f.cite(level, paragraph="3", paragraph_to="5")
    f.release(
        chain,
        cast,
        level,
        f.observation(rubric.thing, cast, "2021", None, missing="not_published"),
        f.observation(
            share,
            cast,
            "2021",
            "16.000001",
            numerator="0.000001",
            denominator="3",
            comparable=False,
            break_note_en="Counted anew.",
            break_note_ru="Иначе",
        ),
        f.observation(share, cast, "2022", "15.25", **judged),
        f.observation(share, cast, "2023", "18"),
    )
    _correct(share, "2021", cast)
    notice = actions.withdraw(_thing(share, "2022"), ObservationVersion, by=cast.contributor, reason="It was wrong.")
    f.release(chain, cast, notice)
    _blank(share, "2023", cast)
    return chain


def _thing(indicator: Indicator, period: str) -> Observation:
    return Observation.objects.get(indicator=indicator, period=period)


def _correct(indicator: Indicator, period: str, cast: Cast) -> None:
    draft: Any = actions.revise(
        _thing(indicator, period), ObservationVersion, by=cast.contributor, version_kind="correction"
    )
    draft.reason_en, draft.reason_fr, draft.value = "A slip.", "Une erreur.", Decimal("16.1")
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.release(indicator.chain, cast, draft)


def _blank(indicator: Indicator, period: str, cast: Cast) -> None:
    order = actions.order_redaction(_thing(indicator, period).versions.get(), by=cast.administrator, reason="A name.")
    actions.confirm_redaction(order, by=person("other-administrator", "administrator"))


@pytest.fixture
def rich(cast: Cast) -> Chain:
    return publish(cast)


HISTORY = {"include_history": "true"}
ASKED: list[dict[str, str]] = [
    {},
    *({"lang": language, **HISTORY} for language in (*PATHS, "all")),
    *({"release": number, "lang": "fr"} for number in "2345"),
    {"as_of": "2021-06-30"},
    {"page_size": "2", "page": "2", **HISTORY},
    {"page": "9"},
    {"fields": "untranslated"},
    {"fields": "assessment,level", "lang": "zh", **HISTORY},
    {"fields": "judged_against,value,id", "ordering": "-value,start"},
    {"fields": "withdrawn,url,html_url", "ordering": "-recorded_at", **HISTORY},
    {"kind": "qualitative", "lang": "ru"},
    {"indicator": "2.4.2", "period_from": "2021", "lang": "es"},
    {"updated_after": "2999-01-01"},
    {"verdict": "splendid"},
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_page_says_what_the_serializer_says(asked: dict[str, str], rich: Chain, plain: Plain) -> None:
    assert get("observations/", **asked).content == plain(**asked)


def test_each_field_by_itself_says_what_the_serializer_says(rich: Chain, plain: Plain) -> None:
    for name in Observations.field_names():
        assert get("observations/", fields=name, **HISTORY).content == plain(fields=name, **HISTORY), name


def test_the_rows_hold_all_that_is_compared_here(rich: Chain) -> None:
    found = [row for language in ("en", "fr") for row in rows("observations/", lang=language, **HISTORY)]
    for name in Observations.field_names():
        assert any(row[name] for row in found), f"{name} is empty in each row"
    assert any(row["redacted"] for row in found)
    assert any("from" in cited for row in found for cited in row["citations"])
    assert any((row["judged_against"] or {}).get("level") for row in found)


def test_the_rows_of_a_release_are_counted_once(rich: Chain) -> None:
    """And those of each filter each time: a blanked row may leave what is filtered."""
    first = read("observations/", **HISTORY)["count"]
    assert _counts(**HISTORY) == 0
    assert _counts(kind="quantitative", **HISTORY) == 1
    assert first == read("observations/", **HISTORY)["count"] == len(rows("observations/", **HISTORY))


def test_a_new_release_is_counted_anew(rich: Chain, cast: Cast) -> None:
    before, release = read("observations/")["count"], read("releases/")["count"]
    f.release(rich, cast, f.observation(Indicator.objects.get(code="2.4.2"), cast, "2024", "8"))
    assert read("observations/")["count"] == before + 1
    assert read("observations/", release=release)["count"] == before


def _counts(**asked: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert get("observations/", **asked).status_code == 200
    return sum("COUNT(*)" in query["sql"] for query in queries.captured_queries)
