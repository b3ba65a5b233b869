from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.entity import Entity
from initiatives.models.framework import FrameworkVersion, Objective
from initiatives.querysets import InitiativeVersionQuerySet
from reformtracker.publishing.models import Thing, Version, says_in_english
from reformtracker.sources.models import Citation


class Phase(models.TextChoices):
    BENEFITS_MANAGEMENT = "benefits_management", _("benefits management")
    CONTINUOUS_IMPROVEMENT = "continuous_improvement", _("continuous improvement")
    CLOSED = "closed", _("closed")


class Initiative(Thing):
    """A benefit initiative under an objective."""

    BELONGS = "objective"

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="initiatives", verbose_name=_("objective"))
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "code"), name="initiatives_initiative_code_is_unique"),
            models.CheckConstraint(condition=~Q(code=""), name="initiatives_initiative_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class InitiativeVersion(Version):
    KIND = "initiative"
    RANK = 30
    CONTENT = ("name", "expected_benefit", "phase", "official")
    TRANSLATED = ("name", "expected_benefit")
    REQUIRED = ("name",)
    CHILDREN = ("citations", "leads", "goals")

    thing = models.ForeignKey(Initiative, models.PROTECT, related_name="versions", db_index=False)
    name = models.CharField(_("name"), max_length=300, blank=True)
    expected_benefit = models.TextField(_("expected benefit"), max_length=5000, blank=True)
    phase = models.CharField(_("phase"), max_length=30, choices=Phase.choices, default=Phase.BENEFITS_MANAGEMENT)
    official = models.CharField(
        _("languages whose name is official"), max_length=40, blank=True, help_text=_("Such as: zh, en")
    )

    objects = InitiativeVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("initiative")
        verbose_name_plural = _("initiative versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("initiatives_initiativeversion", "name"),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values), name="initiatives_initiativeversion_phase_is_known"
            ),
        ]

    def problems(self) -> dict[str, list[str]]:
        found = super().problems()
        framework = FrameworkVersion.objects.current(self.thing.chain_id)
        known = set(framework.goals.values_list("code", flat=True)) if framework else set()
        unknown = sorted(set(self.goals.values_list("code", flat=True)) - known)
        if unknown and not self.is_withdrawal:
            allowed = ", ".join(sorted(known)) or "–"
            said = _("The framework has no goal “%(goal)s”; it has %(allowed)s.")
            found["goals"] = [str(said) % {"goal": code, "allowed": allowed} for code in unknown]
        return found


class InitiativeLead(models.Model):
    """A lead entity of an initiative."""

    version = models.ForeignKey(InitiativeVersion, models.CASCADE, related_name="leads")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="+", verbose_name=_("entity"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    CONTENT: ClassVar[tuple[str, ...]] = ("entity", "position")
    TRANSLATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "entity"), name="initiatives_lead_once_per_version")
        ]

    def __str__(self) -> str:
        return str(self.entity)


class InitiativeGoal(models.Model):
    """An original goal of the reform that the initiative answers, by its code in the framework; `is_main`: first of all."""

    version = models.ForeignKey(InitiativeVersion, models.CASCADE, related_name="goals")
    code = models.SlugField(_("goal"), max_length=40)
    is_main = models.BooleanField(_("first of all"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    CONTENT: ClassVar[tuple[str, ...]] = ("code", "is_main", "position")
    TRANSLATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "code"), name="initiatives_initiativegoal_once"),
        ]

    def __str__(self) -> str:
        return self.code


class InitiativeCitation(Citation):
    version = models.ForeignKey(InitiativeVersion, models.CASCADE, related_name="citations")
