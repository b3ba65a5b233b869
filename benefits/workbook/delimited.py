"""CSV to a grid: UTF-8, or UTF-16 that says so; any other encoding is refused at the byte that shows it, never guessed."""

from __future__ import annotations

import codecs
import csv
import io

from benefits.workbook import limits
from benefits.workbook.grid import Cell, Sheet, Sort, address
from benefits.workbook.guard import unguarded
from benefits.workbook.rules import Rule, Unreadable

SEPARATORS = (",", ";", "\t")


def read(content: bytes) -> list[Sheet]:
    text = _decoded(content)
    sheet = Sheet("")
    csv.field_size_limit(limits.BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return [sheet]
        except csv.Error as error:
            raise Unreadable(Rule.BROKEN, cell=address(number, 1)) from error
        _keep(sheet, number, row)


def _keep(sheet: Sheet, number: int, row: list[str]) -> None:
    if number > limits.ROWS + 1:
        raise Unreadable(Rule.ROWS, cell=address(number, 1), limit=str(limits.ROWS))
    if len(row) > limits.COLUMNS:
        raise Unreadable(Rule.COLUMNS, cell=address(number, limits.COLUMNS + 1), limit=str(limits.COLUMNS))
    first = sheet.rows.get(1)
    if first and row and number > 1 and any(row) and len(row) < max(first):
        raise Unreadable(Rule.SHORT_ROW, cell=address(number, len(row)), seen=row[-1][:40])
    for column, said in enumerate(row, start=1):
        if len(said) > limits.TEXT:
            where = address(number, column)
            raise Unreadable(Rule.TEXT_LENGTH, cell=where, seen=said[:40] + "…", limit=str(limits.TEXT))
        if said:
            sheet.add(Cell(number, column, Sort.TEXT, unguarded(said)))


def _decoded(content: bytes) -> str:
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif content.count(0) > len(content) // 10:
        raise Unreadable(Rule.ENCODING, seen="00", byte=str(content.index(0)))
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        # The decoder counts from behind the mark of the order of bytes.
        skipped = 3 if content.startswith(codecs.BOM_UTF8) else 0
        byte = error.start + skipped
        raise Unreadable(Rule.ENCODING, seen=content[byte : byte + 1].hex(), byte=str(byte)) from error


def _separator(text: str) -> str:
    """The one that the heads are set apart by."""
    head = text.partition("\n")[0]
    return max(SEPARATORS, key=head.count)
