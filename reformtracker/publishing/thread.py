"""What was said and done about one version, in the order in which it happened: comments, returns, submissions, approvals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.models import AuditEvent, Person, Remark, Role, Version

DONE: dict[str, Any] = {"submit": _("submitted"), "approve": _("approved")}
"""Acts that leave no remark, by their name in the audit."""


@dataclass(frozen=True)
class Said:
    """`who` is None for the system; `text` is empty where something was done and nothing said."""

    at: datetime
    who: Person | None
    act: str
    done: Any
    text: str = ""

    @property
    def roles(self) -> str:
        return roles_of(self.who)


def roles_of(person: Person | None) -> str:
    """The roles in which a person works, as staff read them; groups are best fetched beforehand."""
    held = {group.name for group in person.groups.all()} if person else set()
    return ", ".join(str(role.label) for role in Role if role in held)


def thread(version: Version) -> list[Said]:
    remarks = Remark.objects.filter(kind=version.KIND, version_id=version.pk)
    said = [
        Said(row.at, row.by, row.act, row.get_act_display(), row.text)
        for row in remarks.select_related("by").prefetch_related("by__groups")
    ]
    events = list(AuditEvent.objects.filter(kind=version.KIND, version_id=version.pk, act__in=DONE))
    known = _people(event.actor for event in events)
    done = [Said(event.at, known.get(event.actor), event.act, DONE[event.act]) for event in events]
    return sorted([*done, *said], key=lambda entry: entry.at)


def last_return(said: Iterable[Said]) -> Said | None:
    """The reason for which a draft came back, where it did."""
    return next((entry for entry in reversed(list(said)) if entry.act == Remark.Act.RETURN), None)


def _people(pseudonyms: Iterable[str]) -> dict[str, Person]:
    found = Person.objects.filter(pseudonym__in=set(pseudonyms)).prefetch_related("groups")
    return {person.pseudonym: person for person in found}
