from __future__ import annotations

from reformtracker.publishing.models.chain import Chain, Release
from reformtracker.publishing.models.person import Person, Role
from reformtracker.publishing.models.record import AuditEvent, Editor, OutboxEntry, Redaction, Remark
from reformtracker.publishing.models.translation import TRANSLATIONS, TranslationNote, TranslationState
from reformtracker.publishing.models.version import (
    OPEN_STATES,
    PUBLIC_STATES,
    Origin,
    State,
    Thing,
    Version,
    VersionKind,
    VersionQuerySet,
    both_or_neither,
    says_in_english,
)

__all__ = (
    "OPEN_STATES",
    "PUBLIC_STATES",
    "TRANSLATIONS",
    "AuditEvent",
    "Chain",
    "Editor",
    "Origin",
    "OutboxEntry",
    "Person",
    "Redaction",
    "Release",
    "Remark",
    "Role",
    "State",
    "Thing",
    "TranslationNote",
    "TranslationState",
    "Version",
    "VersionKind",
    "VersionQuerySet",
    "both_or_neither",
    "says_in_english",
)
