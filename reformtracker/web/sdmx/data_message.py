"""Data as structure-specific SDMX-ML 2.1, sent series by series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby

from reformtracker.web.sdmx import ids
from reformtracker.web.sdmx.components import INDICATOR, OBS_VALUE, OBSERVATION, SERIES, TIME_PERIOD, Column, Row
from reformtracker.web.sdmx.header import Header, namespace
from reformtracker.web.sdmx.markup import Markup
from reformtracker.web.sdmx.series import Wanted
from reformtracker.web.sdmx.structures import structure_id

FLAT = "AllDimensions"
LARGE = 64_000
"""Characters that are sent together."""


class Detail(StrEnum):
    FULL = "full"
    DATA_ONLY = "dataonly"
    SERIES_KEYS_ONLY = "serieskeysonly"
    NO_DATA = "nodata"


def data_message(wanted: Wanted, dimension: str, detail: Detail) -> Iterator[str]:
    """`dimension`: TIME_PERIOD for observations in series, AllDimensions for each by itself."""
    markup, structure = Markup(), structure_id(ids.flow(wanted.snapshot.chain.slug))
    with markup.root("mes:StructureSpecificData", xmlns__ns1=namespace(structure, dimension)):
        Header.of([wanted.snapshot]).write(markup, structure, dimension)
        for released_at, rows in _datasets(wanted, detail):
            about = {"data__validFromDate": released_at} if released_at else {}
            markup.open(
                "mes:DataSet",
                data__structureRef=structure,
                xsi__type="ns1:DataSetType",
                data__dataScope="DataStructure",
                data__action="Replace" if released_at else "Information",
                **about,
            )
            for _one in _write(markup, rows, detail, is_flat=dimension == FLAT):
                if markup.size > LARGE:
                    yield markup.taken()
            markup.close("mes:DataSet")
    yield markup.taken()


def _datasets(wanted: Wanted, detail: Detail) -> Iterator[tuple[str, Iterable[Row]]]:
    """With history a data set for each release, and the day from which it was valid."""
    if detail == Detail.SERIES_KEYS_ONLY:
        yield "", [{"indicator": code} for code in wanted.keys()]
    elif wanted.with_history:
        yield from groupby(wanted.read(), key=lambda row: str(row["released_at"]))
    else:
        yield "", wanted.read()


def _write(markup: Markup, rows: Iterable[Row], detail: Detail, *, is_flat: bool) -> Iterator[None]:
    """Stops after each observation, so that what there is can be sent."""
    of_series, of_each = _attributes(detail)
    for _code, found in groupby(rows, key=lambda row: row["indicator"]):
        row = next(found)
        series = _said(row, INDICATOR, *of_series)
        if not is_flat:
            markup.open("Series", **series)
        while row:
            if detail not in (Detail.SERIES_KEYS_ONLY, Detail.NO_DATA):
                said = _said(row, TIME_PERIOD, OBS_VALUE, *of_each)
                markup.empty("Obs", **(series if is_flat else {}), **said)
            yield
            row = next(found, {})
        if not is_flat:
            markup.close("Series")


def _attributes(detail: Detail) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """Of a series, and of an observation."""
    if detail in (Detail.DATA_ONLY, Detail.SERIES_KEYS_ONLY):
        return (), ()
    return SERIES, OBSERVATION


def _said(row: Row, *columns: Column) -> dict[str, str]:
    said = ((column.id, column.said(row)) for column in columns)
    return {name: text for name, text in said if text}
