"""CSV line by line: UTF-8, one head, and never more than a few hundred lines in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from reformtracker.api.tables.columns import Column, Row

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula at the beginning of a text."""
LINES = 500
"""Lines that are sent together."""


def csv_lines(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow([cell(column.take(row)) for column in columns])
        if number % LINES == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def cell(value: Any) -> str:
    """
    >>> cell(0.000001), cell(-4), cell("-4 of them"), cell(None), cell(False)
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
