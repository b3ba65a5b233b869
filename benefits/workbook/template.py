"""The template that is given out: one sheet to fill in, the words it takes, and how to go about it; or the sheet alone, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from benefits.numbers import written
from benefits.workbook import limits
from benefits.workbook.checks import bounds
from benefits.workbook.columns import CHOICES, TRUTHS, Column, Takes, of_template, word
from benefits.workbook.guard import FORMULA_SIGNS, guarded
from benefits.workbook.questions import Asked, Question, Value
from reformtracker.publishing.canonical import number
from reformtracker.publishing.snapshot import today
from reformtracker.publishing.texts import RTL

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
ALLOWED = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}
"""What may still be done in a protected sheet; it has no password: the protection is against slips."""


def content(question: Question, column: Column) -> Value:
    """What stands in one cell of the template, in the active language."""
    asked, answer = question.asked, question.record.answer
    facts: dict[str, Value] = {
        "framework": asked.framework,
        "indicator": asked.code,
        "period": question.period,
        "name": asked.name,
        "unit": asked.unit_label,
        "range": bounds(asked),
        "last": _last(asked),
        "version": question.record.mark,
    }
    if column.name in facts:
        return facts[column.name]
    value = answer[column.name]
    if column.takes is Takes.LEVEL:
        return next((level.shown() for level in asked.levels if level.code == value), "")
    if isinstance(value, bool):
        return str(TRUTHS["yes" if value else "no"])
    return word(column.name, str(value or "")) if column.takes is Takes.CHOICE else value


def _last(asked: Asked) -> str:
    if asked.last is None:
        return ""
    figure = number(asked.last.value) if asked.last.value is not None else str(asked.last.level.number)
    return f"{figure} ({asked.last.thing.period})"


# ---------- CSV ----------
def as_csv(questions: Sequence[Question]) -> bytes:
    """With the mark of UTF-8, by which Excel knows it; texts that look like formulas stand behind an apostrophe."""
    columns = of_template(get_language() or "en")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.head for column in columns])
    for question in questions:
        writer.writerow([plain(content(question, column)) for column in columns])
    return buffer.getvalue().encode("utf-8-sig")


def plain(value: Value) -> str:
    if isinstance(value, Decimal):
        return written(value)
    return guarded(str(value or ""))


# ---------- workbook ----------
class Book:
    """The sheet of updates with its lists; what is written into the cells is another's."""

    def __init__(self, file: io.BytesIO) -> None:
        self.book = xlsxwriter.Workbook(file, OPTIONS)
        self.is_rtl = (get_language() or "en") in RTL
        # Text, so that a spreadsheet does not take a period for a date or a code for a number.
        self.locked = self._format(locked=True, bg_color="#EEEEEE", num_format="@", text_wrap=False)
        self.text = self._format(locked=False, num_format="@", text_wrap=True)
        self.quoted = self._format(locked=False, num_format="@", text_wrap=True, quote_prefix=True)
        self.quoted_locked = self._format(locked=True, bg_color="#EEEEEE", num_format="@", quote_prefix=True)
        self.number = self._format(locked=False)
        self.percent = self._format(locked=False, num_format="0.######%")
        wrong = {"locked": False, "bg_color": "#F6D5CF", "border": 1, "border_color": "#A2321D"}
        self.wrong = self._format(**wrong)
        self.wrong_percent = self._format(**wrong, num_format="0.######%")
        self.wrong_text = self._format(**wrong, num_format="@", text_wrap=True)
        self.wrong_quoted = self._format(**wrong, num_format="@", quote_prefix=True)
        self.wrapped = self._format(text_wrap=True)
        self.head = self._format(bold=True, locked=True, text_wrap=True, bottom=1, num_format="@")

    def _format(self, **properties: Any) -> Format:
        made: Format = self.book.add_format({"valign": "top", **properties})
        return made

    def sheet(self, name: str) -> Worksheet:
        made: Worksheet = self.book.add_worksheet(name)
        if self.is_rtl:
            made.right_to_left()
        return made

    def write(self, sheet: Worksheet, row: int, place: int, value: Value, *, locked: bool) -> None:
        if isinstance(value, Decimal):
            sheet.write_number(row, place, float(value), self.locked if locked else self.number)
        elif value:
            text = str(value)
            quoted = self.quoted_locked if locked else self.quoted
            plain = self.locked if locked else self.text
            sheet.write_string(row, place, text, quoted if text.startswith(FORMULA_SIGNS) else plain)
        else:
            sheet.write_blank(row, place, None, self.locked if locked else self.number)

    def close(self) -> None:
        self.book.close()


def as_workbook(questions: Sequence[Question]) -> bytes:
    file = io.BytesIO()
    book = Book(file)
    columns = of_template(get_language() or "en")
    updates, how, lists = (book.sheet(name) for name in (_("Updates"), _("Instructions"), _("Choices")))
    _explain(book, how)
    heads(book, updates, columns)
    for row, question in enumerate(questions, start=1):
        for place, column in enumerate(columns):
            book.write(updates, row, place, content(question, column), locked=is_locked(column, question.asked))
    offer(book, updates, lists, columns, {row: question.asked for row, question in enumerate(questions, start=1)})
    updates.protect("", ALLOWED)
    how.protect("", ALLOWED)
    lists.protect("", ALLOWED)
    book.close()
    return file.getvalue()


def is_locked(column: Column, asked: Asked) -> bool:
    if column.takes in (Takes.KEY, Takes.FACT, Takes.MARK):
        return True
    if column.takes is Takes.LEVEL:
        return not asked.is_qualitative
    return column.takes is Takes.NUMBER and asked.is_qualitative


def heads(book: Book, sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.freeze_panes(1, 3)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.head, book.head)


def offer(
    book: Book, sheet: Worksheet, lists: Worksheet, columns: Sequence[Column | None], asked: dict[int, Asked]
) -> None:
    """Lists to choose from: one for each column of words, one for the rubric of each indicator; bounds for each value."""
    name, place, last = lists.get_name(), 0, max(asked, default=1)
    for at, column in enumerate(columns):
        if column is not None and column.takes is Takes.CHOICE:
            words = [str(label) for _value, label in CHOICES[column.name]]
            _list(book, lists, place, column.head, words)
            sheet.data_validation(1, at, last, at, _one_of(name, place, len(words)))
            place += 1
    rubrics: dict[tuple[str, str], int] = {}
    at_level, at_value = (_at(columns, which) for which in ("level", "value"))
    for row, each in asked.items():
        if each.is_qualitative and at_level is not None:
            words = [level.shown() for level in each.levels]
            if each.key not in rubrics:
                rubrics[each.key] = place
                _list(book, lists, place, each.code, words)
                place += 1
            sheet.data_validation(row, at_level, row, at_level, _one_of(name, rubrics[each.key], len(words)))
        elif at_value is not None and (each.minimum is not None or each.maximum is not None):
            sheet.data_validation(row, at_value, row, at_value, _within(each))


def _at(columns: Sequence[Column | None], name: str) -> int | None:
    return next((at for at, column in enumerate(columns) if column is not None and column.name == name), None)


def _list(book: Book, lists: Worksheet, place: int, head: str, words: Sequence[str]) -> None:
    lists.set_column(place, place, 24)
    lists.write_string(0, place, head, book.head)
    for row, said in enumerate(words, start=1):
        lists.write_string(row, place, said, book.locked)


def _one_of(sheet: str, place: int, many: int) -> dict[str, Any]:
    where = f"='{sheet}'!{xl_range_abs(1, place, many, place)}"
    return {
        "validate": "list",
        "source": where,
        "error_title": _("Choose from the list"),
        "error_message": _("Choose from the list in the cell."),
    }


def _within(asked: Asked) -> dict[str, Any]:
    low, high = asked.minimum, asked.maximum
    criteria: dict[str, Any] = {"criteria": ">=", "value": low} if high is None else {"criteria": "<=", "value": high}
    if low is not None and high is not None:
        criteria = {"criteria": "between", "minimum": float(low), "maximum": float(high)}
    else:
        criteria["value"] = float(criteria["value"])
    said = _("The value lies beyond the bounds of the unit, %(range)s.") % {"range": bounds(asked)}
    return {"validate": "decimal", **criteria, "error_title": _("Allowed range"), "error_message": said[:255]}


def _explain(book: Book, sheet: Worksheet) -> None:
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(instructions()):
        sheet.write_string(row, 0, line, book.head if row == 0 else book.wrapped)


def instructions() -> list[str]:
    return [
        _("How to fill in the updates"),
        _(
            "Each row is one indicator and one period. Fill in the white cells; the grey ones say what is asked and stay."
        ),
        _("Give a value or a level, or say why there is none: one of the three. An empty cell is never read as 0."),
        _("Write numbers in the unit of the row, without a unit and without separators between thousands."),
        _("Where the unit is per cent, write 30 for 30 per cent, and do not format the cell as a percentage."),
        _("Formulas are not taken: put their results in as plain values."),
        _(
            "Sources are written as symbol, comma, paragraph, several separated by semicolons: A/75/202, 38; A/75/735, 5–7."
        ),
        _("Where a figure is public already, say why it is changed: the reason is shown to the public."),
        _("Rows that you leave as they are change nothing. You may delete rows and move columns."),
        _("Upload the file to see what it would change. Nothing is saved until you confirm, and only drafts are made."),
        _("At most %(rows)s rows and %(size)s MB.") % {"rows": limits.ROWS, "size": limits.BYTES // 1024 // 1024},
        f"{settings.SITE_NAME}, {settings.SITE_URL}, {today().isoformat()}",
    ]
