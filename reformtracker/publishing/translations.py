"""Where each translation of a version stands: there or not, official or not, made from the English as it is or from an older
one. What has no note of its own stands as it stood in the version that is live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from reformtracker.publishing.agreement import Disagreement, disagreement
from reformtracker.publishing.canonical import sha256
from reformtracker.publishing.models import TRANSLATIONS, TranslationNote, TranslationState, Version
from reformtracker.publishing.texts import column, path_code


class Key(NamedTuple):
    """A translated field by its plain name, and a Django language code."""

    field: str
    language: str

    @property
    def column(self) -> str:
        return column(self.field, self.language)


@dataclass(frozen=True, slots=True)
class Translation:
    """A text beside its English."""

    key: Key
    state: TranslationState
    is_official: bool
    disagreement: Disagreement

    @property
    def asks_for_a_look(self) -> bool:
        return bool(self.disagreement) or self.state == TranslationState.OUTDATED


def keys(model: type[Version]) -> Iterator[Key]:
    yield from (Key(field, language) for field in (*model.TRANSLATED, "reason") for language in TRANSLATIONS)


def written(version: Any, key: Key) -> str:
    return (getattr(version, key.column) or "").strip()


def english(version: Any, key: Key) -> str:
    return (getattr(version, column(key.field, "en")) or "").strip()


def of_version(version: Version) -> dict[str, Translation]:
    """By the name of their columns; in three queries at most."""
    notes = _notes(version)
    found = {}
    for key in keys(type(version)):
        text, source = written(version, key), english(version, key)
        note = notes.get(key)
        found[key.column] = Translation(
            key,
            _state(text, source, note),
            note is not None and note.official,
            disagreement(source, text, path_code(key.language)) if text and source else Disagreement(),
        )
    return found


def _state(text: str, source: str, note: TranslationNote | None) -> TranslationState:
    if not text:
        return TranslationState.NONE
    if note is not None and note.english != sha256(source):
        return TranslationState.OUTDATED
    return TranslationState.OFFICIAL if note is not None and note.official else TranslationState.UNOFFICIAL


def _notes(version: Version) -> dict[Key, TranslationNote]:
    """What is known of each translation as it now reads."""
    found = _stored(version)
    if any(written(version, key) and key not in found for key in keys(type(version))):
        found = {**_inherited(version), **found}
    return found


def _stored(version: Version) -> dict[Key, TranslationNote]:
    rows = TranslationNote.objects.filter(kind=version.KIND, version_id=version.pk) if version.pk else ()
    return {Key(row.field, row.language): row for row in rows}


def _inherited(version: Version) -> dict[Key, TranslationNote]:
    """Of texts that are still those of the live version. What nobody noted there was made from the English beside it."""
    live = type(version).objects.live().filter(thing=version.thing_id).exclude(pk=version.pk).first()
    if live is None:
        return {}
    of_live, found = _stored(live), {}
    for key in keys(type(version)):
        text = written(version, key)
        if text and text == written(live, key):
            before = of_live.get(key) or _note(live, key)
            found[key] = _note(version, key, english=before.english, official=before.official)
    return found


def _note(version: Version, key: Key, **known: Any) -> TranslationNote:
    """Not stored; as if the translation had been made from the English as it is."""
    values = {"text": sha256(written(version, key)), "english": sha256(english(version, key)), **known}
    return TranslationNote(kind=version.KIND, version_id=version.pk, field=key.field, language=key.language, **values)


def remember(version: Version) -> None:
    """After a save: a translation that was written anew was made from the English as it is now; one that was left alone
    was not, and what was said of it stands."""
    stored = _stored(version)
    there = [key for key in keys(type(version)) if written(version, key)]
    known = stored if not any(key not in stored for key in there) else {**_inherited(version), **stored}
    for key in there:
        note = known.get(key)
        if note is None or note.text != sha256(written(version, key)):
            _keep(_note(version, key))
        elif note._state.adding:
            _keep(note)
    gone = [stored[key].pk for key in stored if key not in there]
    if gone:
        TranslationNote.objects.filter(pk__in=gone).delete()


def _keep(note: TranslationNote) -> None:
    values = {"text": note.text, "english": note.english, "official": note.official}
    where: dict[str, Any] = {
        "kind": note.kind,
        "version_id": note.version_id,
        "field": note.field,
        "language": note.language,
    }
    TranslationNote.objects.update_or_create(**where, defaults=values)
