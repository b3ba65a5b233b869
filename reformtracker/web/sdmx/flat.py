"""Data as SDMX-CSV 1.0.0: one line for each observation, under the ids of the structure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reformtracker.api.tables.lines import FORMULA, in_pieces
from reformtracker.web.sdmx import ids
from reformtracker.web.sdmx.components import ATTRIBUTES, INDICATOR, OBS_VALUE, TIME_PERIOD, Column, Row
from reformtracker.web.sdmx.data_message import Detail
from reformtracker.web.sdmx.series import Wanted


def csv_message(wanted: Wanted, detail: Detail) -> Iterator[str]:
    columns = _columns(detail)
    flow = f"{ids.AGENCY}:{ids.flow(wanted.snapshot.chain.slug)}({ids.VERSION})"
    head = ["DATAFLOW", *(column.id for column in columns)]
    return in_pieces(head, ([flow, *(_cell(column, row) for column in columns)] for row in _rows(wanted, detail)))


def _columns(detail: Detail) -> Sequence[Column]:
    match detail:
        case Detail.SERIES_KEYS_ONLY | Detail.NO_DATA:
            return (INDICATOR,)
        case Detail.DATA_ONLY:
            return (INDICATOR, TIME_PERIOD, OBS_VALUE)
    return (INDICATOR, TIME_PERIOD, OBS_VALUE, *ATTRIBUTES)


def _rows(wanted: Wanted, detail: Detail) -> Iterator[Row]:
    if detail in (Detail.SERIES_KEYS_ONLY, Detail.NO_DATA):
        yield from ({"indicator": code} for code in wanted.codes())
    else:
        yield from wanted.read()


def _cell(column: Column, row: Row) -> str:
    """A text that a spreadsheet would run is kept from it, as in every other file of the tracker; a number is not."""
    said = column.said(row)
    return f"'{said}" if column.text == "String" and said.startswith(FORMULA) else said
