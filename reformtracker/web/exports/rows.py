"""What an export holds: the rows that the API's lists hold, read one after the other and never all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

from benefits.api import Indicators, Observations
from benefits.models import IndicatorVersion
from casestudies.api import CaseStudies, Challenges, CorrectiveActions
from initiatives.api import Frameworks, Initiatives, Milestones, Objectives
from reformtracker.api import fields
from reformtracker.api.documents import DocumentSerializer
from reformtracker.api.filters import ordered
from reformtracker.api.references import pointed_at
from reformtracker.api.views import Versions
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.sources.models import Document

BATCH = 500

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


@dataclass(frozen=True)
class Export:
    """One whole snapshot of one framework, in one language; with `indicator`, a code, what there is of that one."""

    snapshot: Snapshot
    language: str
    indicator: str = ""

    @property
    def context(self) -> dict[str, Any]:
        snapshot = self.snapshot
        return {"language": self.language, "snapshots": {snapshot.chain.pk: snapshot}, "snapshot": snapshot}

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """As the API gives them in a list of that resource, in its default order."""
        if name == "documents":
            yield from self._documents()
            return
        view = RESOURCES[name]()
        # The view reads its request only for what is given here.
        view.snapshots, view.with_history = [self.snapshot], False
        found = ordered(self._wanted(name, view.get_queryset()), view.default_order, view.ORDERING, view.TIE)
        serializer: BaseSerializer[Any] = view.get_serializer_class()(context=self.context)
        for row in found.iterator(chunk_size=BATCH):
            yield serializer.to_representation(row)

    def _wanted(self, name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**{OF_ONE[name]: self.indicator}) if self.indicator else rows

    def _documents(self) -> Iterator[dict[str, Any]]:
        serializer = DocumentSerializer(context={**self.context, "asked": dict(self.snapshot.asked)})
        for row in pointed_at(Document, [self.snapshot]).order_by("symbol"):
            yield serializer.to_representation(row)

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """By code, what an observation takes from its indicator."""
        rows = IndicatorVersion.objects.published(self.snapshot.number).filter(thing__chain=self.snapshot.chain)
        return {version.thing.code: self._about(version) for version in rows.select_related("thing__unit")}

    def _about(self, version: IndicatorVersion) -> dict[str, Any]:
        unit, language = version.thing.unit, self.language
        own = fields.text(version, "unit_label", language) if unit else None
        return {
            "name": fields.text(version, "name", language),
            "kind": version.thing.kind,
            "role": version.thing.role,
            "unit": unit.code if unit else None,
            "unit_label": own or (fields.text(unit, "label", language) if unit else None),
        }
