"""An export as a file: CSV line by line, a workbook row by row; neither ever holds all rows in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

from reformtracker.api.tables import lines, workbook
from reformtracker.api.tables.facts import facts
from reformtracker.web.exports import shaped
from reformtracker.web.exports.columns import sheets
from reformtracker.web.exports.rows import Export


def name_of(export: Export, what: str, suffix: str) -> str:
    snapshot, what = export.snapshot, export.indicator or what
    return f"{snapshot.chain.slug}-release-{snapshot.number}-{snapshot.day}-{what}.{suffix}"


def csv_lines(export: Export, name: str = "observations") -> Iterator[str]:
    """One head, then a line for each row; ids and words are those of the API."""
    if name == "observations" and shaped.can_shape(export):
        return shaped.csv_lines(export)
    return lines.csv_lines(export.rows(name), export.columns(name))


def write_workbook(export: Export, file: IO[bytes], address: str) -> None:
    """`address`: where it can be had again."""
    snapshot = export.snapshot
    workbook.write(
        file,
        facts([snapshot], export.language, address, export.indicator),
        [workbook.Sheet(name, columns, export.rows(name)) for name, columns in sheets(export).items()],
        language=export.language,
        at=moment(export),
    )


def moment(export: Export) -> datetime:
    """What a file gives as the moment of its making: that of its release, for the clock would make each another."""
    return export.snapshot.release.released_at or datetime(1980, 1, 1, tzinfo=UTC)
