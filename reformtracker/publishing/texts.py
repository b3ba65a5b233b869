"""One text in six languages: which columns hold it, and which of them a reader gets."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import get_language

SUFFIXES: dict[str, str] = {
    "ar": "ar",
    "zh-hans": "zh_hans",
    "en": "en",
    "fr": "fr",
    "ru": "ru",
    "es": "es",
}
"""Django language code -> column suffix, in the order of the United Nations language bar."""

PATHS: dict[str, str] = {code.split("-")[0]: code for code in SUFFIXES}
"""Language as written in a path or an API parameter (`zh`) -> Django language code (`zh-hans`)."""

RTL = frozenset({"ar"})


def path_code(language: str) -> str:
    return language.split("-")[0]


def html_code(language: str) -> str:
    """The BCP 47 tag for a `lang` attribute."""
    return "zh-Hans" if language == "zh-hans" else language


def direction(language: str) -> str:
    return "rtl" if language in RTL else "ltr"


def column(field: str, language: str) -> str:
    return f"{field}_{SUFFIXES[language]}"


def columns(field: str) -> tuple[str, ...]:
    return tuple(f"{field}_{suffix}" for suffix in SUFFIXES.values())


class Text(NamedTuple):
    """A text and the language it is really in; `translated` is false where the reader asked for another."""

    value: str
    language: str
    translated: bool

    @property
    def lang(self) -> str:
        return html_code(self.language)

    @property
    def dir(self) -> str:
        return direction(self.language)

    def __str__(self) -> str:
        return self.value


def text(row: models.Model, field: str, language: str | None = None) -> Text:
    """The field in the wanted (default: the active) language; else in English, marked as not translated."""
    wanted = language or get_language() or "en"
    value = getattr(row, column(field, wanted)) or ""
    if value:
        return Text(value, wanted, translated=True)
    english = getattr(row, column(field, "en")) or ""
    return Text(english, "en" if english else wanted, translated=not english)
