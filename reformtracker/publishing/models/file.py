"""Files prepared of a release: which bytes were given out under its number."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from reformtracker.publishing.models.chain import Release


class ReleaseFileQuerySet(models.QuerySet["ReleaseFile"]):
    def live(self) -> ReleaseFileQuerySet:
        return self.filter(superseded_at=None)

    def supersede(self, because: str) -> int:
        """Their hashes stay on record; the files are to be removed, and made again."""
        return self.live().update(superseded_at=timezone.now(), superseded_because=because)


class ReleaseFile(models.Model):
    """A row never changes, but for being superseded once, with the reason."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    format = models.PositiveSmallIntegerField()
    """Of the columns and their order, as the code that made it knew them."""
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True)
    superseded_because = models.CharField(max_length=200, blank=True)

    objects = ReleaseFileQuerySet.as_manager()

    class Meta:
        ordering = ("release", "name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("release", "name"), condition=Q(superseded_at=None), name="publishing_releasefile_one_is_live"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & Q(format__gte=1) & Q(Exact(Length(F("sha256")), 64)),
                name="publishing_releasefile_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None, superseded_because="")
                | Q(superseded_at__isnull=False) & ~Q(superseded_because=""),
                name="publishing_releasefile_superseded_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.name}"
