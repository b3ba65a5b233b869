"""Where each translation of a version stands: there or not, official or not, made from the English as it is or from an older
one. What has no note of its own stands as it stood in the version that is live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from reformtracker.publishing.agreement import Disagreement, disagreement
from reformtracker.publishing.canonical import sha256
from reformtracker.publishing.models import TRANSLATIONS, TranslationNote, TranslationState, Version
from reformtracker.publishing.rows import AT_ONCE
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


Notes = dict[Key, TranslationNote]


def _notes(version: Version) -> Notes:
    """What is known of each translation as it now reads."""
    found = _stored([version])[version.pk]
    if any(key not in found for key in _there(version)):
        found = _inherited([version])[version.pk] | found
    return found


def _there(version: Version) -> list[Key]:
    return [key for key in keys(type(version)) if written(version, key)]


def _stored(versions: Sequence[Version]) -> defaultdict[int, Notes]:
    """By the primary key of the version, of versions of one kind."""
    found: defaultdict[int, Notes] = defaultdict(dict)
    if versions:
        mine = [version.pk for version in versions]
        for row in TranslationNote.objects.filter(kind=versions[0].KIND, version_id__in=mine):
            found[row.version_id][Key(row.field, row.language)] = row
    return found


def _inherited(versions: Sequence[Version]) -> defaultdict[int, Notes]:
    """Of texts that are still those of the live version. What nobody noted there was made from the English beside it."""
    found: defaultdict[int, Notes] = defaultdict(dict)
    if not versions:
        return found
    things = [version.thing_id for version in versions]
    live = {version.thing_id: version for version in type(versions[0]).objects.live().filter(thing__in=things)}
    of_live = _stored(list(live.values()))
    for version in versions:
        before = live.get(version.thing_id)
        if before is None or before.pk == version.pk:
            continue
        for key in _there(version):
            if written(version, key) == written(before, key):
                note = of_live[before.pk].get(key) or _note(before, key)
                found[version.pk][key] = _note(version, key, english=note.english, official=note.official)
    return found


def _note(version: Version, key: Key, **known: Any) -> TranslationNote:
    """Not stored; as if the translation had been made from the English as it is."""
    values = {"text": sha256(written(version, key)), "english": sha256(english(version, key)), **known}
    return TranslationNote(kind=version.KIND, version_id=version.pk, field=key.field, language=key.language, **values)


def remember(versions: Sequence[Version]) -> None:
    """After a save of versions of one kind: a translation that was written anew was made from the English as it is now; one
    that was left alone was not, and what was said of it stands."""
    stored = _stored(versions)
    there = {version.pk: _there(version) for version in versions}
    without = [version for version in versions if any(key not in stored[version.pk] for key in there[version.pk])]
    inherited = _inherited(without)
    kept: list[TranslationNote] = []
    gone: list[int] = []
    for version in versions:
        mine = stored[version.pk]
        known = inherited[version.pk] | mine
        for key in there[version.pk]:
            note = known.get(key)
            if note is None or note.text != sha256(written(version, key)):
                kept.append(_note(version, key))
            elif note._state.adding:
                kept.append(note)
        gone += [mine[key].pk for key in mine if key not in there[version.pk]]
    _keep(kept)
    if gone:
        TranslationNote.objects.filter(pk__in=gone).delete()


def _keep(notes: list[TranslationNote]) -> None:
    TranslationNote.objects.bulk_create(
        notes,
        AT_ONCE,
        update_conflicts=True,
        unique_fields=("kind", "version_id", "field", "language"),
        update_fields=("text", "english", "official"),
    )
