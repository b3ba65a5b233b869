"""Where an indicator stands is found by what is new; looking at everything again finds the same."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Max

from benefits.models import ObservationVersion, Standing
from benefits.standings import judge, reading
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import assemble

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def compare(chain: Chain) -> int:
    """Every standing of every release against all observations that were live in it."""
    found = Standing.objects.filter(indicator__chain=chain).select_related(
        "indicator", "indicator_version__thing__unit", "indicator_version__baseline_level", "latest", "judged_against"
    )
    for standing in found:
        live = ObservationVersion.objects.with_content(standing.from_release).of(standing.indicator_id)
        latest = live.with_value().last()
        assert standing.latest == latest, standing
        assert standing.answered_until == live.aggregate(last=Max("thing__end"))["last"], standing
        judged = judge(standing.indicator_version, reading(latest) if latest else None)
        stored = {name: getattr(standing, name) for name in judged._fields}
        assert stored == judged._asdict(), standing
    return len(found)


def latest_period() -> str:
    latest = Standing.objects.get(to_release=None).latest
    assert latest is not None
    return latest.thing.period


def test_what_is_new_is_enough_to_know_what_is_latest() -> None:
    call_command("load_demo", indicators=40, observations=12, force=True, stdout=StringIO())
    assert compare(Chain.objects.get()) > 200


def test_a_withdrawn_latest_gives_way_to_the_one_before_and_an_older_period_changes_nothing() -> None:
    cast = assemble()
    chain = f.tracker(cast)
    indicator = Standing.objects.get(to_release=None).indicator
    f.release(chain, cast, f.observation(indicator, cast, "2022", "18"))
    f.release(chain, cast, f.observation(indicator, cast, "2021", "17"))
    assert latest_period() == "2022"
    newest = ObservationVersion.objects.live().get(thing__period="2022")
    withdrawal = actions.withdraw(newest.thing, ObservationVersion, by=cast.contributor, reason="It was wrong.")
    f.release(chain, cast, withdrawal)
    assert latest_period() == "2021"
    assert compare(chain) == 5


def test_a_missing_figure_answers_its_period_and_leaves_the_latest() -> None:
    cast = assemble()
    chain = f.tracker(cast)
    indicator = Standing.objects.get(to_release=None).indicator
    f.release(chain, cast, f.observation(indicator, cast, "2021", None, missing="not_collected"))
    now = Standing.objects.get(to_release=None)
    assert (latest_period(), now.answered_until) == ("2020", date(2021, 12, 31))
    assert compare(chain) == 3


def test_a_longer_period_with_the_same_end_comes_later() -> None:
    cast = assemble()
    chain = f.tracker(cast)
    indicator = Standing.objects.get(to_release=None).indicator
    f.release(chain, cast, f.observation(indicator, cast, "2020-Q4", "12"))
    assert latest_period() == "2020"
    f.release(chain, cast, f.observation(indicator, cast, "2019-2020", "13"))
    assert latest_period() == "2019-2020"
    compare(chain)
