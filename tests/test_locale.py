"""The public interface in six languages: nothing left in English, no guess, no half plural, and compiled as it is written."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import polib
import pytest

pytestmark = pytest.mark.bar("B55", "B56")

LOCALE = Path(__file__).resolve().parents[1] / "locale"
FORMS = {"ar": 6, "zh_Hans": 1, "fr": 2, "ru": 3, "es": 2}
PUBLIC = re.compile(r"^(reformtracker/web/(?!management|loading)|templates/(?!admin/)|benefits/labels\.py)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES/django.po"))


def public(language: str) -> list[polib.POEntry]:
    return [entry for entry in catalogue(language) if any(PUBLIC.match(path) for path, _ in entry.occurrences)]


@pytest.mark.parametrize("language", FORMS)
def test_no_public_word_is_left_in_english(language: str) -> None:
    entries = public(language)
    assert len(entries) > 300
    assert [entry.msgid for entry in entries if not entry.translated()] == []


@pytest.mark.parametrize("language", FORMS)
def test_no_translation_is_a_guess(language: str) -> None:
    assert [entry.msgid for entry in catalogue(language).fuzzy_entries()] == []


@pytest.mark.parametrize(("language", "forms"), FORMS.items())
def test_plurals_have_all_their_forms(language: str, forms: int) -> None:
    for entry in catalogue(language).translated_entries():
        if entry.msgid_plural:
            assert len(entry.msgstr_plural) == forms, entry.msgid


@pytest.mark.parametrize("language", FORMS)
def test_a_translation_names_what_the_sentence_names_and_nothing_else(language: str) -> None:
    for entry in catalogue(language).translated_entries():
        known = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert set(PLACEHOLDER.findall(said)) <= known, entry.msgid
        if not entry.msgid_plural:
            assert set(PLACEHOLDER.findall(entry.msgstr)) == known, entry.msgid


@pytest.mark.parametrize("language", FORMS)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES/django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in catalogue(language).translated_entries():
        if entry.msgid_plural or entry.msgctxt:
            continue
        assert compiled.gettext(entry.msgid) == entry.msgstr
