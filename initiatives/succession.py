"""The framework before one and those that follow it, each as it stood on the day of which the reader asks.

A release is counted within its own framework, so only a day leads from one to another. Nothing is said of a framework that had
no release by then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from initiatives.models import Framework, FrameworkVersion
from reformtracker.publishing.models import Chain
from reformtracker.publishing.projection import for_reader
from reformtracker.publishing.snapshot import OutsideTheRecord, Snapshot, as_of


@dataclass(frozen=True, slots=True)
class Neighbour:
    snapshot: Snapshot
    framework: FrameworkVersion

    @property
    def slug(self) -> str:
        return self.snapshot.chain.slug


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Several may follow one: its objectives may be divided among them."""

    before: Neighbour | None = None
    after: tuple[Neighbour, ...] = ()

    def __iter__(self) -> Iterator[Neighbour]:
        yield from (self.before,) if self.before else ()
        yield from self.after

    @property
    def snapshots(self) -> list[Snapshot]:
        return [one.snapshot for one in self]


def neighbours(snapshot: Snapshot) -> Neighbours:
    return of_each([snapshot])[snapshot.chain.pk]


def of_each(snapshots: Sequence[Snapshot]) -> Mapping[int, Neighbours]:
    """By the key of the chain; in one query where no framework follows another."""
    found: dict[int, Neighbours] = defaultdict(Neighbours)
    following = list(_following([one.chain for one in snapshots]))
    for one in snapshots if following else ():
        before = [_read(link.follows.chain, one.day) for link in following if link.follows and link.chain == one.chain]
        after = [_read(link.chain, one.day) for link in following if link.follows and link.follows.chain == one.chain]
        found[one.chain.pk] = Neighbours(next(iter(before), None), tuple(other for other in after if other))
    return found


def _following(chains: Sequence[Chain]) -> Iterator[Framework]:
    """Those among them that follow another, and those that follow one of them."""
    rows = Framework.objects.filter(Q(chain__in=chains) | Q(follows__chain__in=chains), chain__head__gt=0)
    yield from rows.exclude(follows=None).select_related("chain", "follows__chain").order_by("chain__slug")


def _read(chain: Chain, day: date) -> Neighbour | None:
    try:
        snapshot = as_of(chain, day)
    except OutsideTheRecord:
        return None
    rows = FrameworkVersion.objects.with_content(snapshot.number).filter(thing__chain=chain)
    framework: FrameworkVersion | None = for_reader(rows).first()
    return Neighbour(snapshot, framework) if framework else None


def reached(snapshot: Snapshot, others: Sequence[Snapshot]) -> dict[int, int]:
    """By the key of each chain, the release in which it is read."""
    return {one.chain.pk: one.number for one in (snapshot, *others)}
