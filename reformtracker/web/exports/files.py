"""An export as a file: CSV line by line, a workbook row by row; neither ever holds all rows in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reformtracker.publishing.texts import RTL
from reformtracker.web.exports.columns import LICENCE, Column, observations, sheets
from reformtracker.web.exports.rows import Export

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a text."""
LINES = 500
"""Lines that are sent together."""
MOST_ROWS = 1_048_575
"""Rows of a sheet, besides its head."""


def name_of(export: Export, what: str, suffix: str) -> str:
    snapshot, what = export.snapshot, export.indicator or what
    return f"{snapshot.chain.slug}-release-{snapshot.number}-{snapshot.day}-{what}.{suffix}"


# ---------- CSV ----------
def csv_lines(export: Export) -> Iterator[str]:
    """One head, then a line for each observation; ids and words are those of the API."""
    columns = observations(export)
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    for number, row in enumerate(export.rows("observations"), start=1):
        writer.writerow([_cell(column.take(row)) for column in columns])
        if number % LINES == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cell(value: Any) -> str:
    """
    >>> _cell(0.000001), _cell(-4), _cell("-4 of them"), _cell(None), _cell(False)
    ('0.000001', '-4', "'-4 of them", '', 'false')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return format(Decimal(repr(value)), "f")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


# ---------- workbook ----------
def write_workbook(export: Export, file: IO[bytes]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        plan = sheets(export)
        _about(_sheet(book, "about", export), export, plan, bold)
        for name, columns in plan.items():
            _fill(_sheet(book, name, export), export.rows(name), columns, bold)


def _sheet(book: xlsxwriter.Workbook, name: str, export: Export) -> Worksheet:
    sheet = book.add_worksheet(name)
    if export.language in RTL:
        sheet.right_to_left()
    return sheet


def _about(sheet: Worksheet, export: Export, plan: dict[str, Sequence[Column]], bold: Format) -> None:
    snapshot = export.snapshot
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 2, 80)
    facts = [
        ("site", settings.SITE_NAME, settings.SITE_URL),
        ("framework", snapshot.chain.slug, "invented data, for demonstration only" if snapshot.chain.is_demo else ""),
        *([("indicator", export.indicator, "")] if export.indicator else ()),
        ("as of", snapshot.day.isoformat(), f"release {snapshot.number}"),
        ("hash of the release", "", snapshot.release.hash),
        ("language", export.language, "empty where a text is not translated"),
        ("licence", LICENCE, "reuse with attribution"),
        ("cite as", "", _cited(export)),
    ]
    for number, fact in enumerate(facts):
        sheet.write_row(number, 0, fact)
    line = len(facts) + 1
    sheet.write_row(line, 0, ("sheet", "column", "meaning"), bold)
    for name, columns in plan.items():
        for column in columns:
            line += 1
            sheet.write_row(line, 0, (name, column.name, column.about))


def _cited(export: Export) -> str:
    snapshot = export.snapshot
    of = f", indicator {export.indicator}" if export.indicator else ""
    return f"{settings.SITE_NAME}, {snapshot.chain.slug}{of}, release {snapshot.number}, {snapshot.day}"


def _fill(sheet: Worksheet, rows: Iterator[dict[str, Any]], columns: Sequence[Column], bold: Format) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(columns) - 1, 16)
    sheet.write_row(0, 0, [column.name for column in columns], bold)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            value = column.take(row)
            if isinstance(value, bool):
                sheet.write_boolean(line, place, value)
            elif isinstance(value, int | float):
                sheet.write_number(line, place, value)
            elif value is not None:
                sheet.write_string(line, place, str(value))
