"""Drafts: begun, saved without losing anybody's words, discarded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reformtracker.publishing import policy, registry, rows, translations
from reformtracker.publishing.models import Autosave, Person, State, Thing, Version, VersionKind
from reformtracker.publishing.record import audit, audit_each
from reformtracker.publishing.rows import AT_ONCE
from reformtracker.publishing.texts import SUFFIXES, columns


class Conflict(Exception):
    """Somebody else was quicker. `current` is the row as it is now."""

    def __init__(self, message: str, current: Version | None = None) -> None:
        super().__init__(message)
        self.current = current


def moved_on(current: Version) -> Conflict:
    """Of a version that somebody has taken to another state."""
    names = {"id": current.thing.public_id, "state": current.get_state_display()}
    return Conflict(_("%(id)s is %(state)s now.") % names, current)


def gone(version: Version) -> Conflict:
    """Of a draft that somebody has discarded."""
    return Conflict(_("%(id)s is no draft any more.") % {"id": version.thing.public_id})


def start(version: Version, *, by: Person) -> Version:
    """Stores a new draft. Its thing must be stored; a thing has one open version at most."""
    start_all([version], by=by)
    return version


@transaction.atomic
def start_all(versions: Sequence[Version], *, by: Person) -> None:
    """Stores new drafts of one kind, all of them or none.

    What is asked of their things (framework, parents) is best read before: here it would be read for each.
    """
    if not versions:
        return
    policy.demand_each(by, "draft", versions)
    _refuse_second_open(versions)
    now = timezone.now()
    for version in versions:
        version.state = State.DRAFT
        version.edits = 1
        version.edited_by, version.edited_at = by, now
        version.settle()
    type(versions[0]).objects.bulk_create(versions, AT_ONCE)
    translations.remember(versions)
    audit_each("start", by=by, versions=[(version, {"version_kind": version.version_kind}) for version in versions])


def _refuse_second_open(versions: Sequence[Version]) -> None:
    things = [version.thing_id for version in versions]
    for there in type(versions[0]).objects.open().filter(thing__in=things)[:1]:
        raise Conflict(
            _("%(id)s has an open version already (%(state)s).")
            % {"id": there.thing.public_id, "state": there.get_state_display()},
            there,
        )


def save(version: Version, *, by: Person, expected: int) -> Version:
    """Stores the fields of a draft, if it still is the one that was opened with `edits == expected`.

    Rows that belong to the content are saved by the caller within the same transaction.
    """
    save_all([(version, expected)], by=by)
    return version


@transaction.atomic
def save_all(opened: Sequence[tuple[Version, int]], *, by: Person) -> None:
    """Stores the fields of drafts of one kind, each with the `edits` that it was opened with: all of them or none."""
    if not opened:
        return
    versions = [version for version, _expected in opened]
    policy.demand_each(by, "draft", versions)
    now = timezone.now()
    as_opened: dict[int, list[Version]] = defaultdict(list)
    for version, expected in opened:
        as_opened[expected].append(version)
    for expected, some in as_opened.items():
        _claim(some, expected, by, now)
    for version, expected in opened:
        version.edits = expected + 1
        version.edited_by, version.edited_at = by, now
        version.settle()
    model = type(versions[0])
    rows.update(model, versions, [field.name for field in model._meta.concrete_fields if not field.primary_key])
    translations.remember(versions)
    audit_each("save", by=by, versions=[(version, {}) for version in versions])


def _claim(versions: Sequence[Version], expected: int, by: Person, now: datetime) -> None:
    """One conditional update, so that of two who save at once the other is told."""
    there = type(versions[0]).objects.filter(pk__in=[version.pk for version in versions])
    claimed = there.filter(state=State.DRAFT, edits=expected).update(edits=F("edits") + 1, edited_by=by, edited_at=now)
    if claimed == len(versions):
        return
    ours = Q(state=State.DRAFT, edits=expected + 1, edited_by=by, edited_at=now)
    others = there.select_related("edited_by", "thing")
    if current := others.exclude(ours).first():
        raise Conflict(_what_happened(current), current)
    kept = set(there.values_list("pk", flat=True))
    raise gone(next((version for version in versions if version.pk not in kept), versions[0]))


def _what_happened(current: Version) -> str:
    if current.state != State.DRAFT:
        return f"{current.thing.public_id} is {current.get_state_display()} now and cannot be edited."
    return f"{current.thing.public_id} was saved by {current.edited_by} since you opened it."


def revise(thing: Thing, model: type[Any], *, by: Person, version_kind: str) -> Version:
    """A new draft of something public, with the content of its live version."""
    return revise_all({thing: version_kind}, model, by=by)[0]


@transaction.atomic
def revise_all(kinds: Mapping[Thing, str], model: type[Any], *, by: Person) -> list[Version]:
    """New drafts of what is public, in the order of the things; `kinds`: of which kind each is."""
    if not kinds:
        return []
    live = {version.thing_id: version for version in model.objects.live().whole().filter(thing__in=list(kinds))}
    drafts: list[Version] = []
    for thing, kind in kinds.items():
        if thing.pk not in live:
            policy.demand(by, "draft", thing)
            raise Conflict(_("%(id)s has no published version to start from.") % {"id": thing.public_id})
        drafts.append(model(thing=thing, version_kind=kind, **copied(live[thing.pk])))
    start_all(drafts, by=by)
    for name, child in registry.children(model).items():
        pairs = ((draft, row) for draft in drafts for row in getattr(live[draft.thing_id], name).all())
        child._default_manager.bulk_create([child(version=draft, **copied(row)) for draft, row in pairs], AT_ONCE)
    return drafts


def copied(row: Any) -> dict[str, Any]:
    """The content of a version, or of a row that belongs to one, for another like it."""
    names = [name for field in row.CONTENT for name in (columns(field) if field in row.TRANSLATED else (field,))]
    return {name: getattr(row, name) for name in names}


@transaction.atomic
def withdraw(thing: Thing, model: type[Any], *, by: Person, reason: str) -> Version:
    """A draft withdrawal: no content, a public reason. It goes through review and a release like any version."""
    policy.demand(by, "draft", thing)
    if not model.objects.live().exclude(version_kind=VersionKind.WITHDRAWAL).filter(thing=thing).exists():
        raise Conflict(_("%(id)s is not public; there is nothing to withdraw.") % {"id": thing.public_id})
    draft: Version = model(thing=thing, version_kind=VersionKind.WITHDRAWAL)
    setattr(draft, f"reason_{SUFFIXES['en']}", reason)
    return start(draft, by=by)


@transaction.atomic
def discard(version: Version, *, by: Person) -> None:
    policy.demand(by, "draft", version)
    audit("discard", by=by, version=version)
    deleted, _per_model = type(version).objects.filter(pk=version.pk, state=State.DRAFT).delete()
    if not deleted:
        raise gone(version)
    Autosave.objects.filter(kind=version.KIND, form=str(version.pk)).delete()
