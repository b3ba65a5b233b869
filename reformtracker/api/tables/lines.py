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
    head = [column.name for column in columns]
    return in_pieces(head, ([cell(column.take(row)) for column in columns] for row in rows))


def in_pieces(head: Sequence[str], rows: Iterable[Sequence[str | None]]) -> Iterator[str]:
    """The head goes ahead of the first row, which may take its time."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(head)
    yield _taken(buffer)
    for number, row in enumerate(rows, start=1):
        writer.writerow(row)
        if number % LINES == 0:
            yield _taken(buffer)
    if rest := _taken(buffer):
        yield rest


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
