"""Drafts: begun, saved without losing anybody's words, discarded."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from reformtracker.publishing import policy, translations
from reformtracker.publishing.models import OPEN_STATES, Autosave, Person, State, Thing, Version, VersionKind
from reformtracker.publishing.record import audit
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


@transaction.atomic
def start(version: Version, *, by: Person) -> Version:
    """Stores a new draft. Its thing must be stored; a thing has one open version at most."""
    policy.demand(by, "draft", version)
    _refuse_second_open(type(version), version.thing)
    version.state = State.DRAFT
    version.edits = 1
    version.edited_by, version.edited_at = by, timezone.now()
    version.save()
    translations.remember(version)
    audit("start", by=by, version=version, version_kind=version.version_kind)
    return version


def _refuse_second_open(model: type[Version], thing: Thing) -> None:
    there = model.objects.filter(thing=thing, state__in=OPEN_STATES).first()
    if there:
        raise Conflict(
            _("%(id)s has an open version already (%(state)s).")
            % {"id": thing.public_id, "state": there.get_state_display()},
            there,
        )


@transaction.atomic
def save(version: Version, *, by: Person, expected: int) -> Version:
    """Stores the fields of a draft, if it still is the one that was opened with `edits == expected`.

    Rows that belong to the content are saved by the caller within the same transaction.
    """
    policy.demand(by, "draft", version)
    model = type(version)
    now = timezone.now()
    claimed = model.objects.filter(pk=version.pk, state=State.DRAFT, edits=expected).update(
        edits=F("edits") + 1, edited_by=by, edited_at=now
    )
    if not claimed:
        current = model.objects.select_related("edited_by", "thing").get(pk=version.pk)
        raise Conflict(_what_happened(current), current)
    version.edits = expected + 1
    version.edited_by, version.edited_at = by, now
    version.save()
    translations.remember(version)
    audit("save", by=by, version=version)
    return version


def _what_happened(current: Version) -> str:
    if current.state != State.DRAFT:
        return f"{current.thing.public_id} is {current.get_state_display()} now and cannot be edited."
    return f"{current.thing.public_id} was saved by {current.edited_by} since you opened it."


@transaction.atomic
def revise(thing: Thing, model: type[Any], *, by: Person, version_kind: str) -> Version:
    """A new draft of something public, with the content of its live version."""
    policy.demand(by, "draft", thing)
    live = model.objects.live().select_related("thing__chain").filter(thing=thing).first()
    if live is None:
        raise Conflict(_("%(id)s has no published version to start from.") % {"id": thing.public_id})
    _refuse_second_open(model, thing)
    draft: Version = model(thing=thing, version_kind=version_kind, **copied(live))
    start(draft, by=by)
    for name in model.CHILDREN:
        for child in getattr(live, name).all():
            getattr(draft, name).create(**copied(child))
    return draft


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
        raise Conflict(_("%(id)s is no draft any more.") % {"id": version.thing.public_id})
    Autosave.objects.filter(kind=version.KIND, form=str(version.pk)).delete()
