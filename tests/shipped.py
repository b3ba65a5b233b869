"""The record that ships, loaded as `make run` loads it."""

from __future__ import annotations

from pathlib import Path

from reformtracker.web.loading import writer
from tests.kept import once

FOLDER = Path(__file__).parents[1] / "initiatives/data/peace-and-security"


@once
def load() -> None:
    writer.load(FOLDER)
