"""A spreadsheet of ten thousand new figures is taken in."""

from __future__ import annotations

from bench.run import Run
from bench.stage import SMALL, WORK

ROWS = 10_000


def measure(run: Run) -> None:
    run.stage.copy(SMALL, WORK)
    found = run.stage.inner(WORK, "uploads.spreadsheet", str(ROWS), TRACKER_ROLE="staff")
    for step in ("preview", "commit"):
        run.at_most(f"import of {ROWS:,} rows from XLSX, {step}", 15, found[f"{step}_seconds"], "s")
        run.at_most(f"import of {ROWS:,} rows from XLSX, {step}, peak memory", 300, found[f"{step}_megabytes"], "MB")
