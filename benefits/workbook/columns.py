"""The sheet of updates: which columns it has, what they are called in each language, and which words they take."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from benefits.labels import choices
from benefits.measures import Missing, Qualifier
from reformtracker.publishing.models import VersionKind
from reformtracker.publishing.texts import SUFFIXES, column


class Takes(StrEnum):
    KEY = "key"
    FACT = "fact"
    NUMBER = "number"
    LEVEL = "level"
    CHOICE = "choice"
    TEXT = "text"
    SOURCES = "sources"
    MARK = "mark"


TRUTHS: dict[str, Any] = {"yes": _("yes"), "no": _("no")}
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "missing": choices(Missing),
    "qualifier": choices(Qualifier),
    "comparable": list(TRUTHS.items()),
    "version_kind": [
        (kind.value, kind.label) for kind in (VersionKind.REVISION, VersionKind.CORRECTION, VersionKind.TRANSLATION)
    ],
}


@dataclass(frozen=True)
class Column:
    """`name` is that of the field; a text has one column for each language that is written in."""

    name: str
    takes: Takes
    title: Any
    width: int = 14
    language: str = ""
    longest: int = 1000

    @property
    def head(self) -> str:
        """In the active language."""
        return f"{self.title} ({dict(settings.LANGUAGES)[self.language]})" if self.language else str(self.title)


def _text(field: str, title: Any, longest: int = 1000) -> tuple[Column, ...]:
    return tuple(Column(column(field, code), Takes.TEXT, title, 40, code, longest) for code in SUFFIXES)


ALL: tuple[Column, ...] = (
    Column("framework", Takes.KEY, _("Framework"), 12),
    Column("indicator", Takes.KEY, _("Indicator"), 10),
    Column("period", Takes.KEY, _("Period"), 10),
    Column("name", Takes.FACT, _("Name of the indicator"), 40),
    Column("unit", Takes.FACT, _("Unit")),
    Column("range", Takes.FACT, _("Allowed range")),
    Column("last", Takes.FACT, _("Last reported")),
    Column("value", Takes.NUMBER, _("Value")),
    Column("level", Takes.LEVEL, _("Level"), 24),
    Column("missing", Takes.CHOICE, _("Not available because"), 20),
    Column("qualifier", Takes.CHOICE, _("Qualifier"), 12),
    Column("numerator", Takes.NUMBER, _("Numerator"), 12),
    Column("denominator", Takes.NUMBER, _("Denominator"), 12),
    *_text("derivation", _("How it was worked out")),
    Column("comparable", Takes.CHOICE, _("Comparable with the baseline"), 12),
    *_text("break_note", _("What changed in the series")),
    *_text("narrative", _("Narrative"), 5000),
    Column("sources", Takes.SOURCES, _("Sources"), 30),
    Column("version_kind", Takes.CHOICE, _("Kind of change"), 16),
    *_text("reason", _("Why it is changed (public)")),
    Column("version", Takes.MARK, _("Rests on version"), 14),
)
BY_NAME: dict[str, Column] = {each.name: each for each in ALL}
REQUIRED = ("framework", "indicator", "period", "value", "level", "missing", "version")
ANSWERS: tuple[Column, ...] = tuple(each for each in ALL if each.takes not in (Takes.KEY, Takes.FACT, Takes.MARK))


def of_template(language: str) -> list[Column]:
    """Texts are asked for in English and in the language of whoever fills the sheet in."""
    return [each for each in ALL if each.language in ("", "en", language)]


INVISIBLE = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LOOK_ALIKE = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": ""})


def folded(text: str) -> str:
    """What two people would call the same word: width, case, spaces, marks of direction, Arabic ya and kaf aside.

    >>> folded(" Indi\u200bCATOR  ") == folded("indicator"), folded("２.４.２")
    (True, '2.4.2')
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(LOOK_ALIKE)
    return " ".join(plain.casefold().split())


@cache
def heads() -> dict[str, Column]:
    """Every head in every language, and the plain names, folded."""
    found = {folded(each.name): each for each in ALL}
    for code in SUFFIXES:
        with override(code):
            for each in ALL:
                found.setdefault(folded(each.head), each)
    return found


@cache
def words(name: str) -> dict[str, str]:
    """The words of a choice in every language, folded, and what each stands for."""
    found = {folded(value): value for value, _label in CHOICES[name]}
    for code in SUFFIXES:
        with override(code):
            for value, label in CHOICES[name]:
                found.setdefault(folded(str(label)), value)
    return found


def word(name: str, value: str) -> str:
    """In the active language."""
    return str(dict(CHOICES[name]).get(value, value)) if value else ""
