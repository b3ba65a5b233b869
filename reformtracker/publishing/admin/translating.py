"""What the form says of each translation, and its summary above the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.text import capfirst

from reformtracker.publishing.agreement import Disagreement, disagreement
from reformtracker.publishing.models import TRANSLATIONS, TranslationState, Version
from reformtracker.publishing.texts import SUFFIXES, html_code, path_code
from reformtracker.publishing.translations import Translation, english, of_version


class Look(NamedTuple):
    """A translation that somebody should look at; `column` is that of its field in the form."""

    column: str
    field: str
    language: str
    lang: str
    is_outdated: bool
    missing: tuple[str, ...]
    extra: tuple[str, ...]


class Summary(NamedTuple):
    """`counts`: by language its name, its tag and how many of the texts are there, official or out of date."""

    counts: Sequence[tuple[str, str, str]]
    to_see: Sequence[Look]


def of_field(form: Any, name: str, written: str) -> dict[str, Any]:
    """`written` is what the form shows, which may not be saved yet."""
    stem, language = _parted(name)
    source = str(_shown(form, f"{stem}_en") or "")
    found = _remembered(form.instance).get(name)
    said = disagreement(source, written, path_code(language)) if source.strip() and written.strip() else Disagreement()
    return {
        "column": name,
        "is_noted": found is not None,
        "is_there": bool(written.strip()),
        "is_official": found is not None and found.is_official,
        "state": found.state.value if found else "",
        "label": found.state.label if found else "",
        "missing": said.missing,
        "extra": said.extra,
    }


def _parted(name: str) -> tuple[str, str]:
    """A column into field and language."""
    language = next((code for code, suffix in SUFFIXES.items() if name.endswith(f"_{suffix}")), "en")
    return name.removesuffix(f"_{SUFFIXES[language]}"), language


def _shown(form: Any, name: str) -> Any:
    return form[name].value() if name in form.fields else getattr(form.instance, name, "")


def _remembered(instance: Any) -> dict[str, Translation]:
    """Read once for a form."""
    if not isinstance(instance, Version) or not instance.pk:
        return {}
    if not hasattr(instance, "_translations"):
        stored: Any = type(instance).objects.filter(pk=instance.pk).first()
        instance._translations = of_version(stored) if stored else {}  # type: ignore[attr-defined]  # for this form only
    found: dict[str, Translation] = instance._translations  # type: ignore[attr-defined]
    return found


def summary(version: Version) -> Summary:
    """Of the texts that the version has in English."""
    texts = [one for one in of_version(version).values() if english(version, one.key)]
    counts = [
        (dict(settings.LANGUAGES)[language], html_code(language), _counted(language, texts))
        for language in TRANSLATIONS
        if texts
    ]
    return Summary(counts, [_look(version, one) for one in texts if one.asks_for_a_look])


def _counted(language: str, texts: Sequence[Translation]) -> str:
    states = Counter(one.state for one in texts if one.key.language == language)
    there = sum(states.values()) - states[TranslationState.NONE]
    said = [f"{there}/{sum(states.values())}"]
    said += [
        f"{states[state]} {state.label.partition(':')[0]}"
        for state in (TranslationState.OFFICIAL, TranslationState.OUTDATED)
        if states[state]
    ]
    return ", ".join(said)


def _look(version: Version, one: Translation) -> Look:
    field: Any = version._meta.get_field(one.key.field)
    return Look(
        one.key.column,
        capfirst(str(field.verbose_name)),
        dict(settings.LANGUAGES)[one.key.language],
        html_code(one.key.language),
        one.state == TranslationState.OUTDATED,
        one.disagreement.missing,
        one.disagreement.extra,
    )
