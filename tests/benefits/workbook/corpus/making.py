"""How the files of the corpus are made: a workbook cell by cell, and archives with their parts exchanged."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.benefits.workbook.example import Sheet

NUMBERS = ("value", "numerator", "denominator")
Tweak = Callable[[xlsxwriter.Workbook, Worksheet], None]


def workbook(sheet: Sheet, tweak: Tweak | None = None, *, name: str = "Updates", **options: Any) -> bytes:
    """The table as a workbook with one sheet: numbers as numbers, all else as text; then `tweak` may do its worst."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, **options})
    page = book.add_worksheet(name)
    for row, cells in enumerate(sheet.table()):
        for place, text in enumerate(cells):
            if row and sheet.columns[place] in NUMBERS and _is_number(text):
                page.write_number(row, place, float(text))
            elif text:
                page.write_string(row, place, text)
    if tweak:
        tweak(book, page)
    book.close()
    return file.getvalue()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text and text.lower() not in ("nan", "inf")


def parts(content: bytes, exchanged: Mapping[str, bytes | None], *, stored: bool = False) -> bytes:
    """The archive with some parts exchanged, added, or (None) left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in exchanged:
                new.writestr(name, old.read(name))
        for name, part in exchanged.items():
            if part is not None:
                new.writestr(name, part, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_type(content: bytes, name: str, declared: str) -> bytes:
    """A document type at the head of one part."""
    old = part(content, name)
    head, mark, rest = old.partition(b"?>")
    return parts(content, {name: head + mark + declared.encode() + rest})


def with_cell(content: bytes, where: str, cell: str) -> bytes:
    """The cell at an address as raw XML."""
    name = "xl/worksheets/sheet1.xml"
    old = part(content, name).decode()
    found = re.search(rf'<c r="{where}"[^>]*?(/>|>.*?</c>)', old)
    assert found, where
    return parts(content, {name: old.replace(found[0], cell).encode()})


def lying_sizes(content: bytes, name: str, size: int) -> bytes:
    """The directory says that a part unpacks to `size` bytes."""
    changed = bytearray(content)
    place = changed.rfind(name.encode())
    struct.pack_into("<I", changed, place - 46 + 24, size)
    return bytes(changed)


def archive(entries: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in entries.items():
            new.writestr(name, content)
    return file.getvalue()
