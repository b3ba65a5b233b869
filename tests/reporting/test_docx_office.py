"""A report that LibreOffice opens and saves again has all that it had."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as opened
from docx.document import Document as WordFile

from reformtracker.publishing.texts import SUFFIXES
from tests import office
from tests.reporting.everything import document
from tests.reporting.wordfile import made, part, press, said  # noqa: F401

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(not office.has_writer(), reason="LibreOffice Writer is not installed"),
    pytest.mark.usefixtures("press"),
]


@pytest.mark.parametrize("language", SUFFIXES)
def test_libreoffice_opens_it_and_saves_it_again_without_loss(language: str, tmp_path: Path) -> None:
    content = made(document(language))
    before, after = opened(BytesIO(content)), opened(BytesIO(office.saved(content, tmp_path)))
    assert lines_of(after) == lines_of(before)
    assert notes_of(after) == notes_of(before)
    assert tables_of(after) == tables_of(before)
    assert len(after.inline_shapes) == len(before.inline_shapes) == 1
    assert counted_styles(after) == counted_styles(before)


def lines_of(file: WordFile) -> list[str]:
    """Without empty ones, and without numbers of pages: those LibreOffice fills in."""
    found = [
        said(line) for line in file.paragraphs if not str(line.style and line.style.name).lower().startswith("toc")
    ]
    return [line for line in found if line.strip()]


def notes_of(file: WordFile) -> list[str]:
    return [one for note in part(file, "footnotes") if (one := said(note).strip())]


def tables_of(file: WordFile) -> list[list[list[str]]]:
    return [[[said(cell._tc) for cell in row.cells] for row in table.rows] for table in file.tables]


def counted_styles(file: WordFile) -> dict[str, int]:
    names = [str(line.style.name).lower() for line in file.paragraphs if line.style is not None and said(line).strip()]
    return {
        name: names.count(name)
        for name in names
        if name.startswith(("title", "subtitle", "heading", "caption", "numbered"))
    }
