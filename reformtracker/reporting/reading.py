"""All that a report tells, read of one release in a number of queries that does not grow with the indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from benefits.models import ObservationVersion
from benefits.observed import Observed
from initiatives.models import FrameworkVersion
from reformtracker.publishing.models import Chain, Version
from reformtracker.publishing.projection import for_reader
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.snapshot import OutsideTheRecord, Snapshot, by_release
from reformtracker.reporting.outline import Outline
from reformtracker.web import challenges, changes, overview, timeline
from reformtracker.web.challenges import Register
from reformtracker.web.changes import Changes
from reformtracker.web.overview import Line, Overview
from reformtracker.web.timeline import Timeline


@dataclass(frozen=True)
class Told:
    """`named` is the release that the report speaks of, `snapshot` the one whose record is told: another one where an earlier
    report is held against a newer record, and then of the same day, so that nothing differs but the record; of another day
    where lateness is counted to that. `observed`: by
    indicator, the latest value of the reporting period. `changes` are those of a report that has an earlier one. `withdrawn`: what
    has been taken back after that release, which still holds it."""

    outline: Outline
    named: Snapshot
    snapshot: Snapshot
    framework: FrameworkVersion
    overview: Overview
    register: Register
    timeline: Timeline
    observed: Mapping[str, ObservationVersion]
    changes: Changes | None
    withdrawn: Sequence[Version]

    @property
    def is_against_later(self) -> bool:
        return self.snapshot.number != self.named.number

    @property
    def has_period(self) -> bool:
        return bool(self.outline.first or self.outline.last)

    def is_in_period(self, start: date, end: date) -> bool:
        """What lies in it with all of its days; everything, where no period was chosen."""
        first, last = self.outline.first, self.outline.last
        return (first is None or first <= start) and (last is None or end <= last)


def read(chain: Chain, outline: Outline, head: int = 0, day: date | None = None) -> Told:
    """In the active language. `head`: the release whose record is told instead of that of the outline; `day`: the one to which
    lateness is counted, instead of that of the release.

    Raises `OutsideTheRecord` for a release that there is not, and for one in which the framework is withdrawn.
    """
    named = by_release(chain, outline.release)
    snapshot = replace(by_release(chain, head) if head else named, day=day or named.day)
    found = overview.read(snapshot)
    told = Told(
        outline=outline,
        named=named,
        snapshot=snapshot,
        framework=_framework(snapshot),
        overview=found,
        register=challenges.read(snapshot),
        timeline=timeline.read(snapshot),
        observed={},
        changes=changes.changes(named, changes.after(named, outline.since)) if outline.since else None,
        withdrawn=_withdrawn(named),
    )
    _with_sources(found)
    return replace(told, observed=_observed(told, found.lines))


def _framework(snapshot: Snapshot) -> FrameworkVersion:
    rows = FrameworkVersion.objects.with_content(snapshot.number).filter(thing__chain=snapshot.chain)
    found = for_reader(rows.select_related("thing").prefetch_related("citations__document")).first()
    if not isinstance(found, FrameworkVersion):
        raise OutsideTheRecord(f"{snapshot.chain.slug} has no framework in release {snapshot.number}.")
    found.thing.chain = snapshot.chain
    return found


def _withdrawn(snapshot: Snapshot) -> list[Version]:
    """As on a page of that release."""
    number, found = snapshot.number, []
    models: Iterable[Any] = kinds()
    for model in models:
        rows = model.objects.withdrawn_after(number).filter(thing__chain=snapshot.chain)
        held = rows.filter(thing__in=model.objects.with_content(number).values("thing"))
        found += held.select_related("thing__indicator" if model is ObservationVersion else "thing", "release")
    return found


def _with_sources(found: Overview) -> None:
    """What a page of an objective or an initiative reads for itself."""
    prefetch_related_objects([goal.version for goal in found.goals if goal.version], "citations__document")
    initiatives = [group.version for group in found.groups if group.version]
    prefetch_related_objects(initiatives, "citations__document", "leads__entity")


def _observed(told: Told, lines: Sequence[Line]) -> dict[str, ObservationVersion]:
    chosen = {line.code: _latest_of_period(told, line) for line in lines}
    found = {
        line.code: line.latest
        for line in lines
        if line.latest and (seen := chosen[line.code]) and seen.pk == line.latest.pk
    }
    others = {seen.pk: code for code, seen in chosen.items() if seen and code not in found}
    if others:
        rows = ObservationVersion.objects.filter(pk__in=others).select_related("thing", "level")
        for version in for_reader(rows.prefetch_related("citations__document"), "level"):
            found[others[version.pk]] = version
    return found


def _latest_of_period(told: Told, line: Line) -> Observed | None:
    within = (
        seen
        for seen in reversed(line.observations)
        if (seen.value is not None or seen.level is not None) and told.is_in_period(seen.thing.start, seen.thing.end)
    )
    return next(within, None)
