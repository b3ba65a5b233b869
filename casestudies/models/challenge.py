"""What got in the way, and what is done about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benefits.models import Indicator
from casestudies.querysets import ChallengeVersionQuerySet, CorrectiveActionVersionQuerySet
from initiatives.models import Entity, Initiative
from reformtracker.publishing.models import Thing, Version, says_in_english
from reformtracker.sources.models import Citation


class Challenge(Thing):
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "code"), name="casestudies_challenge_code_is_unique"),
            models.CheckConstraint(condition=~Q(code=""), name="casestudies_challenge_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class ChallengeVersion(Version):
    class Condition(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    KIND = "challenge"
    RANK = 80
    CONTENT = ("title", "text", "condition", "responsible")
    TRANSLATED = ("title", "text")
    REQUIRED = ("title",)
    CHILDREN = ("citations", "initiatives")

    thing = models.ForeignKey(Challenge, models.PROTECT, related_name="versions", db_index=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    condition = models.CharField(_("state"), max_length=10, choices=Condition.choices, default=Condition.OPEN)
    responsible = models.ForeignKey(
        Entity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible entity")
    )

    objects = ChallengeVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("challenge")
        verbose_name_plural = _("challenge versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("casestudies_challengeversion", "title"),
            models.CheckConstraint(
                condition=Q(condition__in=["open", "answered", "closed"]),
                name="casestudies_challengeversion_state_is_known",
            ),
        ]


class ChallengeInitiative(models.Model):
    version = models.ForeignKey(ChallengeVersion, models.CASCADE, related_name="initiatives")
    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="+", verbose_name=_("initiative"))

    BELONGS: ClassVar[str] = "initiative"
    CONTENT: ClassVar[tuple[str, ...]] = ("initiative",)
    TRANSLATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        ordering = ("initiative__code", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "initiative"), name="casestudies_challengeinitiative_once")
        ]

    def __str__(self) -> str:
        return str(self.initiative)


class ChallengeCitation(Citation):
    version = models.ForeignKey(ChallengeVersion, models.CASCADE, related_name="citations")


class CorrectiveAction(Thing):
    BELONGS = "challenge"

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="actions", verbose_name=_("challenge"))
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "code"), name="casestudies_correctiveaction_code_is_unique"),
            models.CheckConstraint(condition=~Q(code=""), name="casestudies_correctiveaction_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class CorrectiveActionVersion(Version):
    class Progress(models.TextChoices):
        PLANNED = "planned", _("planned")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    KIND = "corrective_action"
    RANK = 90
    CONTENT = ("title", "text", "progress", "progress_note", "owner", "due")
    TRANSLATED = ("title", "text", "progress_note")
    REQUIRED = ("title",)
    CHILDREN = ("citations", "indicators")

    thing = models.ForeignKey(CorrectiveAction, models.PROTECT, related_name="versions", db_index=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    progress = models.CharField(_("state"), max_length=12, choices=Progress.choices, default=Progress.PLANNED)
    progress_note = models.TextField(_("progress"), max_length=5000, blank=True)
    owner = models.ForeignKey(Entity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    due = models.DateField(_("due"), null=True, blank=True)

    objects = CorrectiveActionVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective action versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("casestudies_correctiveactionversion", "title"),
            models.CheckConstraint(
                condition=Q(progress__in=["planned", "in_progress", "done", "cancelled"]),
                name="casestudies_correctiveactionversion_state_is_known",
            ),
        ]


class ActionIndicator(models.Model):
    """An indicator that the action should move."""

    version = models.ForeignKey(CorrectiveActionVersion, models.CASCADE, related_name="indicators")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))

    CONTENT: ClassVar[tuple[str, ...]] = ("indicator",)
    TRANSLATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        ordering = ("indicator__code", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "indicator"), name="casestudies_actionindicator_once")
        ]

    def __str__(self) -> str:
        return str(self.indicator)


class ActionCitation(Citation):
    version = models.ForeignKey(CorrectiveActionVersion, models.CASCADE, related_name="citations")
