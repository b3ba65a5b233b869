"""What waits for whom: drafts, what came back, versions to review, approved ones without a release, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone

from reformtracker.publishing import policy
from reformtracker.publishing.deadlines import Due
from reformtracker.publishing.models import Editor, Person, Release, Remark, State, Version, VersionQuerySet
from reformtracker.publishing.registry import due_for, kind, kinds
from reformtracker.publishing.snapshot import today


class Place(StrEnum):
    """Where an open version stands as seen by one person."""

    RETURNED = "returned"
    DRAFT = "draft"
    REVIEW = "review"
    OWN = "own"
    """In review and edited by this person: somebody else decides."""
    APPROVED = "approved"


class Entry(NamedTuple):
    """`since`: when it came to stand there; by it, then by kind and key, lists are sorted."""

    since: datetime
    kind: str
    pk: int
    place: Place

    @property
    def key(self) -> str:
        """As forms and addresses name it."""
        return f"{self.kind}:{self.pk}"

    @property
    def days(self) -> int:
        """How long it has waited, in whole days."""
        return (timezone.now() - self.since).days


@dataclass
class Waiting:
    """All that waits for one person, the longest waiting first; what is due, by its day.

    `day`: that of the whole page, even where midnight passes while it is made.
    """

    day: date = field(default_factory=today)
    entries: list[Entry] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    planned: list[Release] = field(default_factory=list)

    def at(self, *places: Place) -> list[Entry]:
        return [entry for entry in self.entries if entry.place in places]

    @property
    def overdue(self) -> list[Due]:
        return [due for due in self.due if due.is_late(self.day) and not due.lapsed]

    @property
    def coming(self) -> list[Due]:
        return [due for due in self.due if not due.is_late(self.day)]

    @property
    def lapsed(self) -> list[Due]:
        return [due for due in self.due if due.lapsed]

    @property
    def held(self) -> list[Release]:
        return [release for release in self.planned if is_held(release)]

    @property
    def work(self) -> int:
        """What a person has to write: the count beside “My work”."""
        return len(self.overdue) + len(self.coming) + len(self.at(Place.RETURNED, Place.DRAFT))


def for_person(person: Person) -> Waiting:
    """In a number of queries that does not grow with what waits."""
    found = Waiting(entries=_entries(person))
    if policy.may(person, "draft"):
        # What is begun stands among the drafts.
        found.due = [due for due in due_for(person, found.day) if not due.begun]
    if policy.may(person, "release"):
        found.planned = _planned()
    return found


def queue(person: Person) -> list[Entry]:
    """What this person may decide on, in the order in which it came to review."""
    return [entry for entry in _entries(person) if entry.place == Place.REVIEW]


def is_held(release: Release) -> bool:
    """Due, and yet not public; or about to be, with something in it that went back to review."""
    passed = release.publish_at is not None and release.publish_at <= timezone.now()
    return passed or bool(getattr(release, "is_unready", False))


def load(entries: Iterable[Entry]) -> list[tuple[Entry, Version]]:
    """Each with its version, as far as it is still there: one query for each kind among them."""
    asked = list(entries)
    by_kind: dict[str, set[int]] = defaultdict(set)
    for entry in asked:
        by_kind[entry.kind].add(entry.pk)
    found = {
        (name, version.pk): version
        for name, keys in by_kind.items()
        for version in named(kind(name).objects.filter(pk__in=keys))
    }
    return [(entry, found[entry[1:3]]) for entry in asked if entry[1:3] in found]


def reasons(entries: Iterable[Entry]) -> dict[tuple[str, int], Remark]:
    """By kind and key: the latest remark with which each of these was returned."""
    keys = {entry[1:3] for entry in entries}
    remarks = Remark.objects.filter(act=Remark.Act.RETURN, version_id__in={pk for _kind, pk in keys})
    rows = remarks.select_related("by").prefetch_related("by__groups")
    return {(row.kind, row.version_id): row for row in rows if (row.kind, row.version_id) in keys}


def approved() -> list[Version]:
    """Approved versions that no planned release holds, in the order in which a release publishes kinds."""
    rows: list[Version] = []
    for model in kinds():
        rows += named(_free(model)).order_by("thing__chain", "thing")
    return rows


def named(versions: VersionQuerySet) -> VersionQuerySet:
    """With what it takes to name each version and the people who worked on it."""
    thing = versions.model._meta.get_field("thing").related_model
    parents = [f"thing__{field.name}" for field in thing._meta.concrete_fields if field.is_relation]
    return versions.select_related(*parents, "edited_by", "submitted_by", "approved_by")


def _free(model: type[Version]) -> VersionQuerySet:
    found: VersionQuerySet = model.objects.filter(state=State.APPROVED)
    return found.exclude(release__state=Release.State.PLANNED)


def _entries(person: Person) -> list[Entry]:
    """One statement for all kinds."""
    asked = [rows for model in kinds() for rows in _of_kind(model, person)]
    if not asked:
        return []
    rows = asked[0].union(*asked[1:], all=True)
    return sorted(Entry(since, name, pk, Place(place)) for since, name, pk, place in rows)


def _of_kind(model: type[Version], person: Person) -> Iterator[QuerySet[Any]]:
    mine = Exists(Editor.objects.filter(kind=model.KIND, version_id=OuterRef("pk"), person=person))
    returns = Remark.objects.filter(kind=model.KIND, act=Remark.Act.RETURN, version_id=OuterRef("pk"))
    every: VersionQuerySet = model.objects.order_by()
    if policy.may(person, "draft"):
        drafts = every.filter(mine, state=State.DRAFT)
        returned_at = Subquery(returns.order_by("-id").values("at")[:1])
        yield _rows(drafts.filter(Exists(returns)), returned_at, Value(Place.RETURNED.value))
        yield _rows(drafts.exclude(Exists(returns)), F("edited_at"), Value(Place.DRAFT.value))
    if policy.may(person, "approve"):
        place = Case(When(mine, then=Value(Place.OWN.value)), default=Value(Place.REVIEW.value))
        in_area = policy.within(person, "approve", every.filter(state=State.IN_REVIEW))
        yield _rows(in_area, F("submitted_at"), place)
    if policy.may(person, "release"):
        yield _rows(_free(model).order_by(), F("approved_at"), Value(Place.APPROVED.value))


def _rows(versions: VersionQuerySet, since: Any, place: Any) -> QuerySet[Any]:
    word = CharField()
    told: QuerySet[Any] = versions.annotate(
        since=since, of_kind=Value(versions.model.KIND, word), place=Case(default=place, output_field=word)
    ).values_list("since", "of_kind", "pk", "place")
    return told


def _planned() -> list[Release]:
    """Marked with whether something in it is not approved any more."""
    releases = Release.objects.filter(state=Release.State.PLANNED).select_related("chain").defer("manifest")
    unready = [
        model.objects.order_by()
        .filter(release__state=Release.State.PLANNED)
        .exclude(state=State.APPROVED)
        .values_list("release_id", flat=True)
        for model in kinds()
    ]
    waiting = set(unready[0].union(*unready[1:]))
    found = list(releases.order_by("publish_at", "id"))
    for release in found:
        release.is_unready = release.pk in waiting  # type: ignore[attr-defined]  # for this list only
    return found
