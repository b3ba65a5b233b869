"""Translations: who says that one is official, and that one still renders the English after it was changed."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from reformtracker.publishing import policy
from reformtracker.publishing.canonical import sha256
from reformtracker.publishing.models import Person, TranslationNote, Version
from reformtracker.publishing.record import audit
from reformtracker.publishing.translations import english, keys


@transaction.atomic
def vouch(version: Version, *, by: Person, official: Collection[str], current: Collection[str] = ()) -> None:
    """Of a draft that has just been saved. `official`: columns whose text is the official one, the others' is not;
    `current`: columns whose text was compared with the English as it is now, and holds."""
    policy.demand(by, "draft")
    notes = {
        (note.field, note.language): note
        for note in TranslationNote.objects.filter(kind=version.KIND, version_id=version.pk)
    }
    changed = []
    for key in keys(type(version)):
        note = notes.get(key)
        if note is None:
            continue
        before = (note.official, note.english)
        note.official = key.column in official
        if key.column in current:
            note.english = sha256(english(version, key))
        if before != (note.official, note.english):
            changed.append(note)
    if changed:
        TranslationNote.objects.bulk_update(changed, ["official", "english"])
        said = [f"{note.field} ({note.language}){': official' if note.official else ''}" for note in changed]
        audit("vouch for translations", by=by, version=version, fields=said)
