"""The epoch moves with all that changes what the public is told, and with nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reformtracker.publishing import actions, epoch
from reformtracker.publishing.models import Chain, ReleaseFile, Role
from tests import clock
from tests import factories as f
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db


def test_it_is_the_same_as_long_as_nothing_becomes_public(chain: Chain, cast: Cast) -> None:
    before = epoch.read()
    f.approve(f.observation(f.Indicator.objects.get(), cast, "2021", narrative_en="Not yet"), cast)
    f.chain("quiet", is_default=False)
    f.document("Q/1")
    f.Document.objects.filter(symbol="Q/1").update(title_en="Not cited")
    assert epoch.read() == before


def test_a_release_moves_it(chain: Chain, cast: Cast) -> None:
    before = epoch.read()
    f.release(chain, cast, f.milestone(chain, cast))
    assert epoch.read() != before


def test_a_redaction_moves_it_once_it_is_confirmed(chain: Chain, cast: Cast) -> None:
    before = epoch.read()
    order = actions.order_redaction(f.ObservationVersion.objects.get(), by=cast.administrator, reason="Personal.")
    assert epoch.read() == before
    actions.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))
    assert epoch.read() != before


def test_an_edit_of_a_document_that_is_cited_moves_it(chain: Chain) -> None:
    before = epoch.read()
    f.Document.objects.filter(symbol="A/75/202").update(title_en="The report")
    assert epoch.read() != before


def test_a_prepared_file_moves_it_and_so_does_its_end(chain: Chain) -> None:
    seen = {epoch.read()}
    release = chain.releases.published().latest("number")
    ReleaseFile.objects.create(release=release, name="observations.csv", format=1, sha256="0" * 64, size=1)
    seen.add(epoch.read())
    ReleaseFile.objects.all().supersede("A word was wrong.")
    seen.add(epoch.read())
    assert len(seen) == 3


def test_it_moves_at_midnight_in_utc(chain: Chain) -> None:
    with clock.at(datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)):
        before, same = epoch.read(), epoch.read()
    with clock.at(datetime(2026, 1, 2, tzinfo=UTC)):
        after = epoch.read()
    assert before == same != after


def test_a_watch_asks_again_once_what_it_knows_is_old(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("reformtracker.publishing.epoch.monotonic", lambda: now[0])
    watch = epoch.Watch()
    with CaptureQueriesContext(connection) as first:
        found = watch.epoch(2)
    now[0] = 101.9
    with CaptureQueriesContext(connection) as second:
        assert watch.epoch(2) == found
    now[0] = 102
    with CaptureQueriesContext(connection) as third:
        assert watch.epoch(2) == found
    assert (len(first), len(second), len(third)) == (3, 0, 3)


def test_what_is_kept_is_made_once_in_an_epoch(chain: Chain, cast: Cast) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("index")
        return f"index {len(made)}"

    kept = epoch.KeptByEpoch[str](most=2)
    assert [kept.get("en", make) for _ in range(3)] == ["index 1"] * 3
    f.release(chain, cast, f.milestone(chain, cast))
    assert kept.get("en", make) == "index 2"


def test_no_more_is_kept_than_was_agreed(chain: Chain) -> None:
    made: list[int] = []

    def make(key: int) -> int:
        made.append(key)
        return key

    kept = epoch.KeptByEpoch[int](most=2)
    for key in (1, 2, 3, 3, 2, 1):
        assert kept.get(key, partial(make, key)) == key
    assert made == [1, 2, 3, 1]
