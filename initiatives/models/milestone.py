from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import MilestoneVersionQuerySet
from reformtracker.publishing.models import Thing, Version, says_in_english
from reformtracker.sources.models import Citation, Precision


class Milestone(Thing):
    """A dated event of the reform, review meetings among them."""

    PUBLIC_ID = ("slug",)

    slug = models.SlugField(_("slug"), max_length=100)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("slug",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "slug"), name="initiatives_milestone_slug_is_unique"),
            models.CheckConstraint(condition=~Q(slug=""), name="initiatives_milestone_has_a_slug"),
        ]

    def __str__(self) -> str:
        return self.slug


class MilestoneVersion(Version):
    KIND = "milestone"
    RANK = 60
    CONTENT = ("title", "text", "day", "precision", "review_meeting")
    TRANSLATED = ("title", "text")
    REQUIRED = ("title",)

    thing = models.ForeignKey(Milestone, models.PROTECT, related_name="versions", db_index=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    day = models.DateField(
        _("date"), null=True, help_text=_("Where only a month, quarter or year is known: its last day.")
    )
    precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY)
    review_meeting = models.BooleanField(_("review meeting"), default=False)

    objects = MilestoneVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestone versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("initiatives_milestoneversion", "title"),
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values), name="initiatives_milestoneversion_precision_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(version_kind="withdrawal") | Q(redacted=True) | Q(day__isnull=False),
                name="initiatives_milestoneversion_has_a_date",
            ),
        ]


class MilestoneCitation(Citation):
    version = models.ForeignKey(MilestoneVersion, models.CASCADE, related_name="citations")
