"""Periodic review meetings (A/75/202, para. 8): which record each had before it, and what it decided."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casestudies.models import CorrectiveAction
from initiatives.models import Milestone
from reformtracker.publishing.models import Chain, Release


class ReviewMeetingQuerySet(models.QuerySet["ReviewMeeting"]):
    def last_before(self, chain: Chain, day: date) -> ReviewMeeting | None:
        """The one whose decisions are followed up on that day."""
        return self.filter(chain=chain, day__lt=day).order_by("-day").first()


class ReviewMeeting(models.Model):
    """On record as it was called. `milestone`: what tells the public of it, once that is released."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="meetings", verbose_name=_("framework"))
    day = models.DateField(_("day"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="+", verbose_name=_("release"))
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="+", verbose_name=_("milestone"))
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("called by")
    )
    called_at = models.DateTimeField(_("called"), auto_now_add=True)

    objects = ReviewMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("review meeting")
        verbose_name_plural = _("review meetings")
        ordering = ("-day", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "day"), name="reporting_reviewmeeting_one_a_day"),
            models.UniqueConstraint(fields=("milestone",), name="reporting_reviewmeeting_has_its_own_milestone"),
        ]

    def __str__(self) -> str:
        return f"{self.chain.slug}, {self.day}"


class Decision(models.Model):
    """What a meeting decided on one item of its agenda. The action lives its own life: drafted, reviewed, released, carried out.

    `form`: drawn with each form that is shown, so that one that is sent twice decides once.
    """

    meeting = models.ForeignKey(
        ReviewMeeting, models.PROTECT, related_name="decisions", verbose_name=_("review meeting")
    )
    item = models.CharField(_("item of the agenda"), max_length=100)
    action = models.ForeignKey(CorrectiveAction, models.PROTECT, related_name="+", verbose_name=_("corrective action"))
    form = models.CharField(max_length=32)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("meeting", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(item="") & ~Q(form=""), name="reporting_decision_names_its_item"),
            models.UniqueConstraint(fields=("action",), name="reporting_decision_has_its_own_action"),
            models.UniqueConstraint(fields=("meeting", "form"), name="reporting_decision_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.action}"
