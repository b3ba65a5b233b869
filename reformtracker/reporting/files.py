"""A report as a file: which formats there are, and what writes each."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from reformtracker.publishing.texts import path_code
from reformtracker.reporting import docx, pdf
from reformtracker.reporting.document import Document

Writer = Callable[[Document], bytes]


class Format(NamedTuple):
    media_type: str
    write: Writer
    """Raises `paper.NoPaper` where a server lacks what it takes, and `paper.Busy`."""


def _docx(document: Document) -> bytes:
    with io.BytesIO() as file:
        docx.write(document, file)
        return file.getvalue()


FORMATS: Mapping[str, Format] = {
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "pdf": Format("application/pdf", pdf.write),
}


def name_of(framework: str, release: int, language: str, format: str) -> str:
    """`peace-and-security-report-release-2-zh.docx`."""
    return f"{framework}-report-release-{release}-{path_code(language)}.{format}"


def pack_name(framework: str, day: date, language: str, format: str) -> str:
    """`peace-and-security-review-meeting-2021-04-15-zh.docx`."""
    return f"{framework}-review-meeting-{day}-{path_code(language)}.{format}"
