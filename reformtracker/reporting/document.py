"""A report in one language, before it is a file: sections of numbered paragraphs, tables and charts, each tied to what it tells of.

It is composed by `compose`, compared by `outdated`, and written by `docx` and `pdf`. Nothing here asks the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from reformtracker.publishing.texts import Text

ANNEXES = ("changes", "annex")
"""Keys of the sections that stand after the report."""

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\s\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]+")
"""A character, or a word or figure in other letters."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A version that a piece tells of. `said`: the figure or word that is quoted of it, in the language of the document."""

    kind: str
    public_id: str
    version: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: "A/75/202, para. 38." with the address of the document; `url` may be empty."""

    said: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """To a table, a chart or the annex of the same document, by its key: written as "table 3", and as a field that stays right."""

    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph. What is not translated keeps its own language and direction. A space between two pieces is the
    beginning of the second: they are written one after the other as they stand."""

    text: Text
    notes: Sequence[Note] = ()
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`number` counts through the whole report; 0 for one that is not numbered, in the summary and the annexes. `key` stays the same from release to release:
    `initiative.1.1.answer`, `indicator.2.4.2.spoken`. `own`: an author wrote or edited it."""

    key: str
    number: int
    pieces: Sequence[Piece | Reference]
    bound: Sequence[Bound] = ()
    own: bool = False

    def tongue(self, language: str) -> str:
        """The language that all of it is in; else that of the report."""
        spoken = {piece.text.language for piece in self.pieces if isinstance(piece, Piece)}
        return spoken.pop() if len(spoken) == 1 else language


@dataclass(frozen=True, slots=True)
class Cell:
    """`page`: the key of a section whose page is named in the cell, after its text."""

    text: Text
    notes: Sequence[Note] = ()
    is_number: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`number` counts the tables of the report from 1. `widths`: shares of the width of the page, which sum to 1. `is_form`: to be
    filled in by hand, in rows that have room for it."""

    key: str
    number: int
    caption: Text
    head: Sequence[Text]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]
    bound: Sequence[Bound] = ()
    is_form: bool = False

    @property
    def numeric(self) -> Sequence[bool]:
        """Of each column, whether it is one of numbers."""
        return [bool(self.rows) and all(row[at].is_number for row in self.rows) for at in range(len(self.head))]


@dataclass(frozen=True, slots=True)
class Chart:
    """`drawing` is the SVG of `web.plate.drawn`, as wide as `web.plate.REPORT`. `said` is its sentence, which stands for
    it where it cannot be seen."""

    key: str
    number: int
    caption: Text
    said: str
    drawing: ET.Element
    notes: Sequence[Note] = ()
    bound: Sequence[Bound] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2 or 3; level 1 is the title of a section."""

    key: str
    level: int
    text: Text
    bound: Sequence[Bound] = ()


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """`numeral`: "I", "II"; empty for the summary and the annexes, whose titles say which they are."""

    key: str
    numeral: str
    title: Text
    blocks: Sequence[Block]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """`language` is a Django code (`zh-hans`). `stamp` says what it was made of: site, release, day and hash, in words;
    `address` is where that can be looked up. `has_contents`: the first page lists the sections, where no table of its own does."""

    language: str
    title: Text
    subtitle: Text
    stamp: str
    address: str
    sections: Sequence[Section]
    has_contents: bool = True

    def blocks(self) -> Iterator[Block]:
        for section in self.sections:
            yield from section.blocks

    @property
    def words(self) -> int:
        """Of paragraphs and headings, as the limit of the Assembly counts them: without tables, charts, notes and annexes.
        Chinese is counted by characters, a word or figure in other letters within it as one."""
        counted = [section for section in self.sections if section.key not in ANNEXES]
        titles = sum(_length(section.title) for section in counted)
        return titles + sum(_length(said) for section in counted for block in section.blocks for said in _said(block))


def _said(block: Block) -> Iterator[Text]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Paragraph):
        yield from (piece.text for piece in block.pieces if isinstance(piece, Piece))


def _length(said: Text) -> int:
    return len(_CHINESE.findall(said.value) if said.language == "zh-hans" else said.value.split())
