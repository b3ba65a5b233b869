"""What a file holds once it is read: sheets of cells, each with its address, nothing interpreted yet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Sort(StrEnum):
    TEXT = "s"
    NUMBER = "n"
    TRUTH = "b"
    ERROR = "e"
    FORMULA = "f"


class Format(StrEnum):
    """How a number is shown, as far as it changes what it means."""

    PLAIN = ""
    PERCENT = "%"
    DAY = "d"
    MONTH = "m"


class Cell(NamedTuple):
    """`text` is what the file says, digit by digit; that of a formula begins with its sign."""

    row: int
    column: int
    sort: Sort
    text: str
    format: Format = Format.PLAIN

    @property
    def address(self) -> str:
        return address(self.row, self.column)


@dataclass
class Sheet:
    """`name` is empty in CSV. `hidden` lists rows and columns with content that nobody sees, as ranges."""

    name: str
    is_hidden: bool = False
    from_1904: bool = False
    merged: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def add(self, cell: Cell) -> None:
        self.rows.setdefault(cell.row, {})[cell.column] = cell


def address(row: int, column: int) -> str:
    """
    >>> address(1, 1), address(20, 28)
    ('A1', 'AB20')
    """
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def place(text: str) -> tuple[int, int]:
    """
    >>> place("AB20")
    (20, 28)
    """
    match = ADDRESS.fullmatch(text)
    if not match:
        raise ValueError(text)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def lines(sheets: Iterable[Sheet]) -> Iterator[str]:
    """For the way between two processes: a line for each sheet, then one for each of its rows."""
    for sheet in sheets:
        yield json.dumps([sheet.name, sheet.is_hidden, sheet.from_1904, sheet.merged, sheet.hidden])
        for number, row in sheet.rows.items():
            yield json.dumps([number, [[cell.column, cell.sort, cell.text, cell.format] for cell in row.values()]])


def from_lines(said: Iterable[str]) -> list[Sheet]:
    sheets: list[Sheet] = []
    for line in said:
        found: list[Any] = json.loads(line)
        if isinstance(found[0], str):
            sheets.append(Sheet(*found))
            continue
        number, row = found
        for column, sort, text, shown in row:
            sheets[-1].add(Cell(number, column, Sort(sort), text, Format(shown)))
    return sheets
