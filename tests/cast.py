"""The cast: who acts in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from initiatives.models import Assignment
from reformtracker.publishing.models import Person, Role
from tests.kept import once


def person(name: str, *roles: str, everything: bool = True, **fields: Any) -> Person:
    """A member of staff. Contributors and reviewers of the cast are assigned everything, unless told otherwise."""
    made = Person.objects.create_user(username=name, email=f"{name}@example.org", is_staff=True, **fields)
    made.groups.set(Group.objects.get_or_create(name=role)[0] for role in roles)
    limited = {Role.CONTRIBUTOR, Role.REVIEWER} & set(roles)
    for role in sorted(limited) if everything else ():
        Assignment.objects.create(person=made, role=role, everything=True)
    return made


@dataclass(frozen=True)
class Cast:
    contributor: Person
    reviewer: Person
    publisher: Person
    administrator: Person
    auditor: Person


@once
def assemble() -> Cast:
    return Cast(
        contributor=person("chidi", Role.CONTRIBUTOR),
        reviewer=person("ruth", Role.REVIEWER),
        publisher=person("pavel", Role.PUBLISHER),
        administrator=person("amal", Role.ADMINISTRATOR),
        auditor=person("agnes", Role.AUDITOR),
    )
