"""Who answers for what: the initiatives of a contributor, the objectives of a reviewer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.framework import Objective
from initiatives.models.initiative import Initiative
from reformtracker.publishing.models import Role

_ONE_INITIATIVE = Q(everything=False, initiative__isnull=False, objective=None)
_ONE_OBJECTIVE = Q(everything=False, initiative=None, objective__isnull=False)
_ALL = Q(everything=True, initiative=None, objective=None)


class Assignment(models.Model):
    """One initiative, one objective, or everything: said in so many words, for a small secretariat. No row, no area."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=[(Role.CONTRIBUTOR.value, Role.CONTRIBUTOR.label), (Role.REVIEWER.value, Role.REVIEWER.label)],
    )
    everything = models.BooleanField(_("everything"), default=False)
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("initiative")
    )
    objective = models.ForeignKey(
        Objective, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("objective")
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("-everything", "objective__code", "initiative__code", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role="contributor") & (_ALL | _ONE_INITIATIVE)
                | Q(role="reviewer") & (_ALL | _ONE_OBJECTIVE),
                name="initiatives_assignment_says_what_of",
            ),
            models.UniqueConstraint(fields=("person", "initiative"), name="initiatives_assignment_initiative_once"),
            models.UniqueConstraint(fields=("person", "objective"), name="initiatives_assignment_objective_once"),
            models.UniqueConstraint(
                fields=("person", "role"), condition=Q(everything=True), name="initiatives_assignment_everything_once"
            ),
        ]

    def __str__(self) -> str:
        return str(_("everything")) if self.everything else str(self.initiative or self.objective)
