"""What is remembered of the work itself: who edited, what was said, what was done, what is still to be done."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.models.version import both_or_neither


class OfAVersion(models.Model):
    """Points at a version of any kind. No foreign key: the record must never get in the way of the data, or go with it."""

    kind = models.CharField(max_length=40)
    version_id = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


class Editor(OfAVersion):
    """Whoever edited a version at any time. Written by a trigger, so that no way of saving goes round it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "version_id", "person"), name="publishing_editor_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}: {self.person_id}"


class Remark(OfAVersion):
    """A comment of staff on a version, the reason for which it was returned, or what a reviewer changed. Never public."""

    class Act(models.TextChoices):
        COMMENT = "comment", _("comment")
        RETURN = "return", _("returned")
        AMEND = "amend", _("changed in review")

    act = models.CharField(max_length=10, choices=Act.choices, default=Act.COMMENT)
    text = models.TextField(_("text"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "id")
        indexes: ClassVar = [models.Index(fields=("kind", "version_id"), name="publishing_remark_of_version")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(GreaterThan(Length(Trim(F("text"))), 0)), name="publishing_remark_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class AuditEvent(models.Model):
    """One thing done by one person, named by pseudonym. Appended, never changed."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=16, blank=True)
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    version_id = models.PositiveBigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=("kind", "version_id"), name="publishing_audit_of_version")]

    def __str__(self) -> str:
        return f"{self.act} {self.kind} {self.subject}"


class OutboxEntry(models.Model):
    """Something to do after a commit. The row is the truth; a task or `work_outbox` works it off, once or again."""

    key = models.CharField(max_length=200, unique=True)
    topic = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox entries")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=("id",), condition=Q(done_at=None), name="publishing_outbox_to_do"),
        ]

    def __str__(self) -> str:
        return self.key


class Job(models.Model):
    """What runs by itself, and how it ended last: nobody sees it otherwise."""

    name = models.CharField(max_length=80, unique=True)
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Redaction(OfAVersion):
    """An order of two administrators to blank a published version, for legal or personal reasons."""

    reason = models.TextField(_("reason"), max_length=5000)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "version_id"), name="publishing_redaction_once"),
            both_or_neither("publishing_redaction", "confirmed"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("ordered_by")),
                name="publishing_redaction_two_administrators",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}"
