"""Workbooks and CSV files that are broken in one place or in several: read whole, or refused by a rule that has its words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import strategies as st

from benefits.workbook import child
from benefits.workbook.grid import from_lines, lines
from benefits.workbook.lines import read
from benefits.workbook.questions import NEW, Question, Record, blank
from benefits.workbook.rules import Fault, Unreadable
from benefits.workbook.sentences import said
from benefits.workbook.template import as_csv, as_workbook
from reformtracker.publishing.texts import SUFFIXES
from tests.bars import Figure
from tests.benefits.workbook.test_round import ASKED
from tests.fuzz.mutating import archives_like, bytes_like, lines_like, packed, unpacked
from tests.fuzz.trying import Reader, tried, tried_for

pytestmark = pytest.mark.bar("B22", "B25")

FOUND = Path(__file__).parent / "found"
"""Files that once broke a reader, by the ending that their name had."""
SHEET = "xl/worksheets/sheet1.xml"
MOSTLY = (SHEET, SHEET, SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels")
FILLED = [
    Question(ASKED["share"], "2020", Record({**blank(), "value": Decimal("16.5"), "narrative_en": "=It grew."}, NEW)),
    Question(ASKED["many"], "2021", Record({**blank(), "value": Decimal(12), "numerator": Decimal(3)}, NEW)),
    Question(ASKED["level"], "2021-Q4", Record({**blank(), "level": "full", "sources": "A/75/202, 38"}, NEW)),
]


def reads(content: bytes, ending: str) -> list[Fault]:
    try:
        sheets = child.sheets_of(content, ending)
        # The way from the small process to the large one changes nothing.
        assert from_lines(lines(sheets)) == sheets
        assert all(row > 0 and column > 0 for sheet in sheets for row in sheet.rows for column in sheet.rows[row])
        faults = read(sheets, ASKED.values()).faults
    except Unreadable as refusal:
        faults = [refusal.fault]
    for fault in faults:
        can_be_told(fault)
    return faults


def can_be_told(fault: Fault) -> None:
    """On a page, in a language that is not the file's."""
    with override("ar"):
        assert all(sentence.strip() for sentence in said(fault))
        "".join([*said(fault), fault.sheet, fault.cell, fault.seen, *fault.facts.values()]).encode()


def _reader(name: str, inputs: st.SearchStrategy[bytes], ending: str) -> Reader:
    def read_it(content: bytes) -> None:
        reads(content, ending)

    return Reader(name, inputs, read_it)


def _readers() -> list[Reader]:
    with override("en"):
        parts, plain = unpacked(as_workbook(FILLED)), as_csv(FILLED)
    text = plain.decode("utf-8-sig")
    encoded: list[Callable[[str], bytes]] = [
        lambda said: said.encode("utf-8", "surrogatepass"),
        lambda said: said.encode("utf-16", "surrogatepass"),
    ]
    files = st.builds(
        lambda said, encode: encode(said), lines_like(text, value=r'[^,"\r\n]+'), st.sampled_from(encoded)
    )
    return [
        _reader("workbooks", archives_like(parts, MOSTLY), "xlsx"),
        _reader("archives", bytes_like([packed(parts)]), "xlsx"),
        _reader("csv files", files, "csv"),
        _reader("bytes as csv", bytes_like([plain, text.encode("utf-16")]), "csv"),
    ]


READERS = _readers()
each = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


@each
def test_a_broken_file_is_read_or_refused_by_a_rule(reader: Reader) -> None:
    tried(reader, 30)


@each
@pytest.mark.trust
def test_broken_files_without_number_are_read_or_refused_by_a_rule(reader: Reader, figure: Figure) -> None:
    figure("B25", f"{tried_for(reader, 5):,} {reader.name}")


@pytest.mark.parametrize("file", sorted(FOUND.glob("*.*")), ids=lambda file: file.name)
def test_what_broke_a_reader_once_is_refused_now(file: Path) -> None:
    assert reads(file.read_bytes(), file.suffix[1:])


@pytest.mark.parametrize("language", SUFFIXES)
def test_the_files_that_are_broken_here_are_read_when_they_are_whole(language: str) -> None:
    with override(language):
        for ending, content in (("xlsx", as_workbook(FILLED)), ("csv", as_csv(FILLED))):
            assert len(read(child.sheets_of(content, ending), ASKED.values()).lines) == len(FILLED)
