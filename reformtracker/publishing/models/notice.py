"""What a person is told by mail: one row for each event and person, so that nothing is told twice and nothing is lost."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """What a mail is about; `templates/mail/<event>.txt` holds its words."""

    SUBMITTED = "submitted", _("submitted for review")
    RETURNED = "returned", _("returned")
    AMENDED = "amended", _("changed in review")
    VOIDED = "voided", _("needs a second look")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    HELD = "held", _("held back")
    DUE = "due", _("due")
    OVERDUE = "overdue", _("overdue")
    HEAD = "head", _("head of the history")
    BROKEN = "broken", _("history broken")
    INVITED = "invited", _("invited")
    RESET = "reset", _("password forgotten")


class Notice(models.Model):
    """`about` points at rows and never repeats what they say: a mail is worded when it is sent, in the person's language."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    event = models.CharField(max_length=10, choices=Event.choices)
    key = models.CharField(max_length=200)
    about = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    mail = models.CharField(max_length=200, blank=True)
    """The key of the outbox entry that carries it; empty while it waits for the mail of the day."""

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "event", "key"), name="publishing_notice_once"),
            models.CheckConstraint(
                condition=Q(event__in=Event.values) & ~Q(key=""), name="publishing_notice_names_its_event"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("mail",), name="publishing_notice_of_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.event}:{self.key}"
