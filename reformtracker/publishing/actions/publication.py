"""The moment itself: what a release holds becomes public, batch by batch, so that its size does not matter.

Everything here runs within one transaction, under a lock on the chain.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from reformtracker.publishing import clock, policy, rows
from reformtracker.publishing.actions.editing import Conflict
from reformtracker.publishing.actions.reviewing import editors_of
from reformtracker.publishing.canonical import hash_of, manifest, sha256, standing_hash
from reformtracker.publishing.history.sealing import head_hash
from reformtracker.publishing.models import Chain, Event, Origin, Person, Release, State, Tally, Version, VersionKind
from reformtracker.publishing.notices import tell
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import call_after_publication, kinds, prepare, problems

BATCH = 1000
READY = Q(origin=Origin.STAFF, state=State.APPROVED) | Q(origin=Origin.LOADED, state=State.DRAFT)

Listed = tuple[str, str, int, str]
"""Kind, id, number and hash, as the manifest lists them."""


class Blocked(Exception):
    """The release published nothing. `held`: what keeps it, in sentences."""

    def __init__(self, held: list[str]) -> None:
        super().__init__(" ".join(held))
        self.held = held


@dataclass(frozen=True)
class Obstacle:
    """What keeps a release from being published, in a sentence, and the version where it can be mended."""

    sentence: str
    version: Version | None = None


@dataclass(frozen=True)
class Written:
    """First versions of one kind in a release of invented data, stored as drafts with their hash and all that is computed.

    `hashes`: for each its id and its hash, as `hash_of` gives it.
    """

    model: type[Version]
    hashes: Sequence[tuple[str, str]]


@dataclass
class _Progress:
    """What is known of the release while it goes through."""

    listed: list[Listed] = field(default_factory=list)
    moved: list[Version] = field(default_factory=list)
    held: dict[str, Obstacle] = field(default_factory=dict)
    editors: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    left: Counter[str] = field(default_factory=Counter)
    """By kind, how many versions of earlier releases it takes the place of."""

    def hold(self, sentence: str, version: Version | None = None) -> None:
        self.held.setdefault(sentence, Obstacle(sentence, version))

    @property
    def obstacles(self) -> list[Obstacle]:
        return [*self.held.values(), *(Obstacle(has_moved(version), version) for version in self.moved)]


def no_longer_planned(title: str, state: str) -> Conflict:
    names = {"title": title, "state": Release.State(state).label}
    return Conflict(_("The release “%(title)s” is %(state)s already.") % names)


def has_moved(version: Version) -> str:
    return _("%(id)s has changed since its approval and went back to review.") % {"id": version.thing.public_id}


def make_public(
    release: Release,
    *,
    by: Person | None,
    released_at: datetime | None = None,
    written: Sequence[Written] = (),
    noted: Mapping[str, Any] | None = None,
) -> list[Version]:
    """Within a transaction. Returns what has moved since approval; then nothing has been published.

    `noted`: what the audit keeps of how it was published.
    """
    progress = _Progress()
    chain = _go_through(release, progress, by=by, released_at=released_at, written=written)
    if progress.held:
        raise Blocked(list(progress.held))
    if progress.moved:
        release.refresh_from_db()
        return progress.moved
    _seal(release, chain, progress)
    call_after_publication(release)
    told = {"hash": release.hash, "audit_head": head_hash(), **(noted or {})}
    audit("publish", by=by, subject=str(release), release=release.pk, **told)
    _tell_editors(release, progress.editors)
    return []


def obstacles(release: Release, *, by: Person) -> list[Obstacle]:
    """Within a transaction that the caller takes back: all that `make_public` would refuse, found by doing it."""
    progress = _Progress()
    try:
        with transaction.atomic():
            chain = _go_through(release, progress, by=by)
            if not progress.held and not progress.moved:
                _seal(release, chain, progress)
    except Blocked as refusal:
        return [Obstacle(sentence) for sentence in refusal.held]
    except (Conflict, IntegrityError) as refusal:
        return [*progress.obstacles, Obstacle(refused_because(refusal))]
    return progress.obstacles


def refused_because(error: Exception) -> str:
    """The sentence of a refusal; that of a trigger follows the name of its rule."""
    first = str(error).splitlines()[0]
    name, _colon, said = first.partition(": ")
    is_rule = bool(said) and "_" in name and " " not in name
    return f"{said[:1].upper()}{said[1:]}." if is_rule else first


def _go_through(
    release: Release,
    progress: _Progress,
    *,
    by: Person | None,
    released_at: datetime | None = None,
    written: Sequence[Written] = (),
) -> Chain:
    """Up to the seal. Where something holds it back, `progress` says what, and nothing has been done."""
    chain = Chain.objects.alone().get(pk=release.chain_id)
    release.refresh_from_db()
    release.chain = chain
    _refuse_out_of_turn(release, by, released_at, written)
    _note_unready(release, progress)
    try:
        with transaction.atomic():
            _number(release, chain, released_at)
            _publish_all(release, {each.model: each for each in written}, progress)
            if progress.held or progress.moved:
                transaction.set_rollback(True)
    except IntegrityError:
        # What is not ready has its own sentence; the database may stumble over it first.
        if not progress.held:
            raise
    return chain


def _refuse_out_of_turn(
    release: Release, by: Person | None, released_at: datetime | None, written: Sequence[Written]
) -> None:
    if release.origin == Origin.STAFF:
        if by is None or released_at is not None:
            raise policy.Refused("A release of staff names its publisher, and its moment is the moment it is made.")
        policy.demand(by, "release")
    if written and not (release.chain.is_demo and release.origin == Origin.LOADED):
        raise policy.Refused("Only invented data are taken as they are written; everything else is worked out here.")
    if release.state != Release.State.PLANNED:
        raise no_longer_planned(release.title, release.state)
    if release.publish_at and release.publish_at > clock.now():
        when = f"{release.publish_at.astimezone(UTC):%Y-%m-%d %H:%M}"
        raise Blocked(
            [
                _("This release is set for %(when)s UTC. To publish it earlier, change its time first, with a reason.")
                % {"when": when}
            ]
        )


def _note_unready(release: Release, progress: _Progress) -> None:
    is_empty = True
    for model in kinds():
        inside = model.objects.filter(release=release)
        is_empty = is_empty and not inside.exists()
        for version in inside.exclude(READY).whole():
            names = {"id": version.thing.public_id, "state": version.get_state_display()}
            progress.hold(_("%(id)s is %(state)s, not approved.") % names, version)
        # What a withdrawal waits for may have come back since it was approved.
        for version in inside.filter(version_kind=VersionKind.WITHDRAWAL).whole():
            for sentence in (sentence for sentences in problems(version).values() for sentence in sentences):
                progress.hold(f"{version.thing.public_id}: {sentence}", version)
    if is_empty:
        raise Blocked([_("There is nothing in this release.")])


def _number(release: Release, chain: Chain, released_at: datetime | None) -> None:
    before = Release.objects.published().filter(chain=chain, number=chain.head).first()
    release.number = chain.head + 1
    release.recorded_at = clock.now().replace(microsecond=0)
    release.released_at = released_at or release.recorded_at
    release.previous = before.hash if before else ""
    if before and before.released_at and release.released_at < before.released_at:
        raise Conflict(
            _("Release %(number)s is of %(day)s; a later number cannot be older.")
            % {"number": before.number, "day": before.released_at.date()}
        )


def _publish_all(release: Release, written: dict[type[Version], Written], progress: _Progress) -> None:
    """Kinds come in the order in which they stand beside each other: what others are judged by is public by then."""
    for model in kinds():
        if model in written:
            progress.listed += _number_written(written[model], release)
        for batch in model.objects.filter(READY, release=release, from_release=None).whole().in_batches(BATCH):
            _hash(model, batch, progress)
            progress.left[model.KIND] += _publish_batch(model, batch, release)
            progress.listed += [
                (version.KIND, version.thing.public_id, version.number, version.content_hash) for version in batch
            ]
            _note_editors(model, batch, progress)


def _hash(model: type[Version], batch: Sequence[Version], progress: _Progress) -> None:
    """Sets each version's hash; notes those whose hash is not the one that was approved."""
    beside = model.standing_beside(batch)
    for version in batch:
        other = beside.get(version.pk)
        if other and not other.is_public:
            progress.hold(
                _("The approved version of %(id)s is judged by, and is not in it: add it.")
                % {"id": other.thing.public_id},
                other,
            )
        version.content_hash = hash_of(version, standing_hash(other))
        if version.origin == Origin.STAFF and version.content_hash != version.approved_hash:
            progress.moved.append(version)


def _publish_batch(model: type[Version], batch: Sequence[Version], release: Release) -> int:
    """How many versions gave way."""
    number = release.number
    things = [version.thing_id for version in batch]
    withdrawn = [version.thing_id for version in batch if version.is_withdrawal]
    given = model.objects.filter(thing__in=things).values("thing").annotate(last=Max("number"))
    numbers = {row["thing"]: row["last"] or 0 for row in given}
    live = model.objects.live().filter(thing__in=things)
    content = live.exclude(version_kind=VersionKind.WITHDRAWAL)
    left: int = content.filter(thing__in=withdrawn).update(state=State.WITHDRAWN, to_release=number)
    left += live.all().update(state=State.SUPERSEDED, to_release=number)
    for version in batch:
        version.number = numbers[version.thing_id] + 1
        version.state = State.PUBLISHED
        version.from_release = number
    prepare(model, batch)
    rows.update(model, batch, ["number", "state", "from_release", "content_hash", *model.COMPUTED])
    return left


def _number_written(written: Written, release: Release) -> Iterator[Listed]:
    """One statement for all: there is nothing to supersede, to hash or to judge."""
    first = {"state": State.DRAFT, "origin": Origin.LOADED, "version_kind": VersionKind.FIRST}
    drafts = written.model.objects.filter(release=release, **first).exclude(content_hash="")
    made = drafts.update(number=1, state=State.PUBLISHED, from_release=release.number)
    if made != len(written.hashes):
        raise Blocked([f"{made} versions were written, but {len(written.hashes)} hashes are listed."])
    return ((written.model.KIND, id_, 1, hash_) for id_, hash_ in written.hashes)


def _seal(release: Release, chain: Chain, progress: _Progress) -> None:
    release.manifest = manifest(release, progress.listed)
    release.hash = sha256(release.manifest)
    release.state = Release.State.PUBLISHED
    release.save()
    _count(release, chain, progress)
    chain.head = release.number or 0
    chain.save(update_fields=["head"])


def _count(release: Release, chain: Chain, progress: _Progress) -> None:
    """From what the release before shows and what this one changes: the cost is that of the changes."""
    before = {tally.kind: tally for tally in Tally.objects.filter(release__chain=chain, release__number=chain.head)}
    came = Counter(kind for kind, *_ in progress.listed)
    found = []
    for kind in (model.KIND for model in kinds()):
        last = before.get(kind, Tally(live=0, ever=0))
        live, ever = last.live + came[kind] - progress.left[kind], last.ever + came[kind]
        found.append(Tally(release=release, kind=kind, live=live, ever=ever))
    Tally.objects.bulk_create(found)


def _note_editors(model: type[Version], batch: Sequence[Version], progress: _Progress) -> None:
    of_staff = {version.pk: version for version in batch if version.origin == Origin.STAFF}
    if of_staff:
        for pk, editor in editors_of(model, of_staff).values_list("version_id", "person_id"):
            progress.editors[editor].append(of_staff[pk].thing.public_id)


def _tell_editors(release: Release, theirs: dict[int, list[str]]) -> None:
    """One mail for each person whose work came out, however much of it."""
    for person in Person.objects.filter(pk__in=theirs):
        tell(Event.PUBLISHED, str(release.pk), [person], release=release.pk, ids=sorted(theirs[person.pk]))
