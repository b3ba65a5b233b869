"""Looking ahead never keeps others waiting for long, and never sees or leaves half of anything, on a real PostgreSQL."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from benefits.models import IndicatorVersion, ObservationVersion, Standing
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Person, Release
from reformtracker.publishing.registry import foretold
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.cast import assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_while_somebody_publishes_it_says_so_instead_of_waiting() -> None:
    cast = assemble()
    chain = f.tracker(cast)
    draft = f.observation(IndicatorVersion.objects.live().get().thing, cast, "2023", "2", jump_reason="Right.")
    held, done = threading.Event(), threading.Event()

    def publisher() -> None:
        with transaction.atomic():
            Chain.objects.alone().get(pk=chain.pk)
            held.set()
            done.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(publisher)
        held.wait(30)
        effect = foretold([draft])
        done.set()
    assert effect is not None
    assert effect.held == ("Somebody is publishing or saving just now; look again in a moment.",)
    # The patience was that of the rehearsal alone.
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_many_who_look_ahead_while_others_publish_leave_a_whole_record() -> None:
    cast = assemble()
    chain = f.tracker(cast)
    thing = IndicatorVersion.objects.live().get().thing
    drafts = [f.observation(thing, cast, str(1900 + number), "12") for number in range(6)]
    ahead = f.observation(thing, cast, "2023", "2", jump_reason="Right.")
    approved = [f.approve(draft, cast).pk for draft in drafts]
    people = Person.objects.count()

    def publish(pk: int) -> None:
        version = ObservationVersion.objects.select_related("thing__chain").get(pk=pk)
        actions.release_now(chain, [version], title="Next", by=cast.publisher)
        connection.close()

    def look(_time: int) -> None:
        foretold([ObservationVersion.objects.select_related("thing__chain").get(pk=ahead.pk)])
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        work = [pool.submit(publish, pk) for pk in approved] + [pool.submit(look, time) for time in range(12)]
        for one in work:
            one.result()

    chain.refresh_from_db()
    assert chain.head == 2 + len(approved)
    assert Release.objects.count() == chain.head
    assert Person.objects.count() == people
    assert Standing.objects.filter(to_release=None).count() == 1
    assert list(verify(chain)) == []
