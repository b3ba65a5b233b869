"""Opens a file as somebody does who has LibreOffice: what it makes of it, as a workbook that openpyxl reads."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import openpyxl

SOFFICE = os.environ.get("TEST_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice") or ""
AS_TEXT = "--infilter=CSV:44,34,76,1,,1033,false,true,false"
"""Commas, quotes, UTF-8, from the first line on; numbers and dates are found out, as they are by default."""


def opened(content: bytes, form: str, folder: Path) -> openpyxl.Workbook:
    """`form`: csv or xlsx; the one sheet of a CSV is called `observations` then."""
    given, made = folder / f"observations.{form}", folder / "made"
    given.write_bytes(content)
    # A profile of its own: two that run at once would wait for each other.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    how = ["--headless", "--norestore", profile, *([AS_TEXT] if form == "csv" else [])]
    command = [SOFFICE, *how, "--convert-to", "xlsx", "--outdir", str(made), str(given)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    (found,) = made.glob("*.xlsx") or [None]
    assert found, done.stderr
    return openpyxl.load_workbook(found)
