"""A report as a tagged PDF: drawn by the press of `web.paper` from one sheet of HTML, which loads our own files only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override

from reformtracker.publishing.texts import RTL, Text, direction, html_code
from reformtracker.reporting import labels
from reformtracker.reporting.directions import isolated
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
from reformtracker.web import paper, plate

_SYMBOL = re.compile(r"(?<=[A-Z0-9])/(?=[A-Z0-9])")
"""Within the symbol of a document, which stays in one line: A/75/202."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def write(document: Document) -> bytes:
    """PDF/UA-1; the same document is the same bytes. Raises `paper.NoPaper`."""
    return paper.report(html(document))


def html(document: Document) -> str:
    """What is drawn."""
    with override(document.language):
        return render_to_string("reporting/paper.html", Sheet(document).context())


class Sheet:
    def __init__(self, document: Document) -> None:
        self.document, self.language = document, document.language
        self.said = labels.references(document)
        parts = (part for section in document.sections for part in (section, *section.blocks))
        self.noted = 0
        self.widths: dict[str, str] = {}
        # Keys are for people; addresses within a sheet are counted.
        self.anchors = {part.key: f"p{number}" for number, part in enumerate(parts)}

    def context(self) -> dict[str, Any]:
        document = self.document
        charts = [block for block in document.blocks() if isinstance(block, Chart)]
        return {
            "lang": html_code(self.language),
            "dir": direction(self.language),
            "name": document.title.value,
            "title": self._text(document.title),
            "site_name": settings.SITE_NAME,
            "description": document.stamp,
            "stamp": self._own(document.stamp),
            "subtitle": self._text(document.subtitle),
            "address": document.address,
            "contents": labels.contents(),
            "entries": list(self._entries()) if document.has_contents else [],
            "sections": [self._section(section) for section in document.sections],
            "charts": [
                {"name": self._name(chart), **plate.size(chart.drawing), "words": plate.words(chart.drawing)}
                for chart in charts
            ],
            "widths": self.widths,
        }

    def _entries(self) -> Iterator[dict[str, Any]]:
        for section in self.document.sections:
            yield {"level": 1, "anchor": self.anchors[section.key], "text": self._title(section)}
            for block in section.blocks:
                if isinstance(block, Heading):
                    yield {"level": block.level, "anchor": self.anchors[block.key], "text": self._text(block.text)}

    def _section(self, section: Section) -> dict[str, Any]:
        return {
            "anchor": self.anchors[section.key],
            "title": self._title(section),
            "new_page": section.new_page,
            "blocks": [self._block(block) for block in section.blocks],
        }

    def _title(self, section: Section) -> SafeString:
        return self._text(section.title._replace(value=labels.headed(section)))

    # ---------- blocks ----------
    def _block(self, block: Block) -> SafeString:
        match block:
            case Heading(key, level, text):
                anchor, said = self.anchors[key], self._text(text)
                return format_html('<h{0} id="{1}">{2}</h{0}>', level + 1, anchor, said)
            case Paragraph():
                return self._paragraph(block)
            case Table():
                return self._rendered("table", block, self._table(block))
            case Chart():
                return self._rendered("chart", block, self._chart(block))

    def _paragraph(self, shown: Paragraph) -> SafeString:
        # What is wholly in another language runs its own way.
        language = shown.tongue(self.language)
        said = format_html_join("", "{}", ((self._piece(piece, language),) for piece in shown.pieces))
        number = format_html('<span class="n">{}</span> ', labels.numbered(shown.number)) if shown.number else ""
        return format_html('<p class="said"{}>{}{}</p>', self._tongue(language), number, said)

    def _piece(self, piece: Piece | Reference, language: str) -> SafeString:
        if isinstance(piece, Reference):
            return format_html('<a href="#{}">{}</a>', self.anchors[piece.key], self.said[piece.key])
        said = self._text(piece.text, language)
        return format_html("{}{}", format_html("<b>{}</b>", said) if piece.strong else said, self._notes(piece.notes))

    def _rendered(self, name: str, block: Table | Chart, more: dict[str, Any]) -> SafeString:
        context = {"anchor": self.anchors[block.key], "label": labels.label(block), **more}
        return SafeString(render_to_string(f"reporting/paper/_{name}.html", context))

    def _table(self, shown: Table) -> dict[str, Any]:
        heads = [Cell(text, is_number=numbers) for text, numbers in zip(shown.head, shown.numeric, strict=True)]
        return {
            "caption": self._text(shown.caption),
            "head": [self._cell(cell, self._width(share)) for cell, share in zip(heads, shown.widths, strict=True)],
            "rows": [[self._cell(cell) for cell in row] for row in shown.rows],
            "css": "form" if shown.is_form else "",
        }

    def _cell(self, cell: Cell, css: str = "") -> dict[str, Any]:
        page = format_html('<a class="at" href="#{}"></a>', self.anchors[cell.page]) if cell.page else ""
        said = format_html("{}{}{}", self._text(cell.text), page, self._notes(cell.notes))
        return {"said": said, "css": f"{css} number".strip() if cell.is_number else css}

    def _width(self, share: float) -> str:
        """The class of columns that are so wide."""
        return self.widths.setdefault(f"{share:.2%}", f"w{len(self.widths) + 1}")

    def _chart(self, shown: Chart) -> dict[str, Any]:
        caption = format_html("{}{}", self._text(shown.caption), self._notes(shown.notes))
        shapes, words = plate.shapes(shown.drawing, shown.said), plate.words(shown.drawing)
        return {"caption": caption, "name": self._name(shown), "shapes": shapes, "words": words}

    def _name(self, chart: Chart) -> str:
        return f"{self.anchors[chart.key]}d"

    # ---------- words ----------
    def _text(self, text: Text, around: str = "") -> SafeString:
        """`around`: the language of the paragraph, where it is another than that of the report."""
        around = around or self.language
        said = isolated(text.value, rtl=text.language in RTL, within_rtl=around in RTL)
        said = _SYMBOL.sub(f"/{paper.JOINED}", said)
        return (
            format_html("<span{}>{}</span>", self._tongue(text.language), said)
            if text.language != around
            else escape(said)
        )

    def _own(self, said: str) -> SafeString:
        return self._text(Text(said, self.language, translated=True))

    def _notes(self, notes: Sequence[Note]) -> SafeString:
        """The numbers of notes, and the notes themselves, which the press takes to the foot of the page: as one for each place, since
        it sets all notes of a page again for each that it adds."""
        if not notes:
            return SafeString("")
        first = self.noted + 1
        self.noted += len(notes)
        lines = format_html_join(
            "", "{}", ((self._note(note, number),) for number, note in enumerate(notes, start=first))
        )
        numbers = ",".join(map(str, range(first, self.noted + 1)))
        # No line begins with the numbers of notes.
        return format_html('{}<span class="note" data-numbers="{}">{}</span>', paper.JOINED, numbers, lines)

    def _note(self, note: Note, number: int) -> SafeString:
        """One box with nothing in it but words, for there are hundreds; so its number is raised by its letters."""
        said = format_html("{} {}", str(number).translate(_RAISED), self._own(note.said))
        if note.url:
            return format_html('<a class="one" href="{}">{}</a>', note.url, said)
        return format_html('<span class="one">{}</span>', said)

    def _tongue(self, language: str) -> SafeString:
        """The attributes of what is in another language than the report."""
        if language == self.language:
            return SafeString("")
        return format_html(' lang="{}" dir="{}"', html_code(language), direction(language))
