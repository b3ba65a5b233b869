"""How big an uploaded file may be, in every respect in which it can be too big."""

from __future__ import annotations

from typing import Final

BYTES: Final = 10 * 1024 * 1024
ROWS: Final = 20_000
"""Without the row of heads."""
COLUMNS: Final = 64
SHEETS: Final = 20
TEXT: Final = 5_000
"""Characters of one cell."""
NAME: Final = 200
"""Characters of a file's name."""

UNPACKED: Final = 60 * 1024 * 1024
ENTRIES: Final = 500
RATIO: Final = 100
"""Unpacked to packed size of one part; small parts may exceed it."""
SMALL_PART: Final = 256 * 1024

SECONDS: Final = 10
MEMORY: Final = 300 * 1024 * 1024

FAULTS: Final = 500
"""As many are shown, beside the total."""
