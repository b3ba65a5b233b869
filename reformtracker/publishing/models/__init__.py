from __future__ import annotations

from reformtracker.publishing.models.autosave import Autosave
from reformtracker.publishing.models.chain import Chain, Release
from reformtracker.publishing.models.file import ReleaseFile
from reformtracker.publishing.models.history import Change, Seal
from reformtracker.publishing.models.notice import Event, Notice
from reformtracker.publishing.models.person import Mailing, Person, Role
from reformtracker.publishing.models.record import AuditEvent, Editor, Job, OutboxEntry, Redaction, Remark
from reformtracker.publishing.models.tally import Tally
from reformtracker.publishing.models.touch import Touch
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
    "Autosave",
    "Chain",
    "Change",
    "Editor",
    "Event",
    "Job",
    "Mailing",
    "Notice",
    "Origin",
    "OutboxEntry",
    "Person",
    "Redaction",
    "Release",
    "ReleaseFile",
    "Remark",
    "Role",
    "Seal",
    "State",
    "Tally",
    "Thing",
    "Touch",
    "TranslationNote",
    "TranslationState",
    "Version",
    "VersionKind",
    "VersionQuerySet",
    "both_or_neither",
    "says_in_english",
)
