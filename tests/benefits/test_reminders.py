"""What is due is what the public pages call due; nobody is reminded of what has been entered."""

from __future__ import annotations

from datetime import date

import pytest

from benefits.models import IndicatorVersion, Standing
from benefits.reminders import deadlines
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 20)


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def chain(cast: Cast) -> Chain:
    return f.tracker(cast)


def test_the_deadline_is_the_one_that_the_public_page_shows(chain: Chain) -> None:
    (found,) = deadlines(DAY)
    standing = Standing.objects.get(to_release=None)
    assert (found.id, found.period, found.due) == ("2.4.2", "2021", standing.timing(DAY).next_due)
    assert found.names["en"] == "Indicator 2.4.2"
    assert found.path == f"/admin/benefits/observationversion/add/?indicator={standing.indicator_id}"


def test_an_update_in_review_has_met_its_deadline_and_a_draft_has_not(cast: Cast, chain: Chain) -> None:
    version = f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021", "18")
    assert list(deadlines(DAY))
    actions.submit(version, by=cast.contributor)
    assert not list(deadlines(DAY))


def test_the_next_deadline_follows_when_one_is_met(cast: Cast, chain: Chain) -> None:
    f.release(chain, cast, f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021", "18"))
    (found,) = deadlines(DAY)
    assert found.period == "2022"


def test_invented_data_remind_nobody(cast: Cast) -> None:
    demo = f.chain("demo", is_default=False, is_demo=True)
    share = f.indicator(demo, cast)
    f.release(demo, cast, f.framework(demo, cast), share)
    assert not list(deadlines(DAY))
