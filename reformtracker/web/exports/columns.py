"""The sheets of the workbook: resource -> its columns, as the resource itself declares them."""

from __future__ import annotations

from collections.abc import Sequence

from reformtracker.api.tables.columns import Column
from reformtracker.web.exports.rows import OF_ONE, Export

SHEETS = (
    *("indicators", "observations", "case-studies"),
    *("challenges", "corrective-actions", "milestones", "documents"),
)


def sheets(export: Export) -> dict[str, Sequence[Column]]:
    wanted = [name for name in SHEETS if name in OF_ONE] if export.indicator else SHEETS
    return {name: export.columns(name) for name in wanted}
