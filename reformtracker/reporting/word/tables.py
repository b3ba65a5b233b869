"""Tables of a Word file: as wide as the page, with a head that comes again on each page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import Cell, Note, Table
from reformtracker.reporting.word.xml import Element, paragraph, runs, w

STYLE = "ReportTable"
Marks = Callable[[Sequence[Note]], list[Element]]


def table(shown: Table, *, width: int, rtl: bool, marks: Marks) -> Element:
    """`width` in twentieths of a point; `marks` makes those of the notes of a cell."""
    widths = [round(share * width) for share in shown.widths]
    how = w(
        "tblPr",
        w("tblStyle", val=STYLE),
        w("bidiVisual") if rtl else None,
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        # What a reader who cannot see it is told first.
        w("tblCaption", val=shown.caption),
    )
    heads = [Cell(text, is_number=numbers) for text, numbers in zip(shown.head, shown.numeric, strict=True)]
    rows = [
        _row(cells, "Head" if first else "Text", widths, rtl=rtl, marks=marks)
        for first, cells in ((True, heads), *((False, row) for row in shown.rows))
    ]
    return w("tbl", how, w("tblGrid", *(w("gridCol", w=wide) for wide in widths)), *rows)


def _row(cells: Sequence[Cell], kind: str, widths: Sequence[int], *, rtl: bool, marks: Marks) -> Element:
    made = [_cell(cell, kind, wide, rtl=rtl, marks=marks) for cell, wide in zip(cells, widths, strict=True)]
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader") if kind == "Head" else None), *made)


def _cell(cell: Cell, kind: str, width: int, *, rtl: bool, marks: Marks) -> Element:
    # Numbers stand right in every language, so that units stand under units: for Word that is the end of a line that runs
    # from left to right, and the beginning of one from right to left.
    backwards = rtl and not (cell.is_number and _has_no_letters(cell.text))
    style = f"Table{kind}Number" if cell.is_number and not backwards else f"Table{kind}"
    said = runs(cell.text, within_rtl=backwards)
    inside = paragraph(style, *said, *marks(cell.notes), rtl=backwards)
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa")), inside)


def _has_no_letters(text: Text) -> bool:
    return not any(one.isalpha() for one in text.value)
