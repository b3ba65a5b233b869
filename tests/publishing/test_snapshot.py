from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reformtracker.publishing import snapshot
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.snapshot import OutsideTheRecord, Snapshot
from tests import clock
from tests import factories as f
from tests.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> Chain:
    cast = assemble()
    chain = f.chain()
    with clock.at(datetime(2021, 3, 1, 9, tzinfo=UTC)):
        f.release(chain, cast, f.framework(chain, cast))
    with clock.at(datetime(2021, 6, 1, 23, 59, 59, tzinfo=UTC)):
        f.release(chain, cast, f.objective(chain, cast))
    chain.refresh_from_db()
    return chain


@pytest.mark.parametrize(
    ("day", "number"), [(date(2021, 3, 1), 1), (date(2021, 5, 31), 1), (date(2021, 6, 1), 2), (date(2022, 1, 1), 2)]
)
def test_a_day_means_what_was_public_at_its_end(day: date, number: int, chain: Chain) -> None:
    assert snapshot.as_of(chain, day).number == number


def test_a_day_before_the_record_is_refused_with_its_beginning(chain: Chain) -> None:
    with pytest.raises(OutsideTheRecord, match="begins on 2021-03-01"):
        snapshot.as_of(chain, date(2021, 2, 28))


def test_a_day_in_the_future_is_refused(chain: Chain) -> None:
    with pytest.raises(OutsideTheRecord, match="future"):
        snapshot.as_of(chain, date(2999, 1, 1))


def test_a_release_that_is_not_there_is_refused_with_those_that_are(chain: Chain) -> None:
    with pytest.raises(OutsideTheRecord, match="from 1 to 2"):
        snapshot.by_release(chain, 3)


def test_lateness_is_counted_to_the_day_of_the_release_asked_for(chain: Chain) -> None:
    assert snapshot.by_release(chain, 1).day == date(2021, 3, 1)


def test_only_a_day_before_it_was_recorded_here_is_a_reconstruction(chain: Chain) -> None:
    assert not snapshot.as_of(chain, date(2021, 3, 1)).is_reconstructed
    assert not snapshot.current(chain).is_reconstructed
    loaded = Release(
        chain=chain,
        number=3,
        released_at=datetime(2021, 7, 1, tzinfo=UTC),
        recorded_at=datetime(2022, 1, 1, tzinfo=UTC),
    )
    assert Snapshot(chain, loaded, date(2021, 8, 1), {"as_of": "2021-08-01"}).is_reconstructed
    assert not Snapshot(chain, loaded, date(2022, 1, 1), {"as_of": "2022-01-01"}).is_reconstructed
