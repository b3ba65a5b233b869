"""XLSX row by row, with a sheet that says what the others hold. The same rows always give the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.tables.columns import Column, Row
from reformtracker.publishing.texts import RTL

MOST_ROWS = 1_048_575
"""Rows of a sheet, besides its head."""
MOST_LETTERS = 32_767
"""Of a cell."""
ABOUT = "about"

Fact = tuple[str, str, str]


class Sheet(NamedTuple):
    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]


def too_large(parameter: str) -> BadParameters:
    message = f"A sheet has room for {MOST_ROWS:,} rows, and there are more. Take the CSV."
    return BadParameters(Fault(parameter, "too_large", message, ["csv"]))


def write(file: IO[bytes], facts: Sequence[Fact], sheets: Sequence[Sheet], *, language: str, at: datetime) -> None:
    """`at`: the moment that the file gives as that of its making, for it has none of the clock."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # Packed in a folder of its own: where the disk of `file` is full, the library would leave its pieces behind.
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder, "packed.xlsx")
        _pack(xlsxwriter.Workbook(packed, {**options, "tmpdir": folder}), facts, sheets, language, at)
        with packed.open("rb") as whole:
            shutil.copyfileobj(whole, file)


def _pack(
    made: xlsxwriter.Workbook, facts: Sequence[Fact], sheets: Sequence[Sheet], language: str, at: datetime
) -> None:
    with made as book:
        book.set_properties({"created": at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        _about(_sheet(book, ABOUT, language), facts, {sheet.name: sheet.columns for sheet in sheets}, bold)
        for sheet in sheets:
            _fill(_sheet(book, sheet.name, language), sheet, bold)


def _sheet(book: xlsxwriter.Workbook, name: str, language: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    if language in RTL:
        sheet.right_to_left()
    return sheet


def _about(sheet: Worksheet, facts: Sequence[Fact], plan: Mapping[str, Sequence[Column]], bold: Format) -> None:
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 2, 80)
    for number, fact in enumerate(facts):
        for place, text in enumerate(fact):
            _write(sheet, number, place, text)
    line = len(facts) + 1
    sheet.write_row(line, 0, ("sheet", "column", "meaning"), bold)
    for name, columns in plan.items():
        for column in columns:
            line += 1
            sheet.write_row(line, 0, (name, column.name, column.about))


def _fill(sheet: Worksheet, table: Sheet, bold: Format) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(table.columns) - 1, 16)
    sheet.write_row(0, 0, [column.name for column in table.columns], bold)
    for line, row in enumerate(table.rows, start=1):
        for place, column in enumerate(table.columns):
            _write(sheet, line, place, column.take(row))


def _write(sheet: Worksheet, line: int, place: int, value: Any) -> None:
    """A number as a number, and a text as a text whatever it begins with."""
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    elif value is not None and value != "":
        sheet.write_string(line, place, str(value)[:MOST_LETTERS])
