"""A Word file as tests read it: by python-docx, and by its elements where that has no word for them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document as opened
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph as Line

from reformtracker.reporting import docx
from reformtracker.reporting.document import Document
from reformtracker.web import paper

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""One pixel: what a chart looks like is told by the tests of charts."""


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> None:
    """Costs no time."""
    monkeypatch.setattr(paper, "png", lambda html, patient=False: PICTURE)


def made(given: Document) -> bytes:
    file = BytesIO()
    docx.write(given, file)
    return file.getvalue()


def read(given: Document) -> WordFile:
    return opened(BytesIO(made(given)))


def part(file: WordFile, name: str) -> Any:
    """The root of a part that python-docx has no word for."""
    (found,) = [one for one in file.part.package.iter_parts() if one.partname == f"/word/{name}.xml"]
    return parse_xml(found.blob)


def said(line: Any) -> str:
    """Its words without the marks of direction: of a paragraph, or of an element."""
    element = line._p if isinstance(line, Line) else line
    return "".join(one.text or "" for one in element.iter(qn("w:t"))).replace("\u200e", "")


def of_style(file: WordFile, name: str) -> list[Line]:
    return [line for line in file.paragraphs if line.style is not None and line.style.name == name]


def instructions(element: Any) -> list[str]:
    return [str(one.text).strip() for one in element.iter(qn("w:instrText"))]
