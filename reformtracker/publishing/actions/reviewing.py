"""Review: submitted, returned with a reason, approved by somebody else, sent back when what was approved has moved."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reformtracker.publishing import outbox, policy, registry
from reformtracker.publishing.actions.editing import Conflict
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import Editor, Person, Remark, Role, State, Version
from reformtracker.publishing.record import audit

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
        current = type(version).objects.select_related("thing").get(pk=version.pk)
        raise Conflict(f"{current.thing.public_id} is {current.get_state_display()} now.", current)
    version.refresh_from_db()


@transaction.atomic
def submit(version: Version, *, by: Person) -> None:
    policy.demand(by, "submit")
    problems = registry.problems(version)
    if problems:
        raise Incomplete(problems)
    noted = registry.noted_at_submission(version)
    _move(version, State.DRAFT, State.IN_REVIEW, submitted_by=by, submitted_at=timezone.now(), **noted)
    audit("submit", by=by, version=version)
    _tell(
        f"submitted:{version.KIND}:{version.pk}:{version.edits}",
        [person for person in _holders(Role.REVIEWER) if person.pk not in _editors(version)],
        version,
        "{id} waits for your review",
        "{id} was submitted for review.",
    )


@transaction.atomic
def send_back(version: Version, *, by: Person, reason: str) -> None:
    """Returns what is in review to its author. The reason is required, and kept."""
    policy.demand(by, "return")
    if not reason.strip():
        raise Incomplete({"reason": ["Say what is to be changed: the author works from this."]})
    _move(version, State.IN_REVIEW, State.DRAFT)
    remark = _remark(version, by, reason, Remark.Act.RETURN)
    audit("return", by=by, version=version, reason=reason)
    _tell(
        f"returned:{remark.pk}",
        Person.objects.filter(pk__in=_editors(version)),
        version,
        "{id} was returned to you",
        "{id} was returned. Reason: " + reason.replace("{", "(").replace("}", ")"),
    )


@transaction.atomic
def approve(version: Version, *, by: Person, seen: str | None = None) -> None:
    """Binds the approval to a hash of the content. `seen`: the hash of what the reviewer had on the screen."""
    policy.demand(by, "approve")
    if by.pk in _editors(version):
        raise policy.Refused("You have edited this version, so somebody else has to approve it.")
    found = current_hash(version)
    if seen is not None and seen != found:
        raise Conflict(f"{version.thing.public_id} has changed since you opened it; look at it again.", version)
    _move(version, State.IN_REVIEW, State.APPROVED, approved_by=by, approved_at=timezone.now(), approved_hash=found)
    audit("approve", by=by, version=version, hash=found)
    recheck(_approved_beside(version))
    _tell(
        f"approved:{version.KIND}:{version.pk}:{found}",
        _holders(Role.PUBLISHER),
        version,
        "{id} is approved",
        "{id} is approved and waits for a release.",
    )


@transaction.atomic
def comment(version: Version, *, by: Person, text: str) -> None:
    policy.demand(by, "comment")
    _remark(version, by, text, Remark.Act.COMMENT)
    audit("comment", by=by, version=version)


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
        _tell(f"voided:{remark.pk}", [approver], version, "{id} needs a second look", "{id}: " + reason)
    recheck(_approved_beside(version))


def _remark(version: Version, by: Person | None, text: str, act: str) -> Remark:
    return Remark.objects.create(kind=version.KIND, version_id=version.pk, by=by, text=text, act=act)


def editors_of(model: type[Version], versions: Iterable[int]) -> QuerySet[Editor]:
    return Editor.objects.filter(kind=model.KIND, version_id__in=versions)


def _editors(version: Version) -> set[int]:
    return set(editors_of(type(version), [version.pk]).values_list("person_id", flat=True))


def _holders(role: Role) -> list[Person]:
    return list(Person.objects.filter(groups__name=role, is_active=True))


def _tell(key: str, people: Iterable[Person], version: Version, subject: str, body: str) -> None:
    identifier = version.thing.public_id
    outbox.mail(key, people, subject.format(id=identifier), body.format(id=identifier))
