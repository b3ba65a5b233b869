from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from reformtracker.publishing.models import VersionQuerySet


class IndicatorVersionQuerySet(VersionQuerySet):
    def for_judging(self) -> Self:
        """With all that the arithmetic reads."""
        return self.select_related("thing__unit", "thing__chain", "baseline_level").prefetch_related("targets__level")


class ObservationVersionQuerySet(VersionQuerySet):
    def of(self, indicator_id: int) -> Self:
        """In the order of their periods; of two with the same end the longer one last."""
        return (
            self.filter(thing__indicator_id=indicator_id)
            .select_related("thing__indicator", "level")
            .order_by("thing__end", "-thing__start")
        )

    def with_value(self) -> Self:
        return self.filter(Q(value__isnull=False) | Q(level__isnull=False))


class StandingQuerySet(models.QuerySet["models.Model"]):
    def at(self, release: int) -> Self:
        """One row per indicator that is public in release number `release`."""
        return self.filter(Q(to_release=None) | Q(to_release__gt=release), from_release__lte=release)
