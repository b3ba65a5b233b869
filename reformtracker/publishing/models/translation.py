"""What is remembered of each translation: which English it was made from, and whether somebody vouches that it is official."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reformtracker.publishing.models.record import OfAVersion
from reformtracker.publishing.texts import SUFFIXES

TRANSLATIONS = tuple(code for code in SUFFIXES if code != "en")


class TranslationState(models.TextChoices):
    NONE = "none", _("not translated")
    UNOFFICIAL = "unofficial", _("unofficial translation")
    OFFICIAL = "official", _("official text")
    OUTDATED = "outdated", _("out of date: the English has changed since")


class TranslationNote(OfAVersion):
    """One field of one version in one language. Staff's own knowledge: never public, never hashed.

    `text` and `english`: SHA-256 of the translation, and of the English that it renders.
    """

    field = models.CharField(max_length=40)
    language = models.CharField(max_length=7)
    text = models.CharField(max_length=64)
    english = models.CharField(max_length=64)
    official = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "version_id", "field", "language"), name="publishing_translationnote_once"
            ),
            models.CheckConstraint(
                condition=Q(language__in=TRANSLATIONS), name="publishing_translationnote_language_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}: {self.field} ({self.language})"
