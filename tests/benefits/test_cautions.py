from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing.checklist import cautions
from reformtracker.publishing.models import Chain
from reformtracker.publishing.registry import Caution
from reformtracker.publishing.snapshot import today
from tests import factories as f
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def warned(*versions: Any) -> dict[str, Caution]:
    return {caution.code: caution for caution in cautions(versions)}


def figure(cast: Cast, period: str = "2021", value: str | None = "18", **fields: Any) -> ObservationVersion:
    return f.observation(IndicatorVersion.objects.live().get().thing, cast, period, value, **fields)


def cited(version: ObservationVersion, symbol: str, day: date) -> ObservationVersion:
    version.citations.all().delete()
    version.citations.create(document=f.document(symbol, public_by=day), paragraph="1")
    return version


def test_a_figure_whose_newest_document_is_from_before_its_period_had_ended_is_asked_after(
    cast: Cast, chain: Chain
) -> None:
    early = cited(figure(cast, "2021"), "A/76/1", date(2021, 6, 30))
    found = warned(early)
    assert [version for version, _said in found["source_before_period"].about] == [early]
    assert "A/76/1" in found["source_before_period"].about[0][1]
    assert "source_old" not in found


def test_a_document_of_more_than_two_years_ago_is_asked_after_but_not_for_a_correction(
    cast: Cast, chain: Chain
) -> None:
    old = cited(figure(cast, "2021"), "A/77/1", date(2022, 3, 1))
    assert [version for version, _said in warned(old)["source_old"].about] == [old]
    old.version_kind = "correction"
    ObservationVersion.objects.filter(pk=old.pk).update(version_kind="correction", reason_en="A slip.")
    assert "source_old" not in warned(old)


def test_a_fresh_document_and_a_figure_that_is_missing_are_not_asked_after(cast: Cast, chain: Chain) -> None:
    fresh = cited(figure(cast, "2021"), "A/80/1", today())
    gap = cited(figure(cast, "2022", None, missing="not_published"), "A/70/1", date(2015, 1, 1))
    assert not {"source_before_period", "source_old"} & warned(fresh, gap).keys()


def test_a_verdict_against_the_figures_is_asked_after(cast: Cast, chain: Chain) -> None:
    judged = {"cause": "reform", "confidence": "low", "assessment_basis": "reviewer", "justification_en": "Because."}
    version = figure(cast, "2021", "18", verdict="deteriorated", **judged)
    assert "verdict: " in warned(version)["verdict_differs"].about[0][1]
    agreeing = figure(cast, "2022", "18", verdict="improved", **judged)
    assert "verdict_differs" not in warned(agreeing)


def test_an_indicator_that_stays_overdue_is_named_until_its_last_period_is_in(cast: Cast, chain: Chain) -> None:
    owing = f.indicator(chain, cast, "2.4.3", reporting_until=date(2090, 12, 31))
    f.release(chain, cast, owing)
    late, answered = (f.observation(owing.thing, cast, period, "18") for period in ("2021", "2089"))
    assert [version for version, _said in warned(late)["overdue"].about] == [late]
    assert "overdue" not in warned(late, answered)
