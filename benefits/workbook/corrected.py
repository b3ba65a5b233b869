"""The copy to correct: what was uploaded, every cell where it was, the wrong ones marked and each with its comment."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from benefits.workbook import limits
from benefits.workbook.columns import BY_NAME, Column, Takes
from benefits.workbook.grid import Cell, Format, Sort, place
from benefits.workbook.guard import FORMULA_SIGNS
from benefits.workbook.lines import Reading
from benefits.workbook.preview import Preview
from benefits.workbook.questions import Asked
from benefits.workbook.rules import CONTROL, Fault
from benefits.workbook.sentences import said
from benefits.workbook.template import ALLOWED, Book, is_locked, offer


def corrected(found: Preview) -> bytes:
    """A file that could not be read at all gives its errors alone."""
    file = io.BytesIO()
    book = Book(file)
    if found.reading is not None:
        _updates(book, found.reading, found.shown_faults)
    _errors(book, book.sheet(_("Errors")), found)
    book.close()
    return file.getvalue()


def _updates(book: Book, reading: Reading, faults: Sequence[Fault]) -> None:
    sheet, lists = book.sheet(_("Updates")), book.sheet(_("Choices"))
    columns = _columns(reading)
    asked = {line.row - 1: line.asked for line in reading.lines}
    said_at: dict[tuple[int, int], list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.sheet == reading.sheet.name and (where := _where(fault.cell)):
            said_at[where].append(fault)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width if column else 14)
    for row, cells in reading.sheet.rows.items():
        for cell in cells.values():
            column = columns[cell.column - 1]
            _copy(book, sheet, cell, locked=_locked(column, asked.get(row - 1)), wrong=(row, cell.column) in said_at)
    for (row, column_number), wrong in said_at.items():
        if column_number not in reading.sheet.rows.get(row, {}):
            sheet.write_blank(row - 1, column_number - 1, None, book.wrong)
        sheet.write_comment(row - 1, column_number - 1, "\n".join(_lines(wrong)), {"author": _("Errors"), "x_scale": 2})
    offer(book, sheet, lists, columns, asked)
    sheet.protect("", ALLOWED)
    lists.protect("", ALLOWED)


def _columns(reading: Reading) -> list[Column | None]:
    by_place = {at: BY_NAME[name] for name, at in reading.columns.items()}
    last = max((at for row in reading.sheet.rows.values() for at in row), default=0)
    return [by_place.get(at) for at in range(1, last + 1)]


def _locked(column: Column | None, asked: Asked | None) -> bool:
    """What keeps a row from being found must be open to correction."""
    if column is None or asked is None or column.takes is Takes.KEY:
        return False
    return is_locked(column, asked)


def _where(cell: str) -> tuple[int, int] | None:
    try:
        return place(cell.partition(":")[0])
    except ValueError:
        return None


def _copy(book: Book, sheet: Worksheet, cell: Cell, *, locked: bool, wrong: bool) -> None:
    row, at = cell.row - 1, cell.column - 1
    if cell.row == 1:
        sheet.write_string(row, at, _visible(cell.text), book.wrong if wrong else book.head)
        return
    number = _number(cell)
    if number is not None:
        percent = book.wrong_percent if wrong else book.percent
        shown = percent if cell.format is Format.PERCENT else book.wrong if wrong else book.number
        sheet.write_number(row, at, number, shown)
        return
    text = _visible(cell.text)
    plain = book.wrong_text if wrong else book.locked if locked else book.text
    quoted = book.wrong_quoted if wrong else book.quoted
    sheet.write_string(row, at, text, quoted if text.startswith(FORMULA_SIGNS) else plain)


def _number(cell: Cell) -> float | None:
    if cell.sort is not Sort.NUMBER:
        return None
    try:
        number = float(Decimal(cell.text))
    except (InvalidOperation, OverflowError, ValueError):
        return None
    return number if abs(number) < 1e300 else None


def _visible(text: str) -> str:
    """A formula comes as the text it is; what no cell may hold as a mark in its place."""
    return CONTROL.sub("�", text)


def _lines(faults: Sequence[Fault]) -> list[str]:
    return [f"{sentence.rule} {sentence.mend}" for sentence in map(said, faults)]


def _errors(book: Book, sheet: Worksheet, found: Preview) -> None:
    for at, (head, width) in enumerate(
        ((_("Sheet"), 16), (_("Cell"), 10), (_("Value seen"), 30), (_("What is wrong"), 60), (_("How to mend it"), 60))
    ):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, head, book.head)
    for row, fault in enumerate(found.shown_faults, start=1):
        for at, text in enumerate((fault.sheet, fault.cell, fault.seen, *said(fault))):
            sheet.write_string(row, at, _visible(text), book.quoted if text.startswith(FORMULA_SIGNS) else book.text)
    total = len(found.faults)
    if total > limits.FAULTS:
        more = _("%(shown)s of %(total)s errors are listed.") % {"shown": limits.FAULTS, "total": total}
        sheet.write_string(limits.FAULTS + 2, 0, more, book.text)
