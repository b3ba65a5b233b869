"""A report as a Word file, with what Word is for: styles, a list that it counts, footnotes, fields that lead from place to place.

Made without the press of PDF files: where charts cannot be drawn, their sentences stand for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO

from django.utils.translation import override
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu, Length, Twips

from reformtracker.publishing.texts import RTL, Text
from reformtracker.reporting import labels
from reformtracker.reporting.directions import MARK
from reformtracker.reporting.document import (
    Block,
    Cell,
    Chart,
    Document,
    Heading,
    Note,
    Paragraph,
    Piece,
    Reference,
    Section,
    Table,
)
from reformtracker.reporting.word import package, tables
from reformtracker.reporting.word.anchors import anchors
from reformtracker.reporting.word.contents import contents
from reformtracker.reporting.word.notes import Notes
from reformtracker.reporting.word.numbering import Numbering
from reformtracker.reporting.word.xml import Element, bookmarked, field, link, paragraph, run, runs, w, words
from reformtracker.web import paper, plate


def write(document: Document, file: IO[bytes]) -> None:
    """The same document is the same bytes. Waits where others draw charts."""
    with override(document.language):
        made = Writer(document)
        made.fill()
        package.save(made.package, file)


class Writer:
    def __init__(self, document: Document) -> None:
        self.document, self.language = document, document.language
        self.rtl = document.language in RTL
        self.package, self.part = package.package(document)
        self.notes = Notes(self.package, self.language)
        self.numbering = Numbering(self.package)
        self.counted: dict[str, int] = {}
        self.anchors, self.said = anchors(document), labels.references(document)
        self.part.relate_to(self.notes.part, KIND.FOOTNOTES)
        self.part.relate_to(self.numbering.part, KIND.NUMBERING)

    def fill(self) -> None:
        body = self.part.element.body
        body.extend(self._front())
        if self.document.has_contents:
            body.extend(contents(self.document, self.anchors))
        for number, section in enumerate(self.document.sections):
            body.extend(self._section(section, new_page=section.new_page or number == 0))
        body.append(self._page())

    # ---------- first page, and what stands around every page ----------
    def _front(self) -> Iterator[Element]:
        document = self.document
        yield paragraph("Title", *self._runs(document.title), rtl=self.rtl)
        yield paragraph("Subtitle", *self._runs(document.subtitle), rtl=self.rtl)
        yield paragraph("Stamp", *self._runs(self._own(document.stamp)), rtl=self.rtl)
        yield paragraph("Stamp", self._address(), rtl=self.rtl)

    def _page(self) -> Element:
        """The only section of the file: its pages, and what stands above and below each of them."""
        title = [*self._runs(self.document.title), self._run(w("tab")), *self._number_of_page()]
        stamp = paragraph("Footer", *self._runs(self._own(self.document.stamp)), rtl=self.rtl)
        head = package.header(self.part, 1, paragraph("Header", *title, rtl=self.rtl))
        none = package.header(self.part, 2, w("p"))
        foot = package.footer(self.part, stamp)
        (width, height), margin = package.PAGE, package.MARGIN
        sides = {"top": margin + 300, "right": margin, "bottom": margin, "left": margin}
        return w(
            "sectPr",
            _named("headerReference", "default", head),
            _named("headerReference", "first", none),
            _named("footerReference", "default", foot),
            _named("footerReference", "first", foot),
            w("pgSz", w=width, h=height),
            w("pgMar", **sides, header=margin // 2, footer=margin // 2, gutter=0),
            w("titlePg"),
            w("bidi") if self.rtl else None,
        )

    def _number_of_page(self) -> Iterator[Element]:
        """ "2 / 12", from left to right in every language."""

        def said(sign: str) -> Element:
            return run(words("t", sign), language=self.language, rtl=False)

        mark = MARK if self.rtl else ""
        yield said(mark)
        yield from field("PAGE", [said("1")], language=self.language, rtl=False)
        yield said(f"{mark} / {mark}")
        yield from field("NUMPAGES", [said("1")], language=self.language, rtl=False)
        yield said(mark)

    # ---------- sections ----------
    def _section(self, section: Section, *, new_page: bool) -> Iterator[Element]:
        title = section.title._replace(value=labels.headed(section))
        yield self._heading(1, title, section.key, new_page=new_page)
        for block in section.blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Element]:
        match block:
            case Heading():
                yield self._heading(block.level, block.text, block.key)
            case Paragraph():
                yield self._paragraph(block)
            case Table():
                yield self._caption(block, "Table")
                yield tables.table(block, width=package.WIDTH, rtl=self.rtl, behind=self._behind)
                # Two tables with nothing between them would be one.
                yield paragraph("AfterTable", rtl=self.rtl)
            case Chart():
                yield self._caption(block, "Figure", block.notes)
                yield self._picture(block)

    def _heading(self, level: int, text: Text, key: str, *, new_page: bool = False) -> Element:
        inside = bookmarked(self.anchors.titles[key], self._runs(text))
        return paragraph(f"Heading{level}", *inside, rtl=self.rtl, new_page=new_page)

    def _paragraph(self, shown: Paragraph) -> Element:
        # What is wholly in another language runs its own way.
        rtl = shown.tongue(self.language) in RTL
        inside = [one for piece in shown.pieces for one in self._piece(piece, rtl=rtl)]
        if not shown.number:
            return paragraph("BodyText", *inside, rtl=rtl)
        return paragraph("NumberedParagraph", *inside, rtl=rtl, numbering=self.numbering.item(shown.number))

    def _piece(self, piece: Piece | Reference, *, rtl: bool) -> Iterator[Element]:
        if isinstance(piece, Piece):
            yield from runs(piece.text, within_rtl=rtl, strong=piece.strong)
            yield from self._marks(piece.notes)
        else:
            yield from self._reference(piece.key, rtl=rtl)

    def _reference(self, key: str, *, rtl: bool) -> Iterator[Element]:
        """Of "table 3" the number is a field, since not every program can make a field small."""
        anchor, number = self.anchors.of(key)
        before, shown, after = self.said[key].partition(number) if number else ("", self.said[key], "")
        yield from runs(self._own(before), within_rtl=rtl)
        yield from self._field(rf"REF {anchor} \h", shown)
        yield from runs(self._own(after), within_rtl=rtl)

    # ---------- tables and charts ----------
    def _caption(self, shown: Table | Chart, counter: str, notes: Sequence[Note] = ()) -> Element:
        before, number, after = labels.label(shown).partition(str(shown.number))
        goes_on = self.counted.get(counter, 0) + 1 == shown.number
        self.counted[counter] = shown.number
        count = rf"SEQ {counter} \* ARABIC" + ("" if goes_on else rf" \r {shown.number}")
        inside = [
            *self._runs(self._own(before), strong=True),
            *bookmarked(self.anchors.captions[shown.key][0], self._field(count, number, strong=True)),
            *self._runs(self._own(after), strong=True),
            self._run(words("t", "\u2003")),
            *self._runs(shown.caption),
            *self._marks(notes),
        ]
        return paragraph("Caption", *inside, rtl=self.rtl)

    def _picture(self, chart: Chart) -> Element:
        try:
            drawn = plate.png(chart.drawing, patient=True)
        except paper.NoPaper:
            return paragraph("Picture", *self._runs(self._own(f"{chart.said} ")), self._address(), rtl=self.rtl)
        name, image = self.part.get_or_add_image(BytesIO(drawn))
        width = Twips(package.WIDTH)
        inline = CT_Inline.new_pic_inline(chart.number, name, f"{chart.number}.png", width, _height(width, image))
        inline.docPr.set("descr", chart.said)
        picture = self._run(w("drawing", inline))
        return paragraph("Picture", picture, rtl=self.rtl)

    # ---------- words ----------
    def _own(self, said: str) -> Text:
        return Text(said, self.language, translated=True)

    def _runs(self, text: Text, *, strong: bool = False) -> Iterator[Element]:
        return runs(text, within_rtl=self.rtl, strong=strong)

    def _run(self, inside: Element) -> Element:
        return run(inside, language=self.language, rtl=self.rtl)

    def _behind(self, cell: Cell) -> list[Element]:
        """What follows the text of a cell."""
        page = self._field(rf"PAGEREF {self.anchors.titles[cell.page]} \h", "") if cell.page else ()
        return [*page, *self._marks(cell.notes)]

    def _marks(self, notes: Sequence[Note]) -> list[Element]:
        return list(self.notes.marks(notes))

    def _field(self, instruction: str, result: str, *, strong: bool = False) -> Iterator[Element]:
        said = self._runs(self._own(result), strong=strong)
        return field(instruction, said, language=self.language, rtl=self.rtl, strong=strong)

    def _address(self) -> Element:
        # An address runs from left to right to its last stroke.
        address = Text(self.document.address, "en", translated=True)
        said = runs(address, within_rtl=self.rtl, style="Hyperlink")
        return link(self.part, self.document.address, said)


def _named(reference: str, page: str, name: str) -> Element:
    made = w(reference, type=page)
    made.set(qn("r:id"), name)
    return made


def _height(width: int, image: Image) -> Length:
    return Emu(round(width * image.px_height / image.px_width))
