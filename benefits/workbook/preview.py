"""Old beside new for every cell of a file, or everything that is wrong with it; and the hash that ties a yes to what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from benefits.workbook import checks, limits
from benefits.workbook.checks import Change, doubts
from benefits.workbook.columns import BY_NAME, TRUTHS, Takes, word
from benefits.workbook.grid import place
from benefits.workbook.lines import Reading, read
from benefits.workbook.questions import Asked, Value, asked_of
from benefits.workbook.reader import sheets_in
from benefits.workbook.rules import Fault, Unreadable
from benefits.workbook.sentences import Said, said
from reformtracker.publishing.canonical import dumps, number, plain, sha256
from reformtracker.publishing.models import Person
from reformtracker.publishing.snapshot import today


class Doubt(NamedTuple):
    """What may be right of a row, and is only taken with a reason."""

    row: int
    where: str
    subject: str
    value: str
    sentences: list[Said]


@dataclass
class Preview:
    """`faults` are all of them, in the order of the sheet; where there is one, nothing can be taken."""

    file_hash: str
    faults: list[Fault] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    reading: Reading | None = None
    asked: Sequence[Asked] = ()

    @property
    def digest(self) -> str:
        """Moves with the file, with every old and new value, and with every version that a row rests on."""
        rows = [
            [change.public_id, change.asked.framework, change.record.mark]
            + [[name, plain(old), plain(new)] for name, (old, new) in change.cells.items()]
            for change in self.changes
        ]
        return sha256(dumps([self.file_hash, rows]))

    @property
    def shown_faults(self) -> list[Fault]:
        return self.faults[: limits.FAULTS]

    @property
    def doubts(self) -> list[Doubt]:
        if self.faults or self.reading is None:
            return []
        found = []
        for change in self.changes:
            sentences = [said(Fault(rule, facts=facts)) for rule, facts in doubts(change)]
            if sentences:
                cell = self.reading.cell(change.row, "value")
                where, value = cell.address if cell else "", shown(change, "value", change.answer["value"])
                found.append(Doubt(change.row, where, change.public_id, value, sentences))
        return found


def preview(name: str, content: bytes, file_hash: str, person: Person) -> Preview:
    """In the active language. Nothing is stored."""
    asked = asked_of(person)
    try:
        reading = read(sheets_in(name, content), asked)
    except Unreadable as refusal:
        return Preview(file_hash, [refusal.fault], asked=asked)
    changed, unchanged = checks.changes(reading, today())
    faults = sorted(reading.faults, key=_place)
    return Preview(file_hash, faults, [] if faults else changed, unchanged, reading, asked)


def _place(fault: Fault) -> tuple[int, int]:
    try:
        return place(fault.cell)
    except ValueError:
        return (0, 0)


def shown(change: Change, name: str, value: Value) -> str:
    """As staff read it, in the active language."""
    column = BY_NAME[name]
    match value:
        case None | "":
            return ""
        case Decimal():
            return number(value)
        case bool():
            return str(TRUTHS["yes" if value else "no"])
    if column.takes is Takes.LEVEL:
        return next((level.shown() for level in change.asked.levels if level.code == value), str(value))
    return word(name, str(value)) if column.takes is Takes.CHOICE else str(value)


def rows_of(found: Preview) -> list[dict[str, Any]]:
    """For the page: each row with its cells, old beside new."""
    return [
        {
            "change": change,
            "what": _what(change),
            "cells": [
                (BY_NAME[name].head, shown(change, name, old) or "–", shown(change, name, new) or "–")
                for name, (old, new) in change.cells.items()
            ],
        }
        for change in found.changes
    ]


def _what(change: Change) -> str:
    if change.record.version is None:
        return _("new draft")
    return _("draft changed") if change.record.is_open else _("new draft of what is public")
