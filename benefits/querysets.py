from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Prefetch, Q

from reformtracker.publishing.models import VersionQuerySet


class IndicatorVersionQuerySet(VersionQuerySet):
    def for_judging(self) -> Self:
        """With all that the arithmetic reads."""
        return self.select_related("thing__unit", "thing__chain", "baseline_level").prefetch_related("targets__level")

    def for_api(self, standings: models.QuerySet[models.Model]) -> Self:
        """`standings` of the release that is read; each thing holds its own as `standing_there`, a list of one or none."""
        together = self.select_related("thing__chain", "thing__unit", "thing__initiative__objective", "release")
        return together.select_related("baseline_level").prefetch_related(
            "thing__levels",
            "targets__level",
            "citations__document",
            Prefetch("thing__standings", standings, to_attr="standing_there"),
        )


class ObservationVersionQuerySet(VersionQuerySet):
    def of(self, indicator_id: int) -> Self:
        """In the order of their periods; of two with the same end the longer one last."""
        return (
            self.filter(thing__indicator_id=indicator_id)
            .select_related("thing__indicator", "level")
            .order_by("thing__end", "-thing__start")
        )

    def for_api(self) -> Self:
        together = self.select_related("thing__chain", "thing__indicator__initiative__objective", "release")
        return together.select_related("level", "judged_against__level").prefetch_related("citations__document")

    def with_value(self) -> Self:
        return self.filter(Q(value__isnull=False) | Q(level__isnull=False))


class StandingQuerySet(models.QuerySet["models.Model"]):
    def at(self, release: int) -> Self:
        """One row per indicator that is public in release number `release`."""
        return self.filter(Q(to_release=None) | Q(to_release__gt=release), from_release__lte=release)

    def for_api(self, latest: models.QuerySet[models.Model]) -> Self:
        return self.select_related("judged_against__level").prefetch_related(Prefetch("latest", latest))
