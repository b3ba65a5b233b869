"""The script by which anybody verifies the record from outside: one file, shown in docs, served for download."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def script() -> str:
    path: Path = settings.BASE_DIR / "docs" / "verify.py"
    return path.read_text(encoding="utf-8")
