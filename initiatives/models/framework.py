"""A framework and its objectives: a named set of goals for a period, on one reform track."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import FrameworkVersionQuerySet, ObjectiveVersionQuerySet
from reformtracker.publishing.models import Chain, Thing, Version, says_in_english
from reformtracker.sources.models import Citation


class Track(models.TextChoices):
    PEACE_AND_SECURITY = "peace_and_security", _("peace and security")
    DEVELOPMENT = "development", _("development")
    MANAGEMENT = "management", _("management")


class Framework(Thing):
    PUBLIC_ID = ("chain.slug",)
    ADDED = ("follows",)
    BEYOND = ("follows",)

    # One framework, one chain: the slug is the chain's.
    chain = models.OneToOneField(Chain, models.PROTECT, related_name="framework", verbose_name=_("chain"))
    track = models.CharField(_("reform track"), max_length=20, choices=Track.choices)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows"),
        help_text=_("The framework before this one, whose indicators may go on here."),
    )

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(track__in=Track.values), name="initiatives_framework_track_is_known"),
            # Whoever follows only what was there before can never close a circle.
            models.CheckConstraint(
                condition=Q(follows=None) | Q(follows__lt=F("id")), name="initiatives_framework_follows_an_older_one"
            ),
        ]

    def __str__(self) -> str:
        return self.chain.slug

    @property
    def slug(self) -> str:
        return self.chain.slug

    def known_in(self, chain_id: int) -> str:
        return self.slug


class FrameworkVersion(Version):
    KIND = "framework"
    RANK = 10
    CONTENT = ("name", "summary", "starts", "ends", "official")
    TRANSLATED = ("name", "summary")
    REQUIRED = ("name",)
    CHILDREN = ("citations", "goals")

    thing = models.ForeignKey(Framework, models.PROTECT, related_name="versions", db_index=False)
    name = models.CharField(_("name"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), max_length=5000, blank=True)
    starts = models.DateField(_("starts"), null=True)
    ends = models.DateField(_("ends"), null=True)
    official = models.CharField(
        _("languages whose name is official"), max_length=40, blank=True, help_text=_("Such as: zh, en")
    )

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("framework")
        verbose_name_plural = _("framework versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("initiatives_frameworkversion", "name"),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(starts__lte=F("ends")),
                name="initiatives_frameworkversion_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(version_kind="withdrawal")
                | Q(redacted=True)
                | Q(starts__isnull=False, ends__isnull=False),
                name="initiatives_frameworkversion_has_a_period",
            ),
        ]


class FrameworkGoal(models.Model):
    """One of the original goals of the reform, to which initiatives answer; `gap` says what of it no initiative names."""

    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="goals")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("goal"), max_length=300, blank=True)
    gap = models.CharField(_("what of it no initiative names"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    CONTENT: ClassVar[tuple[str, ...]] = ("code", "name", "gap", "position")
    TRANSLATED: ClassVar[tuple[str, ...]] = ("name", "gap")

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "code"), name="initiatives_frameworkgoal_once"),
            models.CheckConstraint(condition=~Q(code=""), name="initiatives_frameworkgoal_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class FrameworkCitation(Citation):
    version = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="citations")


class Objective(Thing):
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "code"), name="initiatives_objective_code_is_unique"),
            models.CheckConstraint(condition=~Q(code=""), name="initiatives_objective_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class ObjectiveVersion(Version):
    KIND = "objective"
    RANK = 20
    CONTENT = ("name", "summary", "official")
    TRANSLATED = ("name", "summary")
    REQUIRED = ("name",)

    thing = models.ForeignKey(Objective, models.PROTECT, related_name="versions", db_index=False)
    name = models.CharField(_("name"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), max_length=5000, blank=True)
    official = models.CharField(
        _("languages whose name is official"), max_length=40, blank=True, help_text=_("Such as: zh, en")
    )

    objects = ObjectiveVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objective versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("initiatives_objectiveversion", "name"),
        ]


class ObjectiveCitation(Citation):
    version = models.ForeignKey(ObjectiveVersion, models.CASCADE, related_name="citations")
