"""A workbook as its readers see it: sheets by name, each row a dictionary by the head of its column."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Workbook:
    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.strings = self._strings()
        book, links = self._parse("xl/workbook.xml"), self._parse("xl/_rels/workbook.xml.rels")
        targets = {link.get("Id"): link.get("Target") for link in links}
        self.parts = {sheet.get("name"): f"xl/{targets[sheet.get(RELATION)]}" for sheet in book.iter(f"{MAIN}sheet")}

    def _parse(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.archive.read(name))  # noqa: S314  # written by this project

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        return ["".join(item.itertext()) for item in self._parse("xl/sharedStrings.xml")]

    def cells(self, sheet: str) -> list[dict[str, Any]]:
        """Each row by column letters; numbers as numbers."""
        return [
            {re.sub(r"\d", "", cell.get("r") or ""): self._value(cell) for cell in row}
            for row in self._parse(self.parts[sheet]).iter(f"{MAIN}row")
        ]

    def _value(self, cell: ElementTree.Element) -> Any:
        text = "".join(cell.itertext())
        match cell.get("t"):
            case "s":
                return self.strings[int(text)]
            case "inlineStr" | "str":
                return text
            case "b":
                return text == "1"
        return float(text) if text else None

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        head, *rows = self.cells(sheet)
        return [{name: row.get(letters) for letters, name in head.items()} for row in rows]

    def is_right_to_left(self, sheet: str) -> bool:
        (view,) = self._parse(self.parts[sheet]).iter(f"{MAIN}sheetView")
        return view.get("rightToLeft") == "1"

    def has_formulas(self) -> bool:
        return any(list(self._parse(part).iter(f"{MAIN}f")) for part in self.parts.values())
