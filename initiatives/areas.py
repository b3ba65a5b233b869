"""The area of a contributor and of a reviewer: which things lie under what is assigned to them.

A thing lies under the initiatives it is tied to. Several: one of them is enough, to draft as to review; were all asked for,
a case that spans two objectives could be approved by nobody in a secretariat with a reviewer for each. None (a framework, a
milestone, a challenge of the reform as a whole): it is for those who are assigned everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from initiatives.models import Assignment, Initiative, Objective
from reformtracker.publishing.models import Person, Role, Thing

NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Area:
    person: Person
    role: Role
    assignments: tuple[Assignment, ...]

    @property
    def is_everything(self) -> bool:
        return any(row.everything for row in self.assignments)

    @property
    def is_empty(self) -> bool:
        return not self.assignments

    @property
    def initiatives(self) -> QuerySet[Initiative]:
        return Initiative.objects.filter(self.things(Initiative))

    def things(self, model: type[Thing]) -> Q:
        if self.is_everything:
            return Q()
        belonging = _belongings.get(model)
        return belonging.within(self) if belonging and not self.is_empty else NOTHING

    def may_grow(self, model: type[Thing]) -> bool:
        belonging = _belongings.get(model)
        return self.is_everything or bool(belonging and self.role in belonging.begun_by and not self.is_empty)

    def __str__(self) -> str:
        if self.is_empty:
            return _("nothing yet")
        if self.is_everything:
            return _("everything")
        codes = ", ".join(str(row) for row in self.assignments)
        if self.role == Role.CONTRIBUTOR:
            return _("initiatives %(codes)s") % {"codes": codes}
        return _("objectives %(codes)s") % {"codes": codes}


@dataclass(frozen=True)
class Belonging:
    """How things of a kind are tied to initiatives, and by which roles they can be begun within what is assigned."""

    within: Callable[[Area], Q]
    begun_by: frozenset[Role] = frozenset({Role.CONTRIBUTOR, Role.REVIEWER})


_belongings: dict[type[Thing], Belonging] = {}


def belongs(model: type[Thing], belonging: Belonging) -> None:
    _belongings[model] = belonging


def of_contributor(person: Person) -> Area:
    return _of(person, Role.CONTRIBUTOR)


def of_reviewer(person: Person) -> Area:
    return _of(person, Role.REVIEWER)


def _of(person: Person, role: Role) -> Area:
    rows = Assignment.objects.filter(person=person, role=role).select_related("initiative", "objective")
    return Area(person, role, tuple(rows))


def _initiatives(area: Area) -> Q:
    chosen = [row.initiative_id for row in area.assignments]
    return Q(pk__in=chosen) if area.role == Role.CONTRIBUTOR else Q(objective__in=_objectives_of(area))


def _objectives(area: Area) -> Q:
    return Q(pk__in=_objectives_of(area))


def _objectives_of(area: Area) -> list[int | None]:
    return [row.objective_id for row in area.assignments if row.objective_id]


belongs(Initiative, Belonging(_initiatives, begun_by=frozenset({Role.REVIEWER})))
belongs(Objective, Belonging(_objectives, begun_by=frozenset()))
