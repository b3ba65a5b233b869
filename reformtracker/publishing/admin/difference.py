"""What one version says and another does not: field by field, in every language, with the rows that belong to it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reformtracker.publishing.admin.base import ENGLISH_FIRST
from reformtracker.publishing.canonical import number
from reformtracker.publishing.models import Version
from reformtracker.publishing.texts import column, direction, html_code
from reformtracker.publishing.words import Piece, changes, in_short

NOTHING = "–"
UNSAID = frozenset({"position"})


class Difference(NamedTuple):
    """`lang` and `dir` are those of a translated text, else empty. `is_rows`: `old` are rows gone, `new` rows come."""

    label: str
    old: list[str]
    new: list[str]
    lang: str = ""
    dir: str = ""
    language: str = ""
    is_rows: bool = False

    @property
    def pieces(self) -> list[Piece]:
        """A text that was there and is there, word by word; nothing where one of the two is empty."""
        if not self.lang or [NOTHING] in (self.old, self.new):
            return []
        return changes(self.old[0], self.new[0])

    @property
    def short_pieces(self) -> list[Piece]:
        return in_short(self.pieces)

    @property
    def gone(self) -> list[str]:
        return [line for line in self.old if line != NOTHING]

    @property
    def come(self) -> list[str]:
        return [line for line in self.new if line != NOTHING]


def shown(row: Any, name: str) -> str:
    """A value of the content as staff read it; empty where there is none."""
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    match value:
        case bool():
            return _("yes") if value else _("no")
        case Decimal():
            return number(value)
        case date():
            return date_format(value, "DATE_FORMAT")
        case models.Model():
            return str(value)
        case _:
            return str(value)


def differences(old: Version | None, new: Version, *, but: frozenset[str] = frozenset()) -> list[Difference]:
    """From the live version (None where there is none) to the other one, without the fields named in `but`."""
    found: list[Difference] = []
    for name in (*new.CONTENT, "reason"):
        if name in but:
            continue
        if name in new.TRANSLATED or name == "reason":
            found += _texts(None if name == "reason" else old, new, name)
        else:
            before, after = shown(old, name) if old else "", shown(new, name)
            if before != after:
                found.append(Difference(_label(new, name), [before or NOTHING], [after or NOTHING]))
    return found + [change for child in new.CHILDREN for change in _rows(old, new, child)]


def unsaid(version: Version) -> frozenset[str]:
    """Fields that are as they were when the form was opened: of a first version they say nothing."""
    fields = {field.name: field for field in version._meta.concrete_fields if field.name in version.CONTENT}
    return frozenset(
        name for name, field in fields.items() if field.has_default() and getattr(version, name) == field.default
    )


def _texts(old: Version | None, new: Version, name: str) -> list[Difference]:
    found = []
    for language in ENGLISH_FIRST:
        where = column(name, language)
        before, after = (getattr(old, where) or "") if old else "", getattr(new, where) or ""
        if before != after:
            found.append(
                Difference(
                    _label(new, name),
                    [before or NOTHING],
                    [after or NOTHING],
                    html_code(language),
                    direction(language),
                    dict(settings.LANGUAGES)[language],
                )
            )
    return found


def _label(row: models.Model, name: str) -> str:
    return capfirst(str(row._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _rows(old: Version | None, new: Version, child: str) -> list[Difference]:
    """Rows have no identity of their own across versions: one that was changed is one gone and one come."""
    before = [described(row) for row in getattr(old, child).all()] if old else []
    after = [described(row) for row in getattr(new, child).all()]
    gone, come = (
        list((Counter(before) - Counter(after)).elements()),
        list((Counter(after) - Counter(before)).elements()),
    )
    if not gone and not come:
        return []
    return [Difference(capfirst(_(child)), gone or [NOTHING], come or [NOTHING], is_rows=True)]


def described(row: Any) -> str:
    """A row of the content in one line: what it names first, then what else it says."""
    parts = []
    for name in row.CONTENT:
        if name in UNSAID:
            continue
        if name in row.TRANSLATED:
            for language in ENGLISH_FIRST:
                if text := getattr(row, column(name, language)):
                    parts.append(text if language == "en" else f"[{language.split('-')[0]}] {text}")
        elif text := shown(row, name):
            field = row._meta.get_field(name)
            plain = field.is_relation or field.choices
            parts.append(text if plain else f"{field.verbose_name} {text}")
    return ", ".join(parts)
