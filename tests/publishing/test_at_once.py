"""Two who decide at the same moment, on a real PostgreSQL: one of them decides, and the other is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, State
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, assemble, person

pytestmark = [pytest.mark.bar("B17"), pytest.mark.django_db(transaction=True), pytest.mark.postgres]

ROUNDS = 5
Act = Callable[[Any], object]


def in_review(cast: Cast, period: str) -> Any:
    version = f.observation(IndicatorVersion.objects.live().get().thing, cast, period, "18")
    actions.submit(version, by=cast.contributor)
    return version


def approved(cast: Cast, period: str) -> Any:
    return f.approve(f.observation(IndicatorVersion.objects.live().get().thing, cast, period, "18"), cast)


def together(pk: int, *acts: Act) -> list[str]:
    """Each on its own copy, as it was before any of them began."""
    start = Barrier(len(acts))

    def one(act: Act) -> str:
        version = ObservationVersion.objects.select_related("thing__chain").get(pk=pk)
        start.wait()
        try:
            act(version)
        except (actions.Conflict, actions.Blocked) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_of_approving_and_returning_at_once_one_is_done(figure: Figure) -> None:
    cast = assemble()
    f.tracker(cast)
    other = person("ruben", "reviewer")
    outcomes: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        version = in_review(cast, str(1990 + round_))
        said = together(
            version.pk,
            lambda one: actions.approve(one, by=cast.reviewer),
            lambda one: actions.send_back(one, by=other, reason="Once more."),
        )
        assert sorted(said) == ["Conflict", "done"]
        version.refresh_from_db()
        assert version.state == (State.APPROVED if said[0] == "done" else State.DRAFT)
        outcomes[version.state] += 1
        assert AuditEvent.objects.filter(version_id=version.pk, act__in=("approve", "return")).count() == 1
    figure("B17", f"approve against return: {dict(outcomes)}")


def test_of_publishing_and_taking_back_at_once_one_is_done(figure: Figure) -> None:
    """A release that is cancelled while it is published, and one whose update is put into another meanwhile."""
    cast = assemble()
    chain = f.tracker(cast)
    outcomes: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        version = approved(cast, str(1990 + round_))
        release = actions.plan(chain, [version], title="Soon", by=cast.publisher)
        said = together(
            version.pk,
            lambda _one, release=release: actions.publish(release, by=cast.publisher),
            lambda _one, release=release: actions.cancel(release, by=cast.publisher, reason="Not yet."),
        )
        assert sorted(said) == ["Conflict", "done"]
        version.refresh_from_db()
        release.refresh_from_db()
        expected = ("published", "published") if said[0] == "done" else ("approved", "cancelled")
        assert (version.state, release.state) == expected
        outcomes[release.state] += 1
    figure("B17", f"publish against cancel: {dict(outcomes)}")


def test_what_is_edited_while_it_is_published_comes_out_as_it_was_approved() -> None:
    """The database lets nobody edit what is approved; who opened it while it was a draft is told."""
    cast = assemble()
    chain = f.tracker(cast)
    for round_ in range(ROUNDS):
        version = approved(cast, str(1990 + round_))

        def edit(one: Any) -> None:
            one.narrative_en = "Slipped in."
            actions.save(one, by=cast.contributor, expected=one.edits)

        said = together(version.pk, lambda one: actions.release_now(chain, [one], title="Out", by=cast.publisher), edit)
        assert said == ["done", "Conflict"]
        version.refresh_from_db()
        assert (version.state, version.narrative_en) == ("published", None)
        assert version.content_hash == version.approved_hash
