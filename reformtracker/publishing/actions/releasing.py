"""Releases: planned, then made public whole or not at all, once, by one writer at a time for each framework."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reformtracker.publishing import clock, policy
from reformtracker.publishing.actions.editing import Conflict, moved_on
from reformtracker.publishing.actions.publication import (
    Blocked,
    Obstacle,
    Written,
    has_moved,
    make_public,
    no_longer_planned,
    obstacles,
    refused_because,
)
from reformtracker.publishing.actions.rehearsing import be_impatient
from reformtracker.publishing.actions.reviewing import Incomplete, recheck
from reformtracker.publishing.canonical import sha256, token
from reformtracker.publishing.checklist import Texts, cautions, digest, on_texts
from reformtracker.publishing.models import Chain, Event, Person, Release, State, Version
from reformtracker.publishing.notices import tell
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import SUFFIXES, column

log = logging.getLogger(__name__)
TEXTS = ("title", "note")


class Unread(Conflict):
    """There are warnings that the publisher has not said to have seen, or others than were seen."""


@transaction.atomic
def plan(
    chain: Chain,
    versions: Iterable[Version],
    *,
    title: str,
    by: Person,
    publish_at: datetime | None = None,
    titles: Texts | None = None,
    notes: Texts | None = None,
    seen: str | None = None,
) -> Release:
    """A release of these approved versions, at once on demand or at a set time.

    `title` is the English one; `titles` and `notes` hold the texts by Django language code. `seen`: the digest of the
    warnings that the publisher had on the screen; None where nobody was shown any.
    """
    policy.demand(by, "release")
    held = list(versions)
    release = Release(chain=chain, planned_by=by, planned_at=timezone.now(), publish_at=publish_at)
    _write(release, {**(titles or {}), "en": title}, notes or {})
    warned: dict[str, Any] = _heeded(held, release, seen)
    release.save()
    hold(release, held, by=by)
    when = publish_at.isoformat() if publish_at else ""
    audit("plan", by=by, subject=f"{chain.slug}: {title}", release=release.pk, publish_at=when, **warned)
    return release


def _write(release: Release, titles: Texts, notes: Texts) -> None:
    for field, texts in (("title", titles), ("note", notes)):
        for language, text in texts.items():
            setattr(release, column(field, language), text)


def _heeded(versions: Sequence[Version], release: Release, seen: str | None) -> dict[str, list[str]]:
    """For the audit: the codes of the warnings in spite of which it goes on."""
    if seen is None:
        return {}
    titles, notes = texts_of(release)
    if not notes["en"].strip():
        raise Incomplete({"note_en": [_("Write the note in English: it tells readers what is new.")]})
    found = cautions(versions)
    warned = [*found, *on_texts(titles, notes)]
    if warned and not seen:
        raise Unread(_("There are warnings. Read them, and say that you have seen them."))
    if warned and seen != digest(found):
        raise Unread(_("The warnings are no longer those that you have seen: read them again."))
    return {"warnings_seen": [caution.code for caution in warned]}


def texts_of(release: Release) -> tuple[Texts, Texts]:
    """Titles and notes of a release."""
    titles, notes = ({code: getattr(release, column(name, code)) or "" for code in SUFFIXES} for name in TEXTS)
    return titles, notes


def wording(release: Release) -> str:
    """What tells one state of these texts from another."""
    return token(texts_of(release))


@transaction.atomic
def rewrite(release: Release, *, titles: Texts, notes: Texts, by: Person, expected: str) -> None:
    """The title and the note of a planned release. Once it is public they are as fixed as the rest.

    `expected`: the `wording` that its writer had before them; where somebody has rewritten it since, a Conflict quotes them.
    """
    policy.demand(by, "release")
    _alone_with(release)
    stored = Release.objects.get(pk=release.pk)
    if wording(stored) != expected:
        theirs = " – ".join(texts["en"] for texts in texts_of(stored))
        raise Conflict(
            _("Somebody has rewritten these texts since you opened them: “%(texts)s”. To replace theirs, save again.")
            % {"texts": theirs}
        )
    _write(release, titles, notes)
    release.save(update_fields=[column(name, code) for name in TEXTS for code in SUFFIXES])
    audit("rewrite", by=by, subject=f"{release.chain.slug}: {release.title_en}", release=release.pk)  # type: ignore[attr-defined]  # a column of the translated field


@transaction.atomic
def reschedule(release: Release, *, publish_at: datetime | None, reason: str, by: Person) -> None:
    """Another moment for a planned release; without one it waits for somebody to publish it. The reason is kept."""
    policy.demand(by, "release")
    _give(reason, _("Say why the time changes: the reason is kept in the audit."))
    _alone_with(release)
    release.refresh_from_db(fields=["publish_at"])
    before = release.publish_at
    if publish_at and publish_at <= clock.now():
        raise Incomplete({"publish_at": [_("This moment lies in the past; choose a later one, or publish now.")]})
    if before == publish_at:
        raise Incomplete({"publish_at": [_("This is the time that it is set for already.")]})
    release.publish_at = publish_at
    release.save(update_fields=["publish_at"])
    audit(
        "reschedule",
        by=by,
        subject=f"{release.chain.slug}: {release.title}",
        release=release.pk,
        before=before.isoformat() if before else "",
        publish_at=publish_at.isoformat() if publish_at else "",
        reason=reason,
    )


def _give(reason: str, otherwise: str) -> None:
    if not reason.strip():
        raise Incomplete({"reason": [otherwise]})


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
            if current.release is None:
                raise moved_on(current)
            names = {"id": current.thing.public_id, "state": current.get_state_display()}
            where = names | {"release": current.release.title}
            raise Conflict(_("%(id)s is %(state)s in the release “%(release)s”.") % where, current)


@transaction.atomic
def cancel(release: Release, *, by: Person, reason: str) -> None:
    """Gives the versions of a planned release free again. The reason is kept."""
    policy.demand(by, "release")
    _give(reason, _("Say why it is cancelled: the reason is kept in the audit."))
    _alone_with(release)
    Release.objects.filter(pk=release.pk).update(state=Release.State.CANCELLED)
    for model in kinds():
        model.objects.filter(release=release).update(release=None)
    audit("cancel", by=by, subject=f"{release.chain.slug}: {release.title}", release=release.pk, reason=reason)


def _alone_with(release: Release) -> None:
    """One publisher at a time in a framework: a condition that reads a second table is not checked again after waiting
    for a row, and whoever waited may find the release published."""
    Chain.objects.alone().get(pk=release.chain_id)
    state = Release.objects.values_list("state", flat=True).get(pk=release.pk)
    if state != Release.State.PLANNED:
        raise no_longer_planned(release.title, state)


def release_now(
    chain: Chain,
    versions: Sequence[Version],
    *,
    title: str,
    by: Person,
    titles: Texts | None = None,
    notes: Texts | None = None,
    seen: str | None = None,
) -> Release:
    """Planned and published as one: a conflict leaves no planned release behind."""
    with transaction.atomic():
        release = plan(chain, versions, title=title, by=by, titles=titles, notes=notes, seen=seen)
        moved = make_public(release, by=by)
        if moved:
            transaction.set_rollback(True)
    if moved:
        _send_back(moved)
        raise Blocked(_sentences(moved))
    return release


def rehearse(chain: Chain, versions: Sequence[Version], *, by: Person) -> list[Obstacle]:
    """Everything that `release_now` would refuse. It is done, and taken back: so the two cannot differ."""
    return _taken_back(lambda: plan(chain, versions, title="–", by=by), by)


def rehearse_planned(release: Release, *, by: Person) -> list[Obstacle]:
    """Everything that would keep a planned release back when its time has come."""

    def at_its_time() -> Release:
        Release.objects.filter(pk=release.pk).update(publish_at=None)
        return Release.objects.get(pk=release.pk)

    return _taken_back(at_its_time, by)


def _taken_back(planned: Callable[[], Release], by: Person) -> list[Obstacle]:
    with transaction.atomic():
        try:
            with transaction.atomic():
                be_impatient()
                return obstacles(planned(), by=by)
        except OperationalError:
            return [Obstacle(_("Somebody is publishing or saving just now; look again in a moment."))]
        except (Conflict, Blocked, policy.Refused, IntegrityError) as refusal:
            return [Obstacle(refused_because(refusal), getattr(refusal, "current", None))]
        finally:
            transaction.set_rollback(True)


def publish(
    release: Release,
    *,
    by: Person | None,
    released_at: datetime | None = None,
    written: Sequence[Written] = (),
    seen: str | None = None,
) -> Release:
    """Makes the release public. Nothing of it is published if anything in it has moved since its approval.

    `released_at` is given for loaded data only: the day by which the source was public. `written` is for invented data
    only: drafts that carry their hash and what is computed already. `seen`: as for `plan`.
    """
    if seen is not None and by is not None:
        policy.demand(by, "release")
    with transaction.atomic():
        warned = _heeded(versions_of(release), release, seen) if seen is not None else {}
        moved = make_public(release, by=by, released_at=released_at, written=written, noted=warned)
        _send_back(moved)
    if moved:
        raise Blocked(_sentences(moved))
    return release


def versions_of(release: Release) -> list[Version]:
    return [version for model in kinds() for version in model.objects.filter(release=release).select_related("thing")]


def _sentences(moved: list[Version]) -> list[str]:
    return [has_moved(version) for version in moved]


def _send_back(moved: list[Version]) -> None:
    with transaction.atomic():
        for version in moved:
            # One that stands beside another that was sent back has gone with it.
            version.refresh_from_db()
            recheck([version])


def publish_due() -> list[Release]:
    """Publishes what is due by the database's clock; what is held back is told to its publisher and tried again."""
    published = []
    for release in Release.objects.due().select_related("chain", "planned_by"):
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
