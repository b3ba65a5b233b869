"""The one list of a report: its paragraphs, which Word counts by itself."""

from __future__ import annotations

from docx.opc.constants import CONTENT_TYPE as TYPE
from docx.opc.packuri import PackURI
from docx.package import Package
from docx.parts.numbering import NumberingPart

from reformtracker.reporting import labels
from reformtracker.reporting.word.xml import w

INDENT = 567
"""Of the first line, in twentieths of a point: one centimetre."""


class Numbering:
    def __init__(self, package: Package) -> None:
        level = w(
            "lvl",
            w("start", val=1),
            w("numFmt", val="decimal"),
            w("lvlText", val=labels.numbered("%1")),
            w("lvlJc", val="left"),
            w("pPr", w("tabs", w("tab", val="num", pos=INDENT)), w("ind", left=0, firstLine=0)),
            ilvl=0,
        )
        kind = w("abstractNum", w("multiLevelType", val="singleLevel"), level, abstractNumId=0)
        self.part = NumberingPart(PackURI("/word/numbering.xml"), TYPE.WML_NUMBERING, w("numbering", kind), package)
        self._list = self._next = 0

    def item(self, number: int) -> int:
        """The list in which the next paragraph has this number: a new one where the count does not simply go on."""
        if number != self._next or not self._list:
            self._list += 1
            start = w("lvlOverride", w("startOverride", val=number), ilvl=0)
            self.part.element.append(w("num", w("abstractNumId", val=0), start, numId=self._list))
        self._next = number + 1
        return self._list
