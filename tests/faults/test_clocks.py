"""Clocks that are wrong: nothing is public before the database's time, nothing is done twice or never, order is a sequence's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from reformtracker.beat import SteadyScheduler
from reformtracker.celery import app
from reformtracker.publishing import actions, clock, outbox
from reformtracker.publishing.models import Chain, OutboxEntry, Release
from reformtracker.publishing.snapshot import current
from tests import factories as f
from tests.cast import Cast
from tests.publishing.desk import draft
from tests.publishing.test_signin import PASSWORD, SECRET, code, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B11")]

WRONG = [timedelta(minutes=10), timedelta(minutes=-10), timedelta(hours=1), timedelta(hours=-1)]
"""By which a server's clock is ahead of the database's, or behind it."""


@contextmanager
def ahead(by: timedelta) -> Iterator[None]:
    with time_machine.travel(datetime.now(UTC) + by, tick=True):
        yield


@pytest.mark.parametrize("by", WRONG)
def test_a_worker_takes_nothing_from_another_and_leaves_nothing_undone(by: timedelta, mailoutbox: list[Any]) -> None:
    outbox.put("mail", "nobody's")
    OutboxEntry.objects.update(claimed_until=clock.now() + outbox.CLAIM)
    with ahead(by):
        assert outbox.work() == 0
        OutboxEntry.objects.update(claimed_until=clock.now() - timedelta(seconds=1))
        assert outbox.work() == 1


@pytest.mark.parametrize("by", WRONG)
def test_what_a_worker_claims_is_free_again_when_the_database_says_so(
    by: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(payload: dict[str, Any]) -> None:
        raise SystemExit

    outbox.put("mail", "nobody's")
    monkeypatch.setattr(outbox, "handler", lambda topic: die)
    with ahead(by), pytest.raises(SystemExit):
        outbox.work()
    claimed = OutboxEntry.objects.get().claimed_until
    assert claimed is not None
    assert abs(claimed - clock.now() - outbox.CLAIM) < timedelta(seconds=5)


@pytest.mark.parametrize("by", WRONG)
def test_an_embargo_ends_by_the_clock_of_the_database(by: timedelta, cast: Cast, chain: Chain) -> None:
    version = f.approve(draft(cast), cast)
    when = clock.now() + timedelta(minutes=5)
    release = actions.plan(chain, [version], title="Planned", by=cast.publisher, publish_at=when)
    with ahead(by):
        assert actions.publish_due() == []
        Release.objects.filter(pk=release.pk).update(publish_at=clock.now() - timedelta(seconds=1))
        (published,) = actions.publish_due()
        assert published.recorded_at is not None
        assert abs(published.recorded_at - clock.now()) < timedelta(seconds=5)
        assert actions.publish_due() == []


def test_what_came_later_is_newer_whatever_the_clock_of_its_server_said(cast: Cast, chain: Chain) -> None:
    numbers = []
    for minutes, period in ((10, "2021"), (-10, "2022"), (60, "2023"), (-60, "2024")):
        with ahead(timedelta(minutes=minutes)):
            version = f.approve(draft(cast, period), cast)
            numbers.append(actions.release_now(chain, [version], title=period, by=cast.publisher).number)
    assert numbers == sorted(numbers)
    releases = list(Release.objects.filter(chain=chain).order_by("number"))
    assert [release.recorded_at for release in releases] == sorted(release.recorded_at for release in releases)
    chain.refresh_from_db()
    assert current(chain).release == releases[-1]


@pytest.mark.parametrize("step", [-2, -1, 0, 1, 2])
def test_a_telephone_may_be_one_step_off_and_no_more(step: int, cast: Cast, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    cast.publisher.set_password(PASSWORD)
    cast.publisher.save()
    TOTP.activate(cast.publisher, SECRET)
    client = Client()
    # In the middle of a step, so that it does not end on the way.
    with time_machine.travel(datetime(2026, 3, 29, 1, 0, 15, tzinfo=UTC), tick=False):
        sign_in(cast.publisher, client=client)
        client.post("/admin/account/second-factor/authenticate/", {"code": code(step=step)})
        assert (client.get("/admin/").status_code == 200) is (abs(step) <= 1)


class Noting(SteadyScheduler):
    """Sends nothing."""

    producer = None  # type: ignore[assignment]  # no broker is asked

    def __init__(self, folder: Path) -> None:
        self.names: list[str] = []
        super().__init__(app=app, schedule_filename=str(folder / "beat"))

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        self.names.append(entry.task)

    def sent(self, travel: Any, seconds: int) -> list[str]:
        """What it would send in that time."""
        self.names.clear()
        for _ in range(seconds):
            travel.shift(1)
            while not self.tick():
                continue
        return list(self.names)


@pytest.mark.parametrize("hours", [-1, 1])
def test_beat_goes_on_when_its_clock_is_put_right(hours: int, tmp_path: Path) -> None:
    with time_machine.travel(datetime(2026, 10, 25, 0, 59, tzinfo=UTC), tick=False) as travel:
        scheduler = Noting(tmp_path)
        try:
            assert scheduler.sent(travel, 95).count("publishing.publish_due") == 3
            travel.shift(timedelta(hours=hours))
            again = scheduler.sent(travel, 95)
            assert again.count("publishing.publish_due") in (3, 4)
            assert again.count("publishing.work_outbox") in (3, 4)
        finally:
            scheduler.close()
