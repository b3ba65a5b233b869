"""Releases: planned, then made public whole or not at all, once, by one writer at a time for each framework."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from reformtracker.publishing import outbox, policy
from reformtracker.publishing.actions.editing import Conflict
from reformtracker.publishing.actions.reviewing import editors_of, recheck
from reformtracker.publishing.canonical import hash_of, manifest, sha256, standing_hash
from reformtracker.publishing.models import Chain, Origin, Person, Release, State, Version, VersionKind
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import call_after_publication, kinds, prepare
from reformtracker.publishing.texts import column

log = logging.getLogger(__name__)
BATCH = 500
ByKind = dict[str, list[Version]]


class Blocked(Exception):
    """The release published nothing. `held`: what keeps it, in sentences."""

    def __init__(self, held: list[str]) -> None:
        super().__init__(" ".join(held))
        self.held = held


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
    Chain.objects.select_for_update().get(pk=release.chain_id)
    state = Release.objects.values_list("state", flat=True).get(pk=release.pk)
    if state != Release.State.PLANNED:
        raise Conflict(f"The release “{release.title}” is {Release.State(state).label} already.")


def release_now(
    chain: Chain, versions: Sequence[Version], *, title: str, by: Person, titles: Mapping[str, str] | None = None
) -> Release:
    """Planned and published as one: a conflict leaves no planned release behind."""
    with transaction.atomic():
        release = plan(chain, versions, title=title, by=by, titles=titles)
        moved = _publish(release, by=by)
        if moved:
            transaction.set_rollback(True)
    if moved:
        _send_back(moved)
        raise Blocked(_sentences(moved))
    return release


def publish(release: Release, *, by: Person | None, released_at: datetime | None = None) -> Release:
    """Makes the release public. Nothing of it is published if anything in it has moved since its approval.

    `released_at` is given for loaded data only: the day by which the source was public.
    """
    with transaction.atomic():
        moved = _publish(release, by=by, released_at=released_at)
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
    with transaction.atomic():
        outbox.mail(
            f"held:{release.pk}:{sha256(str(error))[:16]}",
            [publisher],
            f"The release “{release.title}” was held back",
            f"Nothing of it was published. {error}",
        )


def _publish(release: Release, *, by: Person | None, released_at: datetime | None = None) -> list[Version]:
    """Within a transaction. Returns what has moved since approval; then nothing has been published."""
    chain = Chain.objects.select_for_update().get(pk=release.chain_id)
    release.refresh_from_db()
    release.chain = chain
    if release.origin == Origin.STAFF:
        if by is None or released_at is not None:
            raise policy.Refused("A release of staff names its publisher, and its moment is the moment it is made.")
        policy.demand(by, "release")
    if release.state != Release.State.PLANNED:
        raise Conflict(f"The release “{release.title}” is {release.get_state_display()} already.")
    versions = _contents(release)
    _refuse_unready(versions)
    moved = _hash(versions)
    if moved:
        return moved
    _number(release, chain, released_at)
    for model in kinds():
        if versions.get(model.KIND):
            _make_public(model, versions[model.KIND], release)
    _seal(release, chain, versions)
    call_after_publication(release, versions)
    audit("publish", by=by, subject=str(release), release=release.pk, hash=release.hash)
    _tell_editors(release, versions)
    return []


def _tell_editors(release: Release, versions: ByKind) -> None:
    """One mail for each person whose work came out, however much of it."""
    theirs: dict[int, list[str]] = defaultdict(list)
    for model in kinds():
        by_pk = {version.pk: version for version in versions.get(model.KIND, []) if version.origin == Origin.STAFF}
        for pk, editor in editors_of(model, by_pk).values_list("version_id", "person_id"):
            theirs[editor].append(by_pk[pk].thing.public_id)
    for person in Person.objects.filter(pk__in=theirs):
        listed = ", ".join(sorted(theirs[person.pk]))
        outbox.mail(
            f"published:{release.pk}",
            [person],
            f"Your work is public in release {release.number}",
            f"“{release.title}” made public: {listed}.",
        )


def _contents(release: Release) -> ByKind:
    found: ByKind = {}
    for model in kinds():
        found[model.KIND] = list(model.objects.filter(release=release).whole().order_by("pk"))
    return found


def _refuse_unready(versions: ByKind) -> None:
    rows = [version for batch in versions.values() for version in batch]
    if not rows:
        raise Blocked(["There is nothing in this release."])
    ready = {Origin.STAFF: State.APPROVED, Origin.LOADED: State.DRAFT}
    held = [
        f"{version.thing.public_id} is {version.get_state_display()}, not approved."
        for version in rows
        if version.state != ready[Origin(version.origin)]
    ]
    present = {(version.KIND, version.pk) for version in rows}
    for model in kinds():
        for beside in model.standing_beside(versions.get(model.KIND, [])).values():
            if not beside.is_public and (beside.KIND, beside.pk) not in present:
                held.append(f"The approved version of {beside.thing.public_id} is judged by, and is not in it: add it.")
    if held:
        raise Blocked(held)


def _hash(versions: ByKind) -> list[Version]:
    """Sets each version's hash; returns those whose hash is not the one that was approved."""
    moved = []
    known: dict[tuple[str, int], str] = {}
    for model in kinds():
        batch = versions.get(model.KIND, [])
        beside = model.standing_beside(batch)
        for version in batch:
            other = beside.get(version.pk)
            # Kinds come in the order in which they stand beside each other, so the hash of a companion is known by now.
            companion = known.get((other.KIND, other.pk)) or standing_hash(other) if other else None
            version.content_hash = known[version.KIND, version.pk] = hash_of(version, companion)
            if version.origin == Origin.STAFF and version.content_hash != version.approved_hash:
                moved.append(version)
    return moved


def _number(release: Release, chain: Chain, released_at: datetime | None) -> None:
    before = Release.objects.published().filter(chain=chain, number=chain.head).first()
    now = datetime.now(UTC).replace(microsecond=0)
    release.number = chain.head + 1
    release.recorded_at = now
    release.released_at = released_at or now
    release.previous = before.hash if before else ""
    if before and before.released_at and release.released_at < before.released_at:
        raise Conflict(f"Release {before.number} is of {before.released_at.date()}; a later number cannot be older.")


def _make_public(model: type[Version], batch: list[Version], release: Release) -> None:
    number = release.number
    things = [version.thing_id for version in batch]
    withdrawn = [version.thing_id for version in batch if version.is_withdrawal]
    numbers: dict[int, int] = defaultdict(int)
    for start in range(0, len(things), BATCH):
        rows = (
            model.objects.filter(thing__in=things[start : start + BATCH]).values("thing").annotate(last=Max("number"))
        )
        numbers.update({row["thing"]: row["last"] or 0 for row in rows})
        live = model.objects.live().filter(thing__in=things[start : start + BATCH])
        content = live.exclude(version_kind=VersionKind.WITHDRAWAL)
        content.filter(thing__in=withdrawn).update(state=State.WITHDRAWN, to_release=number)
        live.all().update(state=State.SUPERSEDED, to_release=number)
    for version in batch:
        version.number = numbers[version.thing_id] + 1
        version.state = State.PUBLISHED
        version.from_release = number
    prepare(model, batch)
    model.objects.bulk_update(
        batch, ["number", "state", "from_release", "content_hash", *model.COMPUTED], batch_size=BATCH
    )


def _seal(release: Release, chain: Chain, versions: ByKind) -> None:
    listed = [
        (version.KIND, version.thing.public_id, version.number or 0, version.content_hash)
        for batch in versions.values()
        for version in batch
    ]
    release.manifest = manifest(release, listed)
    release.hash = sha256(release.manifest)
    release.state = Release.State.PUBLISHED
    release.save()
    chain.head = release.number or 0
    chain.save(update_fields=["head"])
