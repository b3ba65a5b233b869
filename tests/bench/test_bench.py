"""The whole of a measurement, tried on small data: every part that needs no browser finds what it looks for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bar("B01", "B02")

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.trust
@pytest.mark.parametrize("parts", [["lists", "plans"], ["files", "publishing"], ["browser"]])
def test_a_try_measures_and_leaves_the_page_as_it_is(parts: list[str]) -> None:
    page = ROOT / "docs/performance.md"
    before = page.read_bytes() if page.exists() else b""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-m", "bench", "--small", *parts]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert all(f"bench: {part}: " in done.stdout for part in parts)
    assert "memory of a gunicorn worker" in done.stdout
    assert (page.read_bytes() if page.exists() else b"") == before
