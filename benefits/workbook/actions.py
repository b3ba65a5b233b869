"""The verbs: a file is taken in, what it says becomes drafts, old files are forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benefits.models import Level, Observation, ObservationVersion, Upload
from benefits.workbook import sources
from benefits.workbook.checks import Change
from benefits.workbook.columns import ANSWERS, Takes
from benefits.workbook.preview import Preview, preview
from benefits.workbook.reader import refuse_unseen
from reformtracker.publishing import actions, policy
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.models import Person, VersionKind
from reformtracker.publishing.record import audit


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
    for change in found.changes:
        reason = reasons[change.row].strip() if change.row in doubted else ""
        version = _drafted(change, by, reason)
        if reason:
            actions.comment(version, by=by, text=reason)
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


def _drafted(change: Change, by: Person, reason: str) -> ObservationVersion:
    """`reason`: what was said to a doubt; a jump is not asked about again when the draft is submitted."""
    version: Any = change.record.version
    if version is None:
        version = ObservationVersion(thing=_observation(change))
        _fill(version, change)
        version.jump_reason = reason
        actions.start(version, by=by)
    else:
        if not change.record.is_open:
            kind = str(change.answer["version_kind"] or VersionKind.REVISION)
            version = actions.revise(version.thing, ObservationVersion, by=by, version_kind=kind)
        _fill(version, change)
        version.jump_reason = reason or version.jump_reason
        actions.save(version, by=by, expected=version.edits)
    if "sources" in change.cells:
        sources.replace(version, str(change.answer["sources"]))
    made: ObservationVersion = version
    return made


def _observation(change: Change) -> Observation:
    """One whose only draft was discarded is taken up again."""
    indicator, period = change.asked.indicator, change.period
    made, _new = Observation.objects.get_or_create(
        indicator=indicator,
        start=period.start,
        end=period.end,
        defaults={"chain": indicator.chain, "period": period.code},
    )
    return made


def _fill(version: ObservationVersion, change: Change) -> None:
    for each in ANSWERS:
        value: Any = change.answer[each.name]
        if each.takes is Takes.SOURCES:
            continue
        if each.takes is Takes.LEVEL:
            version.level = Level.objects.get(indicator=change.asked.indicator, code=value) if value else None
        elif each.name == "version_kind":
            version.version_kind = value or VersionKind.FIRST
        elif each.name in change.cells or version.pk is None:
            setattr(version, each.name, value)


@transaction.atomic
def forget_old() -> int:
    """Lets go of files that are past their keeping; the record of them stays."""
    return Upload.objects.past_keeping().update(content=None)
