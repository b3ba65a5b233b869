"""Any list of the API as CSV and as a workbook: the same rows, fields, order and refusals; no pages."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benefits.models import Unit
from reformtracker.api_urls import RESOURCES
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests import office, shipped
from tests.api import many
from tests.cast import Cast
from tests.reading import ROOT, faults, get, read, rows
from tests.reporting import shelf
from tests.workbook import Workbook

pytestmark = pytest.mark.django_db

NAMES = [view.NAME for view in RESOURCES]


def body(path: str, **params: Any) -> bytes:
    response = Client().get(ROOT + path, params)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def lines(path: str, **params: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(path, format="csv", **params).decode(), newline="")))


def book(path: str, **params: Any) -> Workbook:
    return Workbook(body(path, format="xlsx", **params))


def key(row: dict[str, Any]) -> Any:
    return next(str(row[name]) for name in ("id", "code", "slug", "symbol", "number") if name in row)


def test_every_list_has_its_rows_in_all_three_forms(cast: Cast) -> None:
    shipped.load()
    shelf.published(Chain.objects.get(is_default=True), cast)
    for name in NAMES:
        listed = rows(f"{name}/", page_size=500)
        assert listed, name
        assert [key(line) for line in lines(f"{name}/")] == [key(row) for row in listed], name
        sheet = book(f"{name}/").rows(name)
        assert len(sheet) == len(listed), name
        assert list(sheet[0]) == list(lines(f"{name}/")[0])


def test_a_column_says_what_the_field_says(chain: Chain) -> None:
    (line,), (row,) = lines("indicators/"), rows("indicators/")
    assert (line["code"], line["name"], line["unit"]) == (row["code"], row["name"], row["unit"]["code"])
    assert float(line["baseline_value"]) == row["baseline"]["value"]
    assert line["latest_qualifier"] == row["latest"]["qualifier"] == "about"
    assert line["sources"] == "A/75/202, 38"


def test_a_withdrawn_indicator_is_a_row_of_every_file_and_has_all_its_fields(chain: Chain, cast: Cast) -> None:
    version = f.indicator(chain, cast, "2.4.3")
    f.release(chain, cast, version)
    f.release(chain, cast, actions.withdraw(version.thing, type(version), by=cast.contributor, reason="Wrong."))
    gone = read("indicators/2.4.3/")
    assert gone.keys() == read("indicators/2.4.2/").keys()
    assert (gone["progress"], gone["withdrawn"]["reason"]) == (None, "Wrong.")
    assert [line["code"] for line in lines("indicators/")] == ["2.4.2", "2.4.3"]
    assert [row["code"] for row in book("indicators/").rows("indicators")] == ["2.4.2", "2.4.3"]
    assert body("export/tracker.xlsx")


def test_a_file_follows_language_and_snapshot(chain: Chain) -> None:
    assert lines("observations/", release=1) == []
    assert lines("indicators/", lang="ru")[0]["name"] == ""


def test_a_file_follows_filter_fields_and_order(cast: Cast) -> None:
    many.publish(3)
    asked = {"framework": "many", "ordering": "-indicator", "fields": "id,value"}
    assert [list(line.items()) for line in lines("observations/", **asked)] == [
        [("id", f"1.1.00{number}:2020"), ("value", "8")] for number in (3, 2, 1)
    ]
    assert [line["id"] for line in lines("observations/", framework="many", indicator="1.1.002")] == ["1.1.002:2020"]


def test_a_file_holds_all_pages_and_is_read_in_batches(cast: Cast) -> None:
    many.publish(60)
    with CaptureQueriesContext(connection) as queries:
        assert len(lines("observations/", framework="many")) == 60
    assert len(queries) < 20


def test_nothing_is_ignored(chain: Chain) -> None:
    refused = [
        ({"page": "1"}, ("page", "not_in_a_file")),
        ({"page_size": "10"}, ("page_size", "not_in_a_file")),
        ({"lang": "all"}, ("lang", "not_in_a_file")),
        ({"status": "good"}, ("status", "invalid")),
        ({"fields": "rubric"}, ("fields", "not_in_a_file")),
        ({"fields": "colour"}, ("fields", "unknown")),
    ]
    for form in ("csv", "xlsx"):
        for params, fault in refused:
            assert fault in faults("indicators/", format=form, **params), params


def test_only_lists_are_tables(chain: Chain) -> None:
    assert ("format", "invalid") in faults("indicators/2.4.2/", format="csv")
    assert ("format", "invalid") in faults("indicators/", format="pdf")


def test_what_accept_prefers_is_given_where_no_format_is_named(chain: Chain) -> None:
    given = Client().get(f"{ROOT}indicators/", headers={"accept": "text/csv"})
    assert given["Content-Type"].startswith("text/csv")
    assert "Accept" in given["Vary"]
    refused = Client().get(f"{ROOT}indicators/?page=1", headers={"accept": "text/csv"})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert "results" in read("indicators/")


def test_a_file_is_known_again_by_its_tag(chain: Chain) -> None:
    answers = [get("indicators/", format=form) for form in ("json", "csv", "xlsx")]
    assert all(answer.getvalue() for answer in answers)
    assert len({answer["ETag"] for answer in answers}) == 3
    first = get("indicators/", format="csv")
    again = Client().get(f"{ROOT}indicators/?format=csv", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_a_workbook_says_what_it_is_and_is_the_same_each_time(chain: Chain) -> None:
    said = {row["A"]: row for row in book("indicators/", release=2).cells("about") if "A" in row}
    assert said["title"]["C"] == "A framework"
    assert said["source"]["C"] == "http://testserver/api/v1/indicators/?format=xlsx&release=2"
    assert said["as of"]["C"] == "release 2"
    assert body("indicators/", format="xlsx", release=2) == body("indicators/", format="xlsx", release=2)


def test_in_arabic_its_sheets_run_from_right_to_left(chain: Chain) -> None:
    assert book("indicators/", lang="ar").is_right_to_left("indicators")
    assert not book("indicators/", lang="fr").is_right_to_left("indicators")


TEXTS = ("=1+1", "+cmd|x", "-4 of them", "@SUM(A1)", "\tx", "\rx", "＝1+1", '=HYPERLINK("http://x")')


def dangerous(cast: Cast) -> None:
    """A text of each kind, each with a value below zero."""
    chain = f.chain()
    share = f.indicator(chain, cast, unit=Unit.objects.create(code="soldiers", label_en="soldiers"))
    f.release(chain, cast, f.framework(chain, cast), share)
    years = [
        f.observation(share.thing, cast, str(2020 + number), str(-4 - number), narrative_en=text, jump_reason="A test.")
        for number, text in enumerate(TEXTS)
    ]
    f.release(chain, cast, *years)


def cells_of(book: openpyxl.Workbook, sheet: str) -> list[dict[Any, Any]]:
    head, *others = book[sheet].iter_rows()
    return [{name.value: cell for name, cell in zip(head, row, strict=True)} for row in others]


@pytest.mark.bar("B32")
def test_a_text_is_no_formula_and_a_negative_number_is_a_number(cast: Cast) -> None:
    dangerous(cast)
    for number, (line, text) in enumerate(zip(lines("observations/"), TEXTS, strict=True)):
        assert (line["value"], line["narrative"]) == (str(-4 - number), f"'{text}")
    book = openpyxl.load_workbook(io.BytesIO(body("observations/", format="xlsx")))
    for number, row in enumerate(cells_of(book, "observations")):
        assert (row["narrative"].data_type, row["value"].data_type, row["value"].value) == ("s", "n", -4 - number)
        assert not any(cell.hyperlink for cell in row.values())


@pytest.mark.office
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.bar("B32")
def test_libreoffice_opens_it_without_a_formula_and_with_its_numbers(cast: Cast, form: str, tmp_path: Path) -> None:
    dangerous(cast)
    opened = cells_of(office.opened(body("observations/", format=form), form, tmp_path), "observations")
    assert len(opened) == len(TEXTS)
    for number, row in enumerate(opened):
        # It writes a truth value as a formula of its own.
        formulas = {cell.value for cell in row.values() if cell.data_type == "f" or cell.hyperlink}
        assert formulas <= {"=TRUE()", "=FALSE()"}
        assert (row["value"].data_type, row["value"].value) == ("n", -4 - number)
        assert row["narrative"].data_type == "s"
