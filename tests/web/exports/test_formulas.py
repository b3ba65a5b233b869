"""No file that anybody may take holds a formula or a link, whatever people wrote: every text of the record begins like one here."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from benefits.models import Unit
from initiatives.models import Entity
from reformtracker.api_urls import RESOURCES
from reformtracker.publishing.models import Chain
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import columns
from tests import factories as f
from tests import office
from tests.bars import Figure
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B32")]

STARTS = ("=1+1", "+1", "-4 of them", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", '=HYPERLINK("http://x")', " =1")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
FILES = (
    *(f"{view.NAME}/?format={form}" for view in RESOURCES for form in ("csv", "xlsx")),
    *(f"export/{name}" for name in ("observations.csv", "tracker.xlsx", "datapackage.zip")),
    *(f"export/releases/2/{name}" for name in ("observations.csv", "tracker.xlsx", "datapackage.zip")),
)
_next = cycle(STARTS)


def texts(kind: str, *more: str) -> dict[str, str]:
    (model,) = [model for model in kinds() if kind == model.KIND]
    return said(*model.TRANSLATED, *more)


def said(*names: str) -> dict[str, str]:
    return {column: f"{next(_next)} {name}" for name in names for column in columns(name)}


@pytest.fixture
def record(cast: Cast) -> Chain:
    """One of every kind, each with a value below zero where it has a value."""
    chain = f.chain()
    unit = Unit.objects.create(code="soldiers", **said("label"))
    entity = Entity.objects.create(code="dppa", acronym="=A1", **said("name"))
    f.document(**said("title"))
    share = f.indicator(chain, cast, unit=unit, **texts("indicator"))
    f.target(share)
    f.release(chain, cast, f.framework(chain, cast, **texts("framework")), share, title="=1+1")
    case = f.case_study(chain, cast, **texts("case_study"))
    case.places.create(country=f.country(**said("name")))
    case.paragraphs.create(paragraph="=40", **said("text"))
    # One for each start, so that each stands in the file of observations.
    years = [
        f.observation(share.thing, cast, str(2020 + number), str(-4 - number), jump_reason="A test.", **said_by(start))
        for number, start in enumerate(STARTS)
    ]
    others: list[Any] = [
        f.objective(chain, cast, **texts("objective")),
        f.initiative(chain, cast, **texts("initiative")),
        f.milestone(chain, cast, **texts("milestone")),
        f.challenge(chain, cast, responsible=entity, **texts("challenge")),
        f.corrective_action(chain, cast, owner=entity, **texts("corrective_action")),
    ]
    f.release(chain, cast, *years, *others, case, title="@SUM(A1)")
    return chain


def said_by(start: str) -> dict[str, str]:
    return dict.fromkeys(texts("observation"), f"{start} of it")


def body(path: str) -> bytes:
    response: Any = Client().get(f"/api/v1/{path}")
    assert response.status_code == 200, path
    content: bytes = response.getvalue()
    return content


def tables(path: str) -> Iterator[bytes]:
    """The CSVs in it."""
    content = body(path)
    if path.endswith(".zip"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        yield from (archive.read(name) for name in archive.namelist() if name.endswith(".csv"))
    else:
        yield content


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def cells_of_tables(path: str) -> Iterator[bool]:
    """Of each cell, whether it is a number below zero."""
    for content in tables(path):
        for cell in (cell for row in csv.reader(io.StringIO(content.decode(), newline="")) for cell in row):
            assert is_number(cell) or not cell.startswith(DANGEROUS), (path, cell)
            yield is_number(cell) and float(cell) < 0


def cells_of_a_workbook(path: str) -> Iterator[bool]:
    book = openpyxl.load_workbook(io.BytesIO(body(path)))
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        assert cell.data_type != "f" and not cell.hyperlink, (path, cell.coordinate, cell.value)
        yield isinstance(cell.value, int | float) and cell.value < 0


def test_no_cell_of_any_file_is_a_formula_or_a_link(record: Chain, figure: Figure) -> None:
    found = [below for path in FILES for below in (cells_of_a_workbook if "xlsx" in path else cells_of_tables)(path)]
    assert sum(found) > 2 * len(STARTS)
    said = (
        f"{len(found):,} cells of {len(FILES)} files: no formula, no link; {sum(found)} numbers below zero are numbers"
    )
    figure("B32", said)


def test_a_table_of_sdmx_has_no_formula_either(record: Chain) -> None:
    response: Any = Client().get("/sdmx/data/REFORM/all?format=csv")
    rows = list(csv.reader(io.StringIO(response.getvalue().decode(), newline="")))
    assert len(rows) == len(STARTS) + 1
    assert [cell for row in rows for cell in row if not is_number(cell) and cell.startswith(DANGEROUS)] == []


@pytest.mark.office
@pytest.mark.parametrize(
    "path", ["export/tracker.xlsx", *(pytest.param(one, marks=pytest.mark.trust) for one in FILES if "zip" not in one)]
)
def test_libreoffice_finds_no_formula_in_it(path: str, record: Chain, tmp_path: Path) -> None:
    book = office.opened(body(path), "xlsx" if "xlsx" in path else "csv", tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    # It writes a truth value as a formula of its own.
    formulas = {cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink}
    assert formulas <= {"=TRUE()", "=FALSE()"}
    assert cells
