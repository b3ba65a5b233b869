"""Review: submitted, returned with a reason, approved by somebody else, sent back when what was approved has moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reformtracker.publishing import policy, registry
from reformtracker.publishing.actions.editing import Conflict, gone, moved_on, save
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import Editor, Event, Person, Remark, Role, State, Version
from reformtracker.publishing.notices import holders, tell
from reformtracker.publishing.record import audit, audit_each
from reformtracker.publishing.rows import AT_ONCE

NOT_APPROVED = {"approved_by": None, "approved_at": None, "approved_hash": ""}


class Incomplete(Exception):
    """A draft is not ready for review. `problems`: sentences by field."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__("; ".join(f"{field}: {' '.join(said)}" for field, said in problems.items()))
        self.problems = problems


def _move(version: Version, old: State, new: State, **values: object) -> None:
    """One conditional update: of two people who act at once, one succeeds and the other is told."""
    moved = type(version).objects.filter(pk=version.pk, state=old).update(state=new, **values)
    if not moved:
        current = type(version).objects.select_related("thing").filter(pk=version.pk).first()
        raise moved_on(current) if current else gone(version)
    version.refresh_from_db()


@transaction.atomic
def submit(version: Version, *, by: Person, seen: str | None = None) -> None:
    """`seen`: the hash of what the person had on the screen, where it was not the form itself."""
    policy.demand(by, "submit", version)
    _refuse_unseen(version, seen)
    _refuse_incomplete(version)
    _hand_in(version, by)
    audit("submit", by=by, version=version)


def _refuse_incomplete(version: Version) -> None:
    problems = registry.problems(version)
    if problems:
        raise Incomplete(problems)


def _refuse_unseen(version: Version, seen: str | None) -> str:
    """Returns the hash of what is stored."""
    found = current_hash(version)
    if seen is not None and seen != found:
        raise Conflict(
            _("%(id)s has changed since you opened it; look at it again.") % {"id": version.thing.public_id}, version
        )
    return found


def _hand_in(version: Version, by: Person) -> None:
    noted = registry.noted_at_submission(version)
    _move(version, State.DRAFT, State.IN_REVIEW, submitted_by=by, submitted_at=timezone.now(), **noted)
    _tell(Event.SUBMITTED, version, deciders(version), once=version.submitted_at)


@transaction.atomic
def send_back(version: Version, *, by: Person, reason: str) -> None:
    """Returns what is in review to its author. The reason is required, and kept."""
    policy.demand(by, "return", version)
    if not reason.strip():
        raise Incomplete({"reason": ["Say what is to be changed: the author works from this."]})
    _move(version, State.IN_REVIEW, State.DRAFT)
    remark = _remark(version, by, reason, Remark.Act.RETURN)
    audit("return", by=by, version=version, reason=reason)
    _tell(Event.RETURNED, version, _people_of(version), once=remark.pk, remark=remark.pk)


@transaction.atomic
def approve(version: Version, *, by: Person, seen: str | None = None) -> None:
    """Binds the approval to a hash of the content. `seen`: the hash of what the reviewer had on the screen."""
    policy.demand(by, "approve", version)
    if by.pk in _editors(version):
        raise policy.Refused(_("You have edited this version, so somebody else has to approve it."))
    found = _refuse_unseen(version, seen)
    _move(version, State.IN_REVIEW, State.APPROVED, approved_by=by, approved_at=timezone.now(), approved_hash=found)
    # What it is judged by may have moved since it was submitted, and with it what has to be said.
    _refuse_incomplete(version)
    audit("approve", by=by, version=version, hash=found)
    recheck(_approved_beside(version))
    _tell(Event.APPROVED, version, holders(Role.PUBLISHER, "release"), once=version.approved_at)


@transaction.atomic
def amend(version: Version, *, by: Person, seen: str, content: Mapping[str, Any], why: str) -> None:
    """A reviewer changes what is in review, by column: it goes back to a draft, is saved and handed in again as one act.

    From then on they are one of its editors, and somebody else decides. `why` is what the thread says of it.
    """
    policy.demand(by, "approve", version)
    _refuse_unseen(version, seen)
    _move(version, State.IN_REVIEW, State.DRAFT)
    for column, value in content.items():
        setattr(version, column, value)
    save(version, by=by, expected=version.edits)
    _refuse_incomplete(version)
    _hand_in(version, by)
    remark = _remark(version, by, why, Remark.Act.AMEND)
    audit("amend", by=by, version=version, columns=sorted(content))
    others = _people_of(version).exclude(pk=by.pk)
    _tell(Event.AMENDED, version, others, once=remark.pk, remark=remark.pk)


def deciders(version: Version) -> list[Person]:
    """Reviewers in whose area it lies, and who have not edited it."""
    editors = _editors(version)
    return [person for person in holders(Role.REVIEWER, "approve", version) if person.pk not in editors]


def comment(version: Version, *, by: Person, text: str) -> None:
    comment_all([(version, text)], by=by)


@transaction.atomic
def comment_all(said: Sequence[tuple[Version, str]], *, by: Person) -> None:
    """What is said of each of these versions of one kind."""
    if not said:
        return
    versions = [version for version, _text in said]
    policy.demand_each(by, "comment", versions)
    remarks = (_said(version, by, text, Remark.Act.COMMENT) for version, text in said)
    Remark.objects.bulk_create(remarks, AT_ONCE)
    audit_each("comment", by=by, versions=[(version, {}) for version in versions])


@transaction.atomic
def recheck(versions: Iterable[Version]) -> list[Version]:
    """Sends approved versions back to review whose content, or what they stand beside, has moved since approval."""
    moved = []
    for version in versions:
        if version.state == State.APPROVED and current_hash(version) != version.approved_hash:
            void(version)
            moved.append(version)
    return moved


def _approved_beside(version: Version) -> list[Version]:
    """Approved versions of other things that are judged by a version of this one's thing."""
    found: list[Version] = []
    for model in registry.kinds():
        approved = list(model.objects.filter(state=State.APPROVED).select_related("thing__chain"))
        beside = model.standing_beside(approved)
        found += [
            candidate
            for candidate in approved
            if (other := beside.get(candidate.pk)) and (other.KIND, other.thing_id) == (version.KIND, version.thing_id)
        ]
    return found


def void(version: Version) -> None:
    reason = "What was approved has changed since: the content, its citations, or the indicator it is judged by."
    approver = version.approved_by
    _move(version, State.APPROVED, State.IN_REVIEW, **NOT_APPROVED)
    remark = _remark(version, None, reason, Remark.Act.RETURN)
    audit("void", by=None, version=version, reason=reason)
    if approver:
        _tell(Event.VOIDED, version, [approver], once=remark.pk)
    recheck(_approved_beside(version))


def _remark(version: Version, by: Person | None, text: str, act: str) -> Remark:
    remark = _said(version, by, text, act)
    remark.save()
    return remark


def _said(version: Version, by: Person | None, text: str, act: str) -> Remark:
    return Remark(kind=version.KIND, version_id=version.pk, by=by, text=text, act=act)


def editors_of(model: type[Version], versions: Iterable[int]) -> QuerySet[Editor]:
    return Editor.objects.filter(kind=model.KIND, version_id__in=versions)


def _editors(version: Version) -> set[int]:
    return set(editors_of(type(version), [version.pk]).values_list("person_id", flat=True))


def _people_of(version: Version) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=_editors(version))


def _tell(event: Event, version: Version, people: Iterable[Person], *, once: object, **about: Any) -> None:
    """`once` tells this time from an earlier one: a draft may be submitted and returned again and again."""
    moment = once.isoformat() if isinstance(once, datetime) else once
    tell(event, f"{version.KIND}:{version.pk}:{moment}", people, kind=version.KIND, version=version.pk, **about)
