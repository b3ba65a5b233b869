"""Many at once, on a real PostgreSQL: what is published is published once."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Notice, Release
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.bars import Figure
from tests.cast import assemble

pytestmark = [pytest.mark.bar("B16", "B17"), pytest.mark.django_db(transaction=True), pytest.mark.postgres]

THREADS = 20


@pytest.mark.parametrize("versions", [12, pytest.param(200, marks=pytest.mark.trust)])
def test_twenty_publishers_of_many_versions_make_one_publication_of_each(versions: int, figure: Figure) -> None:
    cast = assemble()
    chain = f.tracker(cast)
    thing = IndicatorVersion.objects.live().get().thing
    years = [str(1800 + number) for number in range(versions)]
    approved = [f.approve(f.observation(thing, cast, year, "12"), cast).pk for year in years]
    outcomes: Counter[str] = Counter()

    def publish_everything(seed: int) -> None:
        order = random.Random(seed).sample(approved, len(approved))  # noqa: S311  # a shuffle, not a secret
        for pk in order:
            version = ObservationVersion.objects.select_related("thing__chain").get(pk=pk)
            try:
                actions.release_now(chain, [version], title=f"By {seed}", by=cast.publisher)
                outcomes["published"] += 1
            except actions.Conflict:
                outcomes["conflict"] += 1
        connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(publish_everything, range(THREADS)))

    assert outcomes == {"published": versions, "conflict": versions * (THREADS - 1)}
    assert ObservationVersion.objects.filter(pk__in=approved, state="published", number=1).count() == versions
    assert sorted(Release.objects.published().values_list("number", flat=True)) == list(range(1, versions + 3))
    assert AuditEvent.objects.filter(act="publish").count() == versions + 2
    # And as many mails to whoever wrote them.
    assert Notice.objects.filter(event="published").count() == versions + 2
    figure("B17", f"{THREADS} publishers of {versions} versions: {outcomes['published']} published, the others told")
    assert Release.objects.exclude(state="published").count() == 0
    chain.refresh_from_db()
    assert list(verify(chain)) == []


def test_two_savers_of_one_draft_lose_nothing_silently() -> None:
    cast = assemble()
    chain = f.chain()
    draft = f.objective(chain, cast)
    outcomes: Counter[str] = Counter()

    def save(name: str) -> None:
        mine = type(draft).objects.get(pk=draft.pk)
        mine.name_en = name
        try:
            actions.save(mine, by=cast.contributor, expected=draft.edits)
            outcomes[name] += 1
        except actions.Conflict as conflict:
            outcomes["conflict"] += 1
            assert conflict.current is not None
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, [f"Name {number}" for number in range(8)]))

    draft.refresh_from_db()
    assert outcomes["conflict"] == 7
    assert outcomes[draft.name_en] == 1
