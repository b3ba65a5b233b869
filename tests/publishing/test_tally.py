"""How much a release shows is counted once, when it is made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benefits.models import Observation, ObservationVersion
from reformtracker.publishing import actions, triggers
from reformtracker.publishing.models import Chain, Release, Tally
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.cast import Cast
from tests.publishing.raw import change

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B04")]


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """Figures that are new, corrected, withdrawn, and given once more."""
    chain = f.tracker(cast)
    share = f.Indicator.objects.get(chain=chain)
    f.release(chain, cast, f.observation(share, cast, "2021", "9"), f.observation(share, cast, "2022", "10"))
    thing = Observation.objects.get(period="2021")
    correction = actions.revise(thing, ObservationVersion, by=cast.contributor, version_kind="correction")
    ObservationVersion.objects.filter(pk=correction.pk).update(value="8", reason_en="A slip.")
    correction.refresh_from_db()
    f.release(chain, cast, correction)
    f.release(
        chain, cast, actions.withdraw(thing, ObservationVersion, by=cast.contributor, reason="It was of another fund.")
    )
    chain.refresh_from_db()
    return chain


def counted() -> Iterator[tuple[int, str, int, int]]:
    for release in Release.objects.published():
        for model in kinds():
            versions, number = model.objects.filter(thing__chain=release.chain), release.number or 0
            yield number, model.KIND, versions.published(number).count(), versions.published_by(number).count()


def test_each_release_tells_what_it_shows_of_each_kind(chain: Chain) -> None:
    told = Tally.objects.values_list("release__number", "kind", "live", "ever")
    assert set(told) == set(counted())
    assert list(told.filter(kind="observation").order_by("release__number").values_list("live", "ever")) == [
        (0, 0),
        (1, 1),
        (3, 3),
        (3, 4),
        (3, 5),
    ]
    assert list(verify(chain)) == []


def test_a_list_says_how_long_it_is_without_counting(chain: Chain) -> None:
    for asked, count in (("", 3), ("?release=2", 1), ("?include_history=true", 5)):
        with CaptureQueriesContext(connection) as found:
            answer = Client().get(f"/api/v1/observations/{asked}").json()
        assert answer["count"] == count == len(answer["results"]), asked
        assert [one["sql"] for one in found if "COUNT(" in one["sql"] and "version" in one["sql"]] == [], asked


def test_a_tally_that_was_bent_is_found(chain: Chain) -> None:
    with triggers.lifted():
        change(Tally.objects.get(release__number=3, kind="observation"), live=2)
    (finding,) = verify(chain)
    assert str(finding) == "reform, release 3: 3 and 3 of observation are there, but 2 and 3 is counted"
