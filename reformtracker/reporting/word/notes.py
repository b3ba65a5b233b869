"""Footnotes of a Word file: their part, and the marks in the text that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docx.opc.constants import CONTENT_TYPE as TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.package import Package

from reformtracker.publishing.texts import RTL, Text
from reformtracker.reporting.document import Note
from reformtracker.reporting.word.xml import Element, link, paragraph, run, runs, w, words

SEPARATORS = {-1: "separator", 0: "continuationSeparator"}
"""Notes that Word keeps for itself: the line above the notes, also where they go on over the page. Named in settings.xml too."""
MARK, WORDS = "FootnoteReference", "FootnoteText"


class Notes:
    def __init__(self, package: Package, language: str) -> None:
        self.language, self.rtl = language, language in RTL
        lines = [
            w("footnote", paragraph(WORDS, w("r", w(name)), rtl=self.rtl), type=name, id=number)
            for number, name in SEPARATORS.items()
        ]
        self.part = XmlPart(PackURI("/word/footnotes.xml"), TYPE.WML_FOOTNOTES, w("footnotes", *lines), package)
        self._count = 0

    def marks(self, notes: Sequence[Note]) -> Iterator[Element]:
        """The raised numbers behind a piece of text, parted by commas; the notes themselves are written with them."""
        for place, note in enumerate(notes):
            if place:
                yield self._run(words("t", ","), style=MARK)
            self._count += 1
            self.part.element.append(self._written(note))
            yield self._run(w("footnoteReference", id=self._count), style=MARK)

    def _written(self, note: Note) -> Element:
        style = "Hyperlink" if note.url else ""
        said = runs(Text(note.said, self.language, translated=True), within_rtl=self.rtl, style=style)
        shown = [link(self.part, note.url, said)] if note.url else list(said)
        number = self._run(w("footnoteRef"), style=MARK)
        return w("footnote", paragraph(WORDS, number, self._run(words("t", " ")), *shown, rtl=self.rtl), id=self._count)

    def _run(self, inside: Element, style: str = "") -> Element:
        return run(inside, language=self.language, rtl=self.rtl, style=style)
