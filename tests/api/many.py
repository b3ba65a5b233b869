"""Frameworks of any size, published in one release as loaded data is: without a review for each row."""

from __future__ import annotations

from datetime import date
from typing import Any

from benefits.models import Indicator, IndicatorVersion, Observation, ObservationVersion, Target, Unit
from benefits.models.indicator import IndicatorCitation
from initiatives.models import Framework, FrameworkVersion, Initiative, Objective
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Origin, Release
from tests import factories as f
from tests.kept import once

LOADED = {"origin": Origin.LOADED, "file_hash": "0" * 64}


@once
def publish(indicators: int) -> Chain:
    """Indicators 1.1.001 and so on, each with a target, citations and an observation of 2020."""
    chain = f.chain("many")
    release = Release.objects.create(chain=chain, title_en="All at once", origin=Origin.LOADED)
    _framework(chain, release)
    initiative = Initiative.objects.create(
        chain=chain, code="1.1", objective=Objective.objects.create(chain=chain, code="1")
    )
    unit = f.percent()
    things = Indicator.objects.bulk_create(
        Indicator(
            chain=chain, initiative=initiative, code=f"1.1.{number:03}", kind="quantitative", role="outcome", unit=unit
        )
        for number in range(1, indicators + 1)
    )
    _versions(things, release)
    _observations(things, release, unit)
    actions.publish(release, by=None)
    chain.refresh_from_db()
    return chain


def _framework(chain: Chain, release: Release) -> None:
    thing = Framework.objects.create(chain=chain, track="development")
    dates = {"starts": date(2019, 1, 1), "ends": date(2024, 12, 31)}
    f.cite(FrameworkVersion.objects.create(thing=thing, name_en="Many", release=release, **dates, **LOADED))


def _versions(things: list[Indicator], release: Release) -> None:
    text = {"name_en": "An indicator", "definition_en": "What it counts."}
    baseline: dict[str, Any] = {
        "baseline_period": "2019",
        "baseline_start": date(2019, 1, 1),
        "baseline_end": date(2019, 12, 31),
        "baseline_value": 4,
    }
    made = [IndicatorVersion(thing=thing, release=release, **text, **baseline, **LOADED) for thing in things]
    for version in IndicatorVersion.objects.bulk_create(made):
        Target.objects.create(version=version, value=20, due=date(2024, 12, 31))
        IndicatorCitation.objects.create(version=version, document=f.document(), paragraph="1")


def _observations(things: list[Indicator], release: Release, unit: Unit) -> None:
    year = {"period": "2020", "start": date(2020, 1, 1), "end": date(2020, 12, 31)}
    observations = Observation.objects.bulk_create(
        Observation(chain=thing.chain, indicator=thing, **year) for thing in things
    )
    bounds = {"unit_minimum": unit.minimum, "unit_maximum": unit.maximum}
    made = [ObservationVersion(thing=thing, value=8, release=release, **bounds, **LOADED) for thing in observations]
    for version in ObservationVersion.objects.bulk_create(made):
        f.cite(version)
