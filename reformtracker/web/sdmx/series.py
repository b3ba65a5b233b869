"""The observations that a question is about, as the API gives them, read one after the other and never all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from benefits.api import Observations, ObservationSerializer
from benefits.lateness import Frequency
from benefits.models import IndicatorVersion
from benefits.periods import Period
from reformtracker.api import fields
from reformtracker.api.views import BATCH
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web.sdmx import codes, ids
from reformtracker.web.sdmx.components import Row

ORDER = ("thing__indicator__code", "thing__start", "thing__end", "number", "pk")
HISTORY = ("from_release", *ORDER)


@dataclass(frozen=True)
class Wanted:
    """`indicators` are ids of codes; none: all. The period of an observation lies within `since` and `until`."""

    snapshot: Snapshot
    language: str = "en"
    indicators: frozenset[str] = frozenset()
    since: Period | None = None
    until: Period | None = None
    updated_after: datetime | None = None
    with_history: bool = False

    @property
    def rows(self) -> QuerySet[Any]:
        """By indicator and period; with history by release before that."""
        view = Observations()
        # The view reads its request only for what is given here.
        view.snapshots, view.with_history = [self.snapshot], self.with_history
        found = view.get_queryset()
        if self.indicators:
            found = found.filter(thing__indicator__in=self._named())
        if self.since:
            found = found.filter(thing__start__gte=self.since.start)
        if self.until:
            found = found.filter(thing__end__lte=self.until.end)
        if self.updated_after:
            found = found.filter(release__recorded_at__gt=self.updated_after)
        return found.order_by(*(HISTORY if self.with_history else ORDER))

    def _named(self) -> list[int]:
        return [key for key, code in self._public().items() if ids.code(code) in self.indicators]

    def _public(self) -> dict[int, str]:
        """Those of which there is an observation."""
        return dict(
            IndicatorVersion.objects.published(self.snapshot.number)
            .filter(thing__chain=self.snapshot.chain)
            .order_by("thing__code")
            .values_list("thing", "thing__code")
        )

    def codes(self) -> list[str]:
        """Codes of the indicators of which there is something to answer."""
        found = self.rows.order_by("thing__indicator__code").values_list("thing__indicator__code", flat=True)
        return list(found.distinct())

    def read(self) -> Iterator[Row]:
        """Each with what it takes from its indicator under `about`."""
        about = self._about()
        context = {
            "language": self.language,
            "snapshots": {self.snapshot.chain.pk: self.snapshot},
            "snapshot": self.snapshot,
        }
        serializer = ObservationSerializer(context=context)
        for version in self.rows.iterator(chunk_size=BATCH):
            row = serializer.to_representation(version)
            yield {**row, "about": about.get(row["indicator"], {})}

    def _about(self) -> dict[str, dict[str, Any]]:
        versions = IndicatorVersion.objects.published(self.snapshot.number).filter(thing__chain=self.snapshot.chain)
        return {one.thing.code: _of_indicator(one, self.language) for one in versions.select_related("thing__unit")}


def _of_indicator(version: IndicatorVersion, language: str) -> dict[str, Any]:
    unit = version.thing.unit
    own = fields.text(version, "unit_label", language) if unit else None
    return {
        "frequency": codes.FREQUENCY[Frequency(version.thing.frequency)],
        "role": version.thing.role,
        "unit": unit.code if unit else codes.LEVEL_AS_UNIT,
        "unit_label": own or (fields.text(unit, "label", language) if unit else None),
        "decimals": version.decimals,
    }
