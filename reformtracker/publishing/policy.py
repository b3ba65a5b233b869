"""Who may do what: the one place that ties roles to acts. The database holds what no role may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser, Group

from reformtracker.publishing.models import Person, Role

ACTS: dict[str, frozenset[Role]] = {
    "view": frozenset(Role),
    "comment": frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.PUBLISHER, Role.ADMINISTRATOR}),
    "draft": frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.ADMINISTRATOR}),
    "submit": frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.ADMINISTRATOR}),
    "return": frozenset({Role.REVIEWER, Role.PUBLISHER}),
    "approve": frozenset({Role.REVIEWER}),
    "release": frozenset({Role.PUBLISHER}),
    "redact": frozenset({Role.ADMINISTRATOR}),
    "refer": frozenset({Role.CONTRIBUTOR, Role.REVIEWER, Role.ADMINISTRATOR}),
    "administer": frozenset({Role.ADMINISTRATOR}),
    "audit": frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
}
"""`draft` covers structure too; `refer` is adding documents and entities; `administer` is people and their roles."""


class Refused(Exception):
    """The act is not allowed, with a sentence that says why and what to do."""


def may(person: Person | AnonymousUser, act: str) -> bool:
    """A superuser holds every role; no role, and no superuser, goes round review."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return person.is_superuser or bool(person.roles & ACTS[act])


def demand(person: Person, act: str) -> None:
    if not may(person, act):
        allowed = " or ".join(sorted(str(role.label) for role in ACTS[act]))
        raise Refused(f"{person.get_username()} may not {act}; that takes the role of {allowed}.")


def create_groups(**_signal: Any) -> None:
    for role in Role.values:
        Group.objects.get_or_create(name=role)
