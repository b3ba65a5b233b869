"""A spreadsheet that came in: who sent what and when, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.models import Person

KEPT = timedelta(days=90)
"""The file itself; that it came, from whom, and its hash are kept for ever."""


class UploadQuerySet(models.QuerySet["Upload"]):
    def by(self, person: Person) -> UploadQuerySet:
        return self.filter(uploaded_by=person)

    def past_keeping(self) -> UploadQuerySet:
        return self.filter(uploaded_at__lt=timezone.now() - KEPT).exclude(content=None)


class Upload(models.Model):
    """The file lies in the database, so that what one web node showed another can take."""

    class State(models.TextChoices):
        SHOWN = "shown", _("not applied")
        APPLIED = "applied", _("applied")

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    content = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SHOWN)
    applied_at = models.DateTimeField(_("applied at"), null=True)
    rows = models.PositiveIntegerField(_("rows applied"), null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("update by spreadsheet")
        verbose_name_plural = _("updates by spreadsheet")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="shown", applied_at=None, rows=None)
                | Q(state="applied", applied_at__isnull=False, rows__isnull=False),
                name="benefits_upload_applied_says_when",
            ),
            models.CheckConstraint(
                condition=Q(Exact(Length("sha256"), 64)) & ~Q(name=""), name="benefits_upload_names_its_file"
            ),
        ]

    def __str__(self) -> str:
        return self.name
