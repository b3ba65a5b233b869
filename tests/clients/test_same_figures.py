"""Whatever an analyst reads the record with, it says the same: for every indicator, today and as of an earlier day.

The JSON of the API is what pandas, openpyxl, LibreOffice, the client of statistical offices, the reader of data packages and
the table of the page are held against: the figures, their statuses, and how many there are.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from urllib.request import urlopen

import openpyxl
import pandas as pd
import pytest
import sdmx

from reformtracker.web import marks
from reformtracker.web.sdmx import ids
from tests import office, shipped
from tests.web.test_charts_agree import amount, bare, rounded, shown
from tests.web.test_equality import row_of

pytestmark = pytest.mark.django_db(transaction=True)

Key = tuple[str, str]
"""Code of an indicator, and the period as the tracker writes it."""


class Said(NamedTuple):
    """Of one observation. `value`: of a level its rank; a number as the reader holds it, to 15 digits."""

    value: Decimal | None
    status: str


Facts = dict[Key, Said]


class Site(NamedTuple):
    """A running tracker, and the snapshot that every question asks for."""

    root: str
    asked: dict[str, str]

    def get(self, path: str, **query: Any) -> bytes:
        with urlopen(f"{self.root}{path}?{urlencode({**query, **self.asked})}") as answer:  # noqa: S310  # our own server
            found: bytes = answer.read()
        return found

    def rows(self, resource: str) -> list[dict[str, Any]]:
        found = json.loads(self.get(f"/api/v1/{resource}/", page_size=500))
        assert found["next"] is None
        rows: list[dict[str, Any]] = found["results"]
        return rows


def number(value: Any) -> Decimal | None:
    return None if value is None or value == "" or pd.isna(value) else Decimal(f"{float(value):.15g}").normalize()


def said(row: Any) -> tuple[Key, Said]:
    """Of a flat row, whoever has read it."""
    value = row["value"] if number(row["value"]) is not None else row["level_number"]
    status = "" if row["status"] is None or pd.isna(row["status"]) else str(row["status"])
    return (str(row["indicator"]), str(row["period"])), Said(number(value), status)


# ---------- one way each of reading it ----------
def json_api(site: Site) -> Facts:
    return {
        (row["indicator"], row["period"]): Said(
            number(row["value"] if row["level"] is None else row["level"]["number"]), row["status"] or ""
        )
        for row in site.rows("observations")
    }


def with_pandas(site: Site, folder: Path) -> Facts:
    text = {"indicator": str, "period": str}
    frame = pd.read_csv(io.BytesIO(site.get("/api/v1/export/observations.csv")), dtype=text)
    return dict(said(row) for _index, row in frame.iterrows())


def of_workbook(book: openpyxl.Workbook) -> Facts:
    head, *rows = book["observations"].iter_rows(values_only=True)
    return dict(said(dict(zip(head, row, strict=True))) for row in rows)


def with_openpyxl(site: Site, folder: Path) -> Facts:
    return of_workbook(openpyxl.load_workbook(io.BytesIO(site.get("/api/v1/export/tracker.xlsx"))))


def with_libreoffice(site: Site, folder: Path) -> Facts:
    return of_workbook(office.opened(site.get("/api/v1/export/tracker.xlsx"), "xlsx", folder))


def with_frictionless(site: Site, folder: Path) -> Facts:
    with warnings.catch_warnings():
        # Of its own libraries.
        warnings.simplefilter("ignore")
        from frictionless import Package

        with zipfile.ZipFile(io.BytesIO(site.get("/api/v1/export/datapackage.zip"))) as archive:
            archive.extractall(folder)
        package = Package(str(folder / "datapackage.json"))
        return dict(said(row.to_dict()) for row in package.get_resource("observations").read_rows())


def with_sdmx(site: Site, folder: Path) -> Facts:
    source = {"id": ids.AGENCY, "url": f"{site.root}/sdmx", "name": "Reform Tracker", "supports": {"preview": True}}
    sdmx.add_source(source, override=True)
    client = sdmx.Client(ids.AGENCY)
    client.session.params = {"asOf": day} if (day := site.asked.get("as_of")) else {}
    message = client.data("PEACE_AND_SECURITY")
    client.session.close()
    periods = {_sdmx_key(row): (row["indicator"], row["period"]) for row in site.rows("observations")}
    return {
        periods[str(one.key["INDICATOR"].value), str(one.key["TIME_PERIOD"].value)]: Said(
            number(one.value), str(one.attrib["STATUS"].value) if "STATUS" in one.attrib else ""
        )
        for one in message.data[0].obs
    }


def _sdmx_key(row: dict[str, Any]) -> Key:
    first, last = (pd.Timestamp(row[name]).date() for name in ("start", "end"))
    return ids.code(row["indicator"]), ids.time_period(first, last)


READERS: dict[str, Callable[[Site, Path], Facts]] = {
    "pandas": with_pandas,
    "openpyxl": with_openpyxl,
    "LibreOffice": with_libreoffice,
    "frictionless": with_frictionless,
    "sdmx1": with_sdmx,
}


@pytest.fixture(params=[{}, {"as_of": "2021-01-31"}], ids=["today", "as of an earlier day"])
def site(live_server: object, request: pytest.FixtureRequest) -> Iterator[Site]:
    shipped.load()
    yield Site(str(live_server), request.param)


@pytest.mark.parametrize(
    "reader", [pytest.param(one, marks=[pytest.mark.office] * (one == "LibreOffice")) for one in READERS]
)
def test_every_reader_gets_the_figures_and_statuses_of_the_api(site: Site, reader: str, tmp_path: Path) -> None:
    expected = json_api(site)
    found = READERS[reader](site, tmp_path)
    assert found == expected
    assert len(found) == len(site.rows("observations")) > 20
    assert Counter(one.status for one in found.values()) == Counter(one.status for one in expected.values())


def test_the_tables_of_the_pages_have_the_same_figures_statuses_and_counts(site: Site) -> None:
    observations, front = site.rows("observations"), site.get("/en/peace-and-security/").decode()
    counted = 0
    for indicator in site.rows("indicators"):
        code = indicator["code"]
        page = shown(site.get(f"/en/peace-and-security/indicators/{code}/").decode())
        own = [row for row in observations if row["indicator"] == code]
        published = [row for row in [indicator["baseline"], *own] if row and _label(row) is not None]
        assert len(page.values) == len(published), code
        counted += len(page.values)
        for label, row in zip(
            sorted(page.values, key=_order), sorted(published, key=lambda one: _order(_label(one) or "")), strict=True
        ):
            assert _is_the_same(label, row), (code, label, row)
        if indicator["role"] != "context":
            assert marks.brief_status(indicator["status"]).word in row_of(front, code)
    assert counted > 25


def _label(row: dict[str, Any]) -> str | None:
    if row["level"] is not None:
        return str(row["level"]["label"])
    return None if row["value"] is None else str(row["value"])


def _order(label: str) -> tuple[int, Decimal, str]:
    try:
        return 0, amount(label, "en"), ""
    except ArithmeticError:
        return 1, Decimal(0), label


def _is_the_same(label: str, row: dict[str, Any]) -> bool:
    """A number is shown to the decimals of its indicator, with a sign where it is not exact."""
    if row["level"] is not None:
        return bare(label) == row["level"]["label"]
    seen = amount(label, "en")
    return seen == rounded(Decimal(str(row["value"])), seen)
