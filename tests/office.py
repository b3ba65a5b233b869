"""Opens a file as somebody does who has LibreOffice: what it makes of it, as a file that openpyxl or python-docx reads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
from pypdf import PdfReader

SOFFICE = os.environ.get("TEST_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice") or ""
WRITER = "libswlo.so" if sys.platform != "darwin" else "../Frameworks/libswlo.dylib"
AS_TEXT = "--infilter=CSV:44,34,76,1,,1033,false,true,false"
"""Commas, quotes, UTF-8, from the first line on; numbers and dates are found out, as they are by default."""


def has_writer() -> bool:
    """Its parts are packages of their own: who calculates does not always write."""
    return bool(SOFFICE) and (Path(SOFFICE).resolve().parent / WRITER).exists()


def opened(content: bytes, form: str, folder: Path) -> openpyxl.Workbook:
    """`form`: csv or xlsx; the one sheet of a CSV is called `observations` then."""
    given = folder / f"observations.{form}"
    given.write_bytes(content)
    return openpyxl.load_workbook(_converted(given, "xlsx", *([AS_TEXT] if form == "csv" else [])))


def saved(content: bytes, folder: Path) -> bytes:
    """A Word file that was opened and saved again."""
    given = folder / "report.docx"
    given.write_bytes(content)
    return _converted(given, "docx").read_bytes()


def laid_out(content: bytes, folder: Path) -> PdfReader:
    """The pages of a Word file, with its headings as an outline."""
    given = folder / "report.docx"
    given.write_bytes(content)
    return PdfReader(_converted(given, "pdf"))


def _converted(given: Path, form: str, *how: str) -> Path:
    made = given.parent / "made"
    # A profile of its own: two that run at once would wait for each other.
    profile = f"-env:UserInstallation={(given.parent / 'profile').as_uri()}"
    command = [
        SOFFICE,
        "--headless",
        "--norestore",
        profile,
        *how,
        "--convert-to",
        form,
        "--outdir",
        str(made),
        str(given),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    (found,) = made.glob(f"*.{form}") or [None]
    assert found, done.stderr
    return found
