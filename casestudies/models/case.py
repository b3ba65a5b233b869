"""A case study: what it looks like on the ground, what it is evidence for, and what it cannot show."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benefits.models import Indicator
from casestudies.models.country import Country
from casestudies.querysets import CaseStudyVersionQuerySet
from initiatives.models import Initiative
from reformtracker.publishing.models import Thing, Version, says_in_english
from reformtracker.sources.models import Citation, Precision


class CaseStudy(Thing):
    PUBLIC_ID = ("slug",)

    slug = models.SlugField(_("slug"), max_length=100)

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ("slug",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "slug"), name="casestudies_casestudy_slug_is_unique"),
            models.CheckConstraint(condition=~Q(slug=""), name="casestudies_casestudy_has_a_slug"),
        ]

    def __str__(self) -> str:
        return self.slug


class CaseStudyVersion(Version):
    KIND = "case_study"
    RANK = 70
    CONTENT = ("title", "summary", "limits", "region")
    TRANSLATED = ("title", "summary", "limits", "region")
    REQUIRED = ("title", "summary", "limits")
    CHILDREN = ("citations", "initiatives", "places", "paragraphs", "events", "links")

    thing = models.ForeignKey(CaseStudy, models.PROTECT, related_name="versions", db_index=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    summary = models.CharField(_("what is reported"), max_length=1000, blank=True)
    limits = models.TextField(_("what this case cannot show"), max_length=5000, blank=True)
    region = models.CharField(_("region, where it is no country"), max_length=300, blank=True)

    objects = CaseStudyVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("case study")
        verbose_name_plural = _("case study versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("casestudies_casestudyversion", "title", "summary", "limits"),
        ]

    def problems(self) -> dict[str, list[str]]:
        found = super().problems()
        if not self.is_withdrawal and not self.initiatives.exists():
            found["initiatives"] = [str(_("Name the initiative that this case illustrates, the main one first."))]
        return found


class CaseInitiative(models.Model):
    """An initiative that the case illustrates; the one at position 0 is the main one."""

    version = models.ForeignKey(CaseStudyVersion, models.CASCADE, related_name="initiatives")
    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+", verbose_name=_("initiative"))
    why = models.CharField(_("why"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    BELONGS: ClassVar[str] = "initiative"
    CONTENT: ClassVar[tuple[str, ...]] = ("initiative", "why", "position")
    TRANSLATED: ClassVar[tuple[str, ...]] = ("why",)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "initiative"), name="casestudies_caseinitiative_once"),
            models.UniqueConstraint(
                fields=("version",), condition=Q(position=0), name="casestudies_caseinitiative_one_main"
            ),
        ]

    def __str__(self) -> str:
        return str(self.initiative)


class CasePlace(models.Model):
    version = models.ForeignKey(CaseStudyVersion, models.CASCADE, related_name="places")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    CONTENT: ClassVar[tuple[str, ...]] = ("country", "position")
    TRANSLATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "country"), name="casestudies_caseplace_once")
        ]

    def __str__(self) -> str:
        return str(self.country)


class CaseParagraph(models.Model):
    """A paragraph of the case, with the paragraph of the source that it sums up."""

    version = models.ForeignKey(CaseStudyVersion, models.CASCADE, related_name="paragraphs")
    text = models.TextField(_("text"), max_length=5000, blank=True)
    paragraph = models.CharField(_("paragraph of the source"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    CONTENT: ClassVar[tuple[str, ...]] = ("text", "paragraph", "position")
    TRANSLATED: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.paragraph


class CaseEvent(models.Model):
    version = models.ForeignKey(CaseStudyVersion, models.CASCADE, related_name="events")
    day = models.DateField(_("date"))
    precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY)
    text = models.CharField(_("what happened"), max_length=500, blank=True)

    CONTENT: ClassVar[tuple[str, ...]] = ("day", "precision", "text")
    TRANSLATED: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        ordering = ("day", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values), name="casestudies_caseevent_precision_is_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.day)


class CaseLink(models.Model):
    """An indicator that the case supports or contradicts."""

    class Bearing(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        CONTRADICTS = "contradicts", _("contradicts")

    version = models.ForeignKey(CaseStudyVersion, models.CASCADE, related_name="links")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    bearing = models.CharField(_("bearing"), max_length=12, choices=Bearing.choices)
    why = models.CharField(_("why"), max_length=500, blank=True)

    CONTENT: ClassVar[tuple[str, ...]] = ("indicator", "bearing", "why")
    TRANSLATED: ClassVar[tuple[str, ...]] = ("why",)

    class Meta:
        ordering = ("indicator__code", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "indicator"), name="casestudies_caselink_once"),
            models.CheckConstraint(
                condition=Q(bearing__in=["supports", "contradicts"]), name="casestudies_caselink_bearing_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.bearing}"


class CaseStudyCitation(Citation):
    version = models.ForeignKey(CaseStudyVersion, models.CASCADE, related_name="citations")
