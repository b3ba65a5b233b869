"""What an export holds: the rows that the API's lists hold, read one after the other and never all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from benefits import columns
from benefits.api import Indicators, Observations, TargetSerializer
from benefits.models import Observation, ObservationVersion
from casestudies.api import CaseStudies, Challenges, CorrectiveActions
from initiatives.api import Frameworks, Initiatives, Milestones, Objectives
from reformtracker.api.documents import Documents, DocumentSerializer
from reformtracker.api.filters import ordered
from reformtracker.api.references import pointed_at
from reformtracker.api.tables.columns import Column
from reformtracker.api.tables.workbook import MOST_ROWS
from reformtracker.api.views import BATCH, Versions
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.sources.models import Document

RESOURCES: dict[str, type[Versions]] = {
    "frameworks": Frameworks,
    "objectives": Objectives,
    "initiatives": Initiatives,
    "indicators": Indicators,
    "observations": Observations,
    "case-studies": CaseStudies,
    "challenges": Challenges,
    "corrective-actions": CorrectiveActions,
    "milestones": Milestones,
}

OF_ONE = {"indicators": "thing__code", "observations": "thing__indicator__code"}
"""What an export of one indicator holds, and where its code stands."""

MOVES = frozenset({"html_url", "url", "link"})
"""Columns that say where something is found today: addresses move, and then the file of a release would be another one."""


@dataclass(frozen=True)
class Export:
    """One snapshot. `frozen`: only what was public in its release, so that it can be made again to the byte for ever."""

    snapshot: Snapshot
    language: str = "en"
    indicator: str = ""
    frozen: bool = False

    @cached_property
    def context(self) -> dict[str, Any]:
        snapshot = self.snapshot
        snapshots = {snapshot.chain.pk: snapshot}
        return {
            "language": self.language,
            "snapshots": snapshots,
            "snapshot": snapshot,
            "asked": dict(snapshot.asked),
        }

    def columns(self, name: str) -> Sequence[Column]:
        """As the resource declares them."""
        match name:
            case "observations":
                found = columns.observations(columns.Labels(self.snapshot, self.language, frozen=self.frozen))
            case "targets":
                found = columns.TARGETS
            case "documents":
                found = Documents.COLUMNS
            case _:
                found = RESOURCES[name].COLUMNS
        return [column for column in found if not (self.frozen and column.name in MOVES)]

    def serializer(self, name: str) -> Any:
        match name:
            case "targets":
                return TargetSerializer(context=self.context)
            case "documents":
                return DocumentSerializer(context=self.context)
        found: Any = RESOURCES[name].serializer_class
        return found(context=self.context)

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """As the API gives them in a list of that resource, in its default order."""
        if name == "targets":
            yield from self._targets()
            return
        serializer = self.serializer(name)
        for row in self._read(name).iterator(chunk_size=BATCH):
            if self.frozen and name in RESOURCES:
                # What was withdrawn after this release, it does not know of.
                row.thing.notices = []
            yield serializer.to_representation(row)

    def _read(self, name: str) -> QuerySet[Any]:
        if name == "documents":
            return pointed_at(Document, [self.snapshot]).order_by("symbol")
        view: Any = RESOURCES[name]()
        # The view reads its request only for what is given here.
        view.snapshots, view.with_history = [self.snapshot], False
        return ordered(self._wanted(name, view.get_queryset()), view.default_order, view.ORDERING, view.TIE)

    def _wanted(self, name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**{OF_ONE[name]: self.indicator}) if self.indicator else rows

    def _targets(self) -> Iterator[dict[str, Any]]:
        for indicator in self.rows("indicators"):
            for target in indicator["targets"]:
                yield {**target, "indicator": indicator["code"]}


def fits_a_sheet(export: Export) -> bool:
    """All values are counted first, which is quick and hardly ever too many; then those that are public alone."""
    snapshot = export.snapshot
    every = Observation.objects.filter(chain=snapshot.chain)
    public = ObservationVersion.objects.published(snapshot.number).filter(thing__chain=snapshot.chain)
    return not all(rows[MOST_ROWS : MOST_ROWS + 1].exists() for rows in (every, public))
