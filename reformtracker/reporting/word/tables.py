"""Tables of a Word file: as wide as the page, with a head that comes again on each page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import Cell, Table
from reformtracker.reporting.word.xml import Element, paragraph, runs, w

STYLE = "ReportTable"
Behind = Callable[[Cell], list[Element]]

ROOM = 567
"""For a line or two written by hand, in twentieths of a point."""


def table(shown: Table, *, width: int, rtl: bool, behind: Behind) -> Element:
    """`width` in twentieths of a point; `behind` makes what follows the text of a cell."""
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
        _row(cells, kind, widths, room=ROOM if shown.is_form and kind == "Text" else 0, rtl=rtl, behind=behind)
        for kind, cells in (("Head", heads), *(("Text", row) for row in shown.rows))
    ]
    return w("tbl", how, w("tblGrid", *(w("gridCol", w=wide) for wide in widths)), *rows)


def _row(cells: Sequence[Cell], kind: str, widths: Sequence[int], *, room: int, rtl: bool, behind: Behind) -> Element:
    made = [_cell(cell, kind, wide, rtl=rtl, behind=behind) for cell, wide in zip(cells, widths, strict=True)]
    height = w("trHeight", val=room, hRule="atLeast") if room else None
    return w("tr", w("trPr", w("cantSplit"), height, w("tblHeader") if kind == "Head" else None), *made)


def _cell(cell: Cell, kind: str, width: int, *, rtl: bool, behind: Behind) -> Element:
    # Numbers stand right in every language, so that units stand under units: for Word that is the end of a line that runs
    # from left to right, and the beginning of one from right to left.
    backwards = rtl and not (cell.is_number and _has_no_letters(cell.text))
    style = f"Table{kind}Number" if cell.is_number and not backwards else f"Table{kind}"
    said = runs(cell.text, within_rtl=backwards)
    inside = paragraph(style, *said, *behind(cell), rtl=backwards)
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa")), inside)


def _has_no_letters(text: Text) -> bool:
    return not any(one.isalpha() for one in text.value)
