"""The table of contents of a Word file: a field whose entries are written already, so that it can be read before Word has filled it."""

from __future__ import annotations

from collections.abc import Iterator

from reformtracker.publishing.texts import RTL, Text
from reformtracker.reporting import labels
from reformtracker.reporting.document import Document, Heading
from reformtracker.reporting.word.anchors import Anchors
from reformtracker.reporting.word.xml import Element, closed, field, opened, paragraph, run, runs, w

INSTRUCTION = r'TOC \o "1-3" \h \z \u'


def contents(document: Document, anchors: Anchors) -> Iterator[Element]:
    """Entries have no number of a page until a program has laid the pages out: then their fields name it."""
    language, rtl = document.language, document.language in RTL
    title = runs(Text(labels.contents(), language, translated=True), within_rtl=rtl)
    yield paragraph("TOCHeading", *title, rtl=rtl)
    start = list(opened(INSTRUCTION, language=language, rtl=rtl))
    for level, text, key in _entries(document):
        page = field(rf"PAGEREF {anchors.titles[key]} \h", (), language=language, rtl=rtl)
        inside = [*runs(text, within_rtl=rtl), run(w("tab"), language=language, rtl=rtl), *page]
        yield paragraph(f"TOC{level}", *start, w("hyperlink", *inside, anchor=anchors.titles[key], history=1), rtl=rtl)
        start = []
    yield paragraph("BodyText", *start, closed(language=language, rtl=rtl), rtl=rtl)


def _entries(document: Document) -> Iterator[tuple[int, Text, str]]:
    for section in document.sections:
        yield 1, section.title._replace(value=labels.headed(section)), section.key
        for block in section.blocks:
            if isinstance(block, Heading):
                yield block.level, block.text, block.key
