"""What waits for whom: drafts that came back, versions to review, approved ones without a release."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from reformtracker.publishing import policy
from reformtracker.publishing.models import Editor, Person, Release, Remark, State, Version, VersionQuerySet
from reformtracker.publishing.registry import kinds


@dataclass
class Waiting:
    """Open versions of every kind as they concern one person, the longest waiting first."""

    returned: list[Version] = field(default_factory=list)
    drafts: list[Version] = field(default_factory=list)
    to_review: list[Version] = field(default_factory=list)
    approved: list[Version] = field(default_factory=list)
    planned: list[Release] = field(default_factory=list)


def for_person(person: Person) -> Waiting:
    found = Waiting()
    mine = _edited_by(person)
    for model in kinds():
        own = Q(state=State.DRAFT, pk__in=mine[model.KIND])
        in_area = policy.within(person, "approve", model.objects.filter(state=State.IN_REVIEW))
        review = Q(pk__in=in_area.values("pk")) & ~Q(pk__in=mine[model.KIND])
        wanted = own | review if policy.may(person, "approve") else own
        returned = _returned(model, mine[model.KIND])
        for version in named(model.objects.open().filter(wanted)).order_by("edited_at"):
            if version.state == State.IN_REVIEW:
                found.to_review.append(version)
            elif version.pk in returned:
                found.returned.append(version)
            else:
                found.drafts.append(version)
    if policy.may(person, "release"):
        found.approved = approved()
        found.planned = list(
            Release.objects.filter(state=Release.State.PLANNED).select_related("chain").order_by("publish_at", "id")
        )
    return found


def approved() -> list[Version]:
    """Approved versions that no planned release holds, in the order in which a release publishes kinds."""
    rows: list[Version] = []
    for model in kinds():
        free = model.objects.filter(state=State.APPROVED).exclude(release__state=Release.State.PLANNED)
        rows += named(free).order_by("thing__chain", "thing")
    return rows


def named(versions: VersionQuerySet) -> VersionQuerySet:
    """With what it takes to name each version and the people who worked on it."""
    thing = versions.model._meta.get_field("thing").related_model
    parents = [f"thing__{field.name}" for field in thing._meta.concrete_fields if field.is_relation]
    return versions.select_related(*parents, "edited_by", "approved_by")


def _edited_by(person: Person) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for kind, version_id in Editor.objects.filter(person=person).values_list("kind", "version_id"):
        found[kind].add(version_id)
    return found


def _returned(model: type[Version], edited: set[int]) -> set[int]:
    """Drafts whose last submission came back."""
    remarks = Remark.objects.filter(kind=model.KIND, act=Remark.Act.RETURN, version_id__in=edited)
    return set(remarks.values_list("version_id", flat=True))
