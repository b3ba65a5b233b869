"""The verbs: a file is taken in, what it says becomes drafts, old files are forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benefits.models import Observation, ObservationVersion, Upload
from benefits.workbook import sources
from benefits.workbook.checks import Change
from benefits.workbook.columns import ANSWERS, Takes
from benefits.workbook.preview import Preview, preview
from benefits.workbook.reader import refuse_unseen
from reformtracker.publishing import actions, policy
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.models import Person, VersionKind
from reformtracker.publishing.record import audit
from reformtracker.publishing.rows import AT_ONCE


@transaction.atomic
def receive(name: str, content: bytes, *, by: Person) -> Upload:
    """Keeps the file for its preview; nothing of what it says is stored. Raises Unreadable for a name or size to refuse."""
    policy.demand(by, "draft")
    refuse_unseen(name, len(content))
    digest = hashlib.sha256(content).hexdigest()
    upload = Upload.objects.create(uploaded_by=by, name=name, sha256=digest, size=len(content), content=content)
    audit("upload", by=by, subject=name, sha256=digest, size=len(content), upload=upload.pk)
    return upload


def look_at(upload: Upload, *, by: Person) -> Preview:
    if upload.content is None:
        raise Conflict(_("The file is older than 90 days and is not kept any more; upload it again."))
    return preview(upload.name, bytes(upload.content), upload.sha256, by)


def apply(upload: Upload, *, by: Person, seen: str, reasons: Mapping[int, str] | None = None) -> int:
    """Makes the drafts that were shown, all of them or none, and returns how many.

    `seen` is the digest of the preview that was confirmed, `reasons` what was said to its doubts, by row. Raises Conflict
    where anything has moved since, Incomplete where a doubt has no reason or the file has faults.
    """
    policy.demand(by, "draft")
    if upload.uploaded_by_id != by.pk:
        raise policy.Refused(_("Only who uploaded a file can apply it."))
    try:
        with transaction.atomic():
            return _apply(upload, by, seen, reasons or {})
    except IntegrityError as error:
        raise Conflict(_("Somebody else was quicker with one of these rows. Nothing was saved; look again.")) from error


def _apply(upload: Upload, by: Person, seen: str, reasons: Mapping[int, str]) -> int:
    # Claimed first: of two who confirm at once, or twice, one makes the drafts and the other is told.
    now = timezone.now()
    claimed = Upload.objects.filter(pk=upload.pk, state=Upload.State.SHOWN)
    if not claimed.update(state=Upload.State.APPLIED, applied_at=now, rows=0):
        raise Conflict(_("This file was applied already."))
    found = look_at(upload, by=by)
    if found.faults:
        raise Incomplete({"file": [_("The file has errors now. Nothing was saved; look again.")]})
    if found.digest != seen:
        raise Conflict(_("Something has moved since this was shown. Nothing was saved; look again and confirm anew."))
    doubted = {doubt.row for doubt in found.doubts}
    if any(not reasons.get(row, "").strip() for row in doubted):
        raise Incomplete({"file": [_("Say of each doubtful value why it is right. Nothing was saved.")]})
    said = {row: reasons[row].strip() for row in doubted}
    for first in range(0, len(found.changes), AT_ONCE):
        _draft(found.changes[first : first + AT_ONCE], by, said)
    Upload.objects.filter(pk=upload.pk).update(rows=len(found.changes))
    audit(
        "apply upload",
        by=by,
        subject=upload.name,
        upload=upload.pk,
        sha256=upload.sha256,
        preview=seen,
        rows=len(found.changes),
    )
    return len(found.changes)


def _draft(changes: Sequence[Change], by: Person, reasons: Mapping[int, str]) -> None:
    """`reasons`: what was said to doubts, by row; a jump is not asked about again when the draft is submitted."""
    new = [change for change in changes if change.record.version is None]
    known = [change for change in changes if change.record.version is not None]
    drafts = _begun(new) | _opened(known, by)
    for change in changes:
        draft = drafts[change.row]
        draft.jump_reason = reasons.get(change.row, draft.jump_reason)
    actions.start_all([drafts[change.row] for change in new], by=by)
    actions.save_all([(drafts[change.row], drafts[change.row].edits) for change in known], by=by)
    sources.replace(
        [(drafts[change.row], str(change.answer["sources"])) for change in changes if "sources" in change.cells]
    )
    doubted = [change.row for change in changes if change.row in reasons]
    actions.comment_all([(drafts[row], reasons[row]) for row in doubted], by=by)


def _begun(changes: Sequence[Change]) -> dict[int, ObservationVersion]:
    """By row: a version of what nothing is said of yet, not stored."""
    things = _observations(changes)
    return {change.row: ObservationVersion(thing=things[_place(change)], **_said(change)) for change in changes}


def _opened(changes: Sequence[Change], by: Person) -> dict[int, ObservationVersion]:
    """By row: the draft that is there, or a new one of what is public, as it is to be saved."""
    public = [change for change in changes if not change.record.is_open]
    kinds = {
        change.record.version.thing: str(change.answer["version_kind"] or VersionKind.REVISION) for change in public
    }
    revised: Any = actions.revise_all(kinds, ObservationVersion, by=by)
    drafts = {change.row: change.record.version for change in changes}
    drafts |= {change.row: draft for change, draft in zip(public, revised, strict=True)}
    for change in changes:
        for name, value in _said(change).items():
            setattr(drafts[change.row], name, value)
    return drafts


Place = tuple[int, date, date]
"""The primary key of an indicator, first and last day."""


def _place(change: Change) -> Place:
    return change.asked.indicator.pk, change.period.start, change.period.end


def _observations(changes: Sequence[Change]) -> dict[Place, Observation]:
    """One whose only draft was discarded is taken up again."""
    indicators = {change.asked.indicator.pk: change.asked.indicator for change in changes}
    starts, ends = ({getattr(change.period, day) for change in changes} for day in ("start", "end"))
    there = Observation.objects.filter(indicator__in=indicators, start__in=starts, end__in=ends)
    found = {(thing.indicator_id, thing.start, thing.end): thing for thing in there}
    for thing in found.values():
        thing.indicator = indicators[thing.indicator_id]
        thing.chain = thing.indicator.chain
    missing = {_place(change): _observation(change) for change in changes if _place(change) not in found}
    Observation.objects.bulk_create(missing.values(), AT_ONCE)
    return found | missing


def _observation(change: Change) -> Observation:
    indicator, period = change.asked.indicator, change.period
    return Observation(
        indicator=indicator, chain=indicator.chain, start=period.start, end=period.end, period=period.code
    )


def _said(change: Change) -> dict[str, Any]:
    """By field: all of it for a new version, else what is to be said instead."""
    is_new, answer = change.record.version is None, change.answer
    said: dict[str, Any] = {
        each.name: answer[each.name]
        for each in ANSWERS
        if each.takes is not Takes.SOURCES and (is_new or each.name in change.cells)
    }
    levels = {level.code: level for level in change.asked.indicator.levels.all()}
    return said | {
        "level": levels[str(answer["level"])] if answer["level"] else None,
        "version_kind": answer["version_kind"] or VersionKind.FIRST,
    }


@transaction.atomic
def forget_old() -> int:
    """Lets go of files that are past their keeping; the record of them stays."""
    return Upload.objects.past_keeping().update(content=None)
