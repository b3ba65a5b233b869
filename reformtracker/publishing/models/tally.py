"""How much a release shows of each kind, counted once: a list of a million rows says how long it is without reading them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Sum

from reformtracker.publishing.models.chain import Release


class TallyQuerySet(models.QuerySet["Tally"]):
    def total(self, kind: str, releases: Iterable[Release], *, ever: bool = False) -> int:
        """Versions of one kind that these releases show together; `ever`: that were public by then."""
        found = self.filter(kind=kind, release__in=list(releases))
        return found.aggregate(total=Sum("ever" if ever else "live"))["total"] or 0


class Tally(models.Model):
    """`live`: versions of that kind in the release, withdrawals too, as notices; `ever`: those that were made public in it or before."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="tallies")
    kind = models.CharField(max_length=40)
    live = models.PositiveBigIntegerField()
    ever = models.PositiveBigIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ("release", "kind")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("release", "kind"), name="publishing_tally_once"),
            models.CheckConstraint(condition=Q(live__lte=F("ever")) & ~Q(kind=""), name="publishing_tally_adds_up"),
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.live} {self.kind}"
