"""Who may do what, and where: the one place that ties roles to acts. The database holds what no role may do.

A role allows acts; what is assigned to a person in it (`registry.area`) says on which things. All staff with a role may
read all, for a secretariat is small and reviews itself by reading; contributors and reviewers act in their area only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from reformtracker.publishing import registry
from reformtracker.publishing.models import Person, Role, Thing, Version

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

EVERYWHERE = frozenset({"view"})
"""Acts that need no assignment."""

Rows = TypeVar("Rows", bound=QuerySet[Any])
What = Thing | Version | type[Thing] | None
"""Something, or a kind of which there is to be something new; None asks whether the act is possible anywhere."""


class Refused(Exception):
    """The act is not allowed, with a sentence that says why and what to do."""


def may(person: Person | AnonymousUser, act: str, what: What = None) -> bool:
    """A superuser holds every role and every area; no role, and no superuser, goes round review."""
    if not isinstance(person, Person) or not person.is_active:
        return False
    return person.is_superuser or any(_covers(person, role, act, what) for role in roles_for(person, act))


def demand(person: Person, act: str, what: What = None) -> None:
    if may(person, act, what):
        return
    if what is None or not may(person, act):
        roles = _(" or ").join(sorted(str(role.label) for role in ACTS[act]))
        names = {"name": person.get_username(), "roles": roles}
        raise Refused(_("%(name)s may not do this; it takes the role of %(roles)s.") % names)
    raise Refused(_not_assigned(person, act, what))


def demand_each(person: Person, act: str, versions: Sequence[Version]) -> None:
    """As `demand` for each of these versions of one kind, whose things are stored: asked of the database once."""
    kind: Any = type(versions[0].thing)
    things = kind._default_manager.filter(pk__in={version.thing_id for version in versions})
    inside = set(within(person, act, things).values_list("pk", flat=True))
    for version in versions:
        if version.thing_id not in inside:
            demand(person, act, version)


def within(person: Person | AnonymousUser, act: str, rows: Rows) -> Rows:
    """Those of these things, or versions of things, on which the person may do it: for lists, choosers and counts."""
    if not isinstance(person, Person) or not may(person, act):
        return rows.none()
    areas = [_area(person, role, act) for role in roles_for(person, act)]
    if person.is_superuser or any(area is None or area.is_everything for area in areas):
        return rows
    is_version = issubclass(rows.model, Version)
    kind: Any = rows.model._meta.get_field("thing").related_model if is_version else rows.model
    inside = Q(pk__in=())
    for area in areas:
        inside |= area.things(kind) if area else Q()
    found = kind._default_manager.filter(inside).values("pk")
    return rows.filter(**{"thing__in" if is_version else "pk__in": found})


def roles_for(person: Person, act: str) -> list[Role]:
    return [Role(name) for name in sorted(person.roles & ACTS[act])]


def areas(person: Person) -> list[tuple[Role, registry.Area]]:
    """What is assigned to the person in each of their roles that has limits."""
    found = [(role, registry.area(person, role)) for role in Role if role in person.roles]
    return [(role, area) for role, area in found if area is not None]


def waits_for_an_area(person: Person | AnonymousUser) -> list[Role]:
    """Roles in which the person can do nothing, because nothing is assigned to them."""
    if not isinstance(person, Person) or person.is_superuser:
        return []
    return [role for role, area in areas(person) if area.is_empty]


def _area(person: Person, role: Role, act: str) -> registry.Area | None:
    return None if act in EVERYWHERE else registry.area(person, role)


def _covers(person: Person, role: Role, act: str, what: What) -> bool:
    area = _area(person, role, act)
    if what is None or area is None or area.is_everything:
        return True
    if isinstance(what, type):
        return area.may_grow(what)
    thing = what.thing if isinstance(what, Version) else what
    model: Any = type(thing)
    return bool(model._default_manager.filter(area.things(model), pk=thing.pk).exists())


def _not_assigned(person: Person, act: str, what: What) -> str:
    held = [(role, registry.area(person, role)) for role in roles_for(person, act)]
    mine = "; ".join(f"{role.label}: {area}" for role, area in held)
    if isinstance(what, Thing | Version):
        name = (what.thing if isinstance(what, Version) else what).public_id
        said = _("%(name)s lies outside what is assigned to you (%(mine)s).")
    else:
        name = str(what._meta.verbose_name) if what else ""
        said = _("What is assigned to you (%(mine)s) does not reach as far as a new %(name)s.")
    return f"{said % {'name': name, 'mine': mine}} {_('You may read it; an administrator can assign it to you.')}"


def create_groups(**_signal: Any) -> None:
    for role in Role.values:
        Group.objects.get_or_create(name=role)
