"""Releases: planned, then made public whole or not at all, once, by one writer at a time for each framework."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from reformtracker.publishing import policy
from reformtracker.publishing.actions.editing import Conflict
from reformtracker.publishing.actions.publication import Blocked, Written, make_public
from reformtracker.publishing.actions.reviewing import recheck
from reformtracker.publishing.canonical import sha256
from reformtracker.publishing.models import Chain, Event, Person, Release, State, Version
from reformtracker.publishing.notices import tell
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import column

log = logging.getLogger(__name__)


@transaction.atomic
def plan(
    chain: Chain,
    versions: Iterable[Version],
    *,
    title: str,
    by: Person,
    publish_at: datetime | None = None,
    titles: Mapping[str, str] | None = None,
) -> Release:
    """A release of these approved versions, at once on demand or at a set time.

    `title` is the English one; `titles` holds the others, by Django language code.
    """
    policy.demand(by, "release")
    release = Release(chain=chain, planned_by=by, planned_at=timezone.now(), publish_at=publish_at)
    for language, text in {**(titles or {}), "en": title}.items():
        setattr(release, column("title", language), text)
    release.save()
    hold(release, versions, by=by)
    audit("plan", by=by, subject=f"{chain.slug}: {title}", release=release.pk, publish_at=str(publish_at or ""))
    return release


@transaction.atomic
def hold(release: Release, versions: Iterable[Version], *, by: Person) -> None:
    """Puts approved versions into a planned release; one that another planned release holds is a conflict."""
    policy.demand(by, "release")
    _alone_with(release)
    for version in versions:
        taken = (
            type(version)
            .objects.filter(pk=version.pk, state=State.APPROVED)
            .exclude(release__state=Release.State.PLANNED)
            .update(release=release)
        )
        if not taken:
            current = type(version).objects.select_related("thing", "release").get(pk=version.pk)
            where = f" in the release “{current.release.title}”" if current.release else ""
            raise Conflict(f"{current.thing.public_id} is {current.get_state_display()}{where}.", current)


@transaction.atomic
def cancel(release: Release, *, by: Person) -> None:
    """Gives the versions of a planned release free again."""
    policy.demand(by, "release")
    _alone_with(release)
    Release.objects.filter(pk=release.pk).update(state=Release.State.CANCELLED)
    for model in kinds():
        model.objects.filter(release=release).update(release=None)
    audit("cancel", by=by, subject=f"{release.chain.slug}: {release.title}", release=release.pk)


def _alone_with(release: Release) -> None:
    """One publisher at a time in a framework: a condition that reads a second table is not checked again after waiting
    for a row, and whoever waited may find the release published."""
    Chain.objects.alone().get(pk=release.chain_id)
    state = Release.objects.values_list("state", flat=True).get(pk=release.pk)
    if state != Release.State.PLANNED:
        raise Conflict(f"The release “{release.title}” is {Release.State(state).label} already.")


def release_now(
    chain: Chain, versions: Sequence[Version], *, title: str, by: Person, titles: Mapping[str, str] | None = None
) -> Release:
    """Planned and published as one: a conflict leaves no planned release behind."""
    with transaction.atomic():
        release = plan(chain, versions, title=title, by=by, titles=titles)
        moved = make_public(release, by=by)
        if moved:
            transaction.set_rollback(True)
    if moved:
        _send_back(moved)
        raise Blocked(_sentences(moved))
    return release


def publish(
    release: Release, *, by: Person | None, released_at: datetime | None = None, written: Sequence[Written] = ()
) -> Release:
    """Makes the release public. Nothing of it is published if anything in it has moved since its approval.

    `released_at` is given for loaded data only: the day by which the source was public. `written` is for invented data
    only: drafts that carry their hash and what is computed already.
    """
    with transaction.atomic():
        moved = make_public(release, by=by, released_at=released_at, written=written)
        _send_back(moved)
    if moved:
        raise Blocked(_sentences(moved))
    return release


def _sentences(moved: list[Version]) -> list[str]:
    return [f"{version.thing.public_id} has changed since its approval and went back to review." for version in moved]


def _send_back(moved: list[Version]) -> None:
    with transaction.atomic():
        for version in moved:
            # One that stands beside another that was sent back has gone with it.
            version.refresh_from_db()
            recheck([version])


def publish_due() -> list[Release]:
    """Publishes what is due; what is held back is told to its publisher and tried again next time."""
    published = []
    for release in Release.objects.due(timezone.now()).select_related("chain", "planned_by"):
        try:
            published.append(publish(release, by=release.planned_by))
        except Exception as error:
            # Whatever is wrong with one release must not keep the others back.
            log.warning("release %s was held back", release.pk, exc_info=not isinstance(error, Blocked | Conflict))
            _tell_publisher(release, error)
    return published


def _tell_publisher(release: Release, error: Exception) -> None:
    publisher = release.planned_by
    if publisher is None:
        return
    key = f"{release.pk}:{sha256(str(error))[:16]}"
    with transaction.atomic():
        tell(Event.HELD, key, [publisher], release=release.pk, error=str(error)[:2000])
