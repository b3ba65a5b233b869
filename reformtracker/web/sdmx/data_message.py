"""Data as SDMX-ML 2.1, sent series by series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain, groupby

from reformtracker.web.sdmx import ids
from reformtracker.web.sdmx.components import INDICATOR, OBS_VALUE, OBSERVATION, SERIES, TIME_PERIOD, Column, Row
from reformtracker.web.sdmx.dialects import Dialect
from reformtracker.web.sdmx.header import Header
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

    @property
    def has_observations(self) -> bool:
        return self in (Detail.FULL, Detail.DATA_ONLY)

    @property
    def has_attributes(self) -> bool:
        return self in (Detail.FULL, Detail.NO_DATA)


def data_message(wanted: Wanted, dialect: Dialect, dimension: str, detail: Detail) -> Iterator[str]:
    """`dimension`: TIME_PERIOD for observations in series, AllDimensions for each by itself."""
    markup, structure = Markup(), structure_id(ids.flow(wanted.snapshot.chain.slug))
    with markup.root(dialect.root):
        Header.of([wanted.snapshot]).write(markup, structure, dimension, has_namespace=dialect.has_namespace)
        for about, rows in _sets(wanted, detail):
            dialect.open_set(markup, structure, dimension, about)
            for _one in _write(markup, dialect, rows, detail, is_flat=dimension == FLAT):
                if markup.size > LARGE:
                    yield markup.taken()
            markup.close("mes:DataSet")
    yield markup.taken()


def _sets(wanted: Wanted, detail: Detail) -> Iterator[tuple[dict[str, str], Iterable[Row]]]:
    """With history a data set for each release, with the day from which it was valid."""
    if detail == Detail.SERIES_KEYS_ONLY:
        yield {"action": "Information"}, ({"indicator": code} for code in wanted.codes())
    elif wanted.with_history:
        for (_release, since), rows in groupby(wanted.read(), key=lambda row: (row["release"], row["released_at"])):
            yield {"action": "Replace", "validFromDate": str(since)}, rows
    else:
        yield {"action": "Information"}, wanted.read()


def _write(markup: Markup, dialect: Dialect, rows: Iterable[Row], detail: Detail, *, is_flat: bool) -> Iterator[None]:
    """Stops after each observation, so that what there is can be sent."""
    of_series, of_each = (SERIES, OBSERVATION) if detail.has_attributes else ((), ())
    for _code, found in groupby(rows, key=lambda row: row["indicator"]):
        first = next(found)
        key, attributes = _said(first, INDICATOR), _said(first, *of_series)
        if not is_flat:
            dialect.open_series(markup, key, attributes)
        for row in chain([first], found):
            if detail.has_observations:
                when, said = _said(row, TIME_PERIOD), _said(row, *of_each)
                alone = (key | when, attributes | said) if is_flat else (when, said)
                dialect.observation(markup, alone[0], OBS_VALUE.said(row), alone[1])
            yield
        if not is_flat:
            dialect.close_series(markup)


def _said(row: Row, *columns: Column) -> dict[str, str]:
    said = ((column.id, column.said(row)) for column in columns)
    return {name: text for name, text in said if text}
