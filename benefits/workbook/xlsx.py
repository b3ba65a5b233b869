"""A workbook to a grid, part by part and event by event: what is hidden, merged or a formula is told, never dropped."""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import Final, NoReturn, TypeVar
from xml.parsers.expat import ExpatError, ParserCreate

from benefits.workbook import limits
from benefits.workbook.container import opened, part
from benefits.workbook.grid import Cell, Format, Sheet, Sort, address, letters, place
from benefits.workbook.rules import Rule, Unreadable

ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
PERCENTS: Final = frozenset({9, 10})
DAYS: Final = frozenset({14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
MONTHS: Final = frozenset({17, 55, 56})
MOST_STRINGS: Final = 400_000


def read(content: bytes) -> list[Sheet]:
    archive = opened(content)
    book = _parsed(archive, "xl/workbook.xml", _Book())
    if not book.sheets:
        raise Unreadable(Rule.BROKEN, seen="xl/workbook.xml")
    if len(book.sheets) > limits.SHEETS:
        raise Unreadable(Rule.SHEETS, seen=str(len(book.sheets)), limit=str(limits.SHEETS))
    links = _parsed(archive, "xl/_rels/workbook.xml.rels", _Links()).targets
    names = set(archive.namelist())
    strings = _parsed(archive, "xl/sharedStrings.xml", _Strings()).found if "xl/sharedStrings.xml" in names else []
    formats = _parsed(archive, "xl/styles.xml", _Styles()).formats() if "xl/styles.xml" in names else []
    sheets = []
    for name, hidden, link in book.sheets:
        sheet = Sheet(name, hidden, book.from_1904)
        handler = _Cells(sheet, strings, formats)
        _parsed(archive, links.get(link, ""), handler, name)
        handler.finish()
        sheets.append(sheet)
    return sheets


class _Handler:
    """Told of elements by name, without the prefix of their namespace."""

    def begin(self, name: str, attrs: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def said(self, text: str) -> None: ...


H = TypeVar("H", bound=_Handler)


def _parsed(archive: zipfile.ZipFile, name: str, handler: H, sheet: str = "") -> H:
    """Expat itself: a tree, or SAX above it, takes three times as long, and a full sheet has half a million cells.

    A document type is refused as it begins, so that no entity is ever declared, let alone opened.
    """

    def refuse(*_declared: object) -> NoReturn:
        raise Unreadable(Rule.ENTITIES, sheet, seen=name)

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = lambda tag, attrs: handler.begin(tag.rpartition(":")[2] if ":" in tag else tag, attrs)
    parser.EndElementHandler = lambda tag: handler.end(tag.rpartition(":")[2] if ":" in tag else tag)
    parser.CharacterDataHandler = handler.said
    try:
        parser.Parse(part(archive, name), True)
    except (ExpatError, KeyError, UnicodeError, ValueError, IndexError) as error:
        raise Unreadable(Rule.BROKEN, sheet, seen=name) from error
    return handler


class _Book(_Handler):
    """Its sheets, as name, whether hidden, and link to the part; and the day from which it counts."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attrs.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            link = next((attrs[key] for key in attrs if key.rpartition(":")[2] == "id" and ":" in key), "")
            self.sheets.append((attrs["name"], attrs.get("state", "visible") != "visible", link))


class _Links(_Handler):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        if name == "Relationship":
            if attrs.get("TargetMode") == "External":
                raise Unreadable(Rule.EXTERNAL, seen=attrs.get("Target", "")[:80])
            self.targets[attrs["Id"]] = posixpath.normpath(posixpath.join("/xl", attrs["Target"])).lstrip("/")


class _Strings(_Handler):
    """The texts that cells point to; how they are read aloud is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._said: list[str] = []
        self._inside = self._aloud = False

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        if name == "si":
            self._said = []
        self._aloud = self._aloud or name == "rPh"
        self._inside = name == "t" and not self._aloud

    def said(self, text: str) -> None:
        if self._inside:
            self._said.append(text)

    def end(self, name: str) -> None:
        self._inside = False
        if name == "rPh":
            self._aloud = False
        elif name == "si":
            self.found.append(unescaped("".join(self._said)))
            if len(self.found) > MOST_STRINGS:
                raise Unreadable(Rule.ROWS, limit=str(limits.ROWS))


class _Styles(_Handler):
    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._used: list[int] = []
        self._of_cells = False

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[int(attrs["numFmtId"])] = attrs.get("formatCode", "")
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            self._used.append(int(attrs.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._of_cells = False

    def formats(self) -> list[Format]:
        return [format_of(number, self._codes.get(number, "")) for number in self._used]


def format_of(number: int, code: str) -> Format:
    """
    >>> format_of(9, ""), format_of(170, '0.0" %"'), format_of(171, "yyyy-mm-dd"), format_of(172, "[$-409]mmm yy;@")
    (<Format.PERCENT: '%'>, <Format.PLAIN: ''>, <Format.DAY: 'd'>, <Format.MONTH: 'm'>)
    """
    plain = QUOTED.sub("", code).lower()
    if number in PERCENTS or "%" in plain:
        return Format.PERCENT
    if number in DAYS or ("d" in plain and "general" not in plain and "standard" not in plain):
        return Format.DAY
    return Format.MONTH if number in MONTHS or "y" in plain else Format.PLAIN


def unescaped(text: str) -> str:
    """
    >>> unescaped("a_x0009_b"), unescaped("_x005F_x0009_")
    ('a\\tb', '_x0009_')
    """
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _count(text: str, first: int = 1) -> int:
    """A place, counted from `first`: Python would count one below it from the end."""
    place = int(text)
    if place < first:
        raise ValueError(text)
    return place


class _Cells(_Handler):
    """One sheet."""

    def __init__(self, sheet: Sheet, strings: list[str], formats: list[Format]) -> None:
        self.sheet, self._strings, self._formats = sheet, strings, formats
        self._row = self._column = 0
        self._attrs: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        self._part = ""
        self._has_formula = False
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []

    def begin(self, name: str, attrs: dict[str, str]) -> None:
        if name == "c":
            self._at(attrs.get("r", ""))
            self._attrs = {key: attrs[key] for key in ("t", "s") if key in attrs}
            self._parts, self._has_formula = {}, False
        elif name in ("v", "t", "f"):
            self._part = name
            self._has_formula = self._has_formula or name == "f"
        elif name == "row":
            self._row, self._column = _count(attrs["r"]) if "r" in attrs else self._row + 1, 0
            if attrs.get("hidden") in ("1", "true"):
                self._hidden_rows.append(self._row)
        elif name == "col" and attrs.get("hidden") in ("1", "true"):
            self._hidden_columns.append((_count(attrs["min"]), _count(attrs["max"])))
        elif name == "mergeCell":
            self.sheet.merged.append(attrs.get("ref", ""))

    def _at(self, where: str) -> None:
        if where:
            self._row, self._column = place(where)
        else:
            self._column += 1

    def said(self, text: str) -> None:
        if self._part:
            self._parts.setdefault(self._part, []).append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self._part = ""
        elif name == "c":
            sort, text = self._content()
            if text or sort is Sort.FORMULA:
                self._keep(sort, text)

    def _content(self) -> tuple[Sort, str]:
        value = "".join(self._parts.get("v", ()))
        if self._has_formula:
            return Sort.FORMULA, "=" + "".join(self._parts.get("f", ()))
        match self._attrs.get("t", "n"):
            case "s":
                return Sort.TEXT, self._strings[_count(value, 0)] if value else ""
            case "inlineStr":
                return Sort.TEXT, unescaped("".join(self._parts.get("t", ())))
            case "str" | "d":
                return Sort.TEXT, unescaped(value)
            case "b":
                return Sort.TRUTH, value
            case "e":
                return Sort.ERROR, value
        return Sort.NUMBER, value

    def _keep(self, sort: Sort, text: str) -> None:
        where = address(self._row, self._column)
        if self._row > limits.ROWS + 1:
            raise Unreadable(Rule.ROWS, self.sheet.name, where, limit=str(limits.ROWS))
        if self._column > limits.COLUMNS:
            raise Unreadable(Rule.COLUMNS, self.sheet.name, where, limit=str(limits.COLUMNS))
        if len(text) > limits.TEXT:
            raise Unreadable(Rule.TEXT_LENGTH, self.sheet.name, where, text[:40] + "…", limit=str(limits.TEXT))
        style = _count(self._attrs.get("s", "0"), 0)
        shown = self._formats[style] if style < len(self._formats) else Format.PLAIN
        self.sheet.add(Cell(self._row, self._column, sort, text, shown))

    def finish(self) -> None:
        """What is hidden matters where it holds something."""
        rows = self.sheet.rows
        self.sheet.hidden += [f"{number}:{number}" for number in self._hidden_rows if number in rows]
        used = {column for row in rows.values() for column in row}
        for first, last in self._hidden_columns:
            if any(first <= column <= last for column in used):
                self.sheet.hidden.append(f"{letters(first)}:{letters(min(last, max(used)))}")
