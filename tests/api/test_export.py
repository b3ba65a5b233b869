"""Bulk files: one whole snapshot, the rows of the API, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.api import many
from tests.cast import Cast
from tests.reading import ROOT, faults, get, rows
from tests.workbook import Workbook

pytestmark = pytest.mark.django_db

CSV, XLSX = "export/observations.csv", "export/tracker.xlsx"


@pytest.fixture
def chain(cast: Cast) -> Chain:
    return f.tracker(cast)


def lines(**params: Any) -> list[dict[str, str]]:
    response = Client().get(ROOT + CSV, params)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def workbook(**params: Any) -> Workbook:
    response = Client().get(ROOT + XLSX, params)
    assert response.status_code == 200
    return Workbook(b"".join(response.streaming_content))


def test_a_line_has_its_unit_source_date_and_licence(chain: Chain) -> None:
    (line,) = lines()
    assert (line["id"], line["value"], line["qualifier"]) == ("2.4.2:2020", "16.5", "about")
    assert (line["unit"], line["unit_label"]) == ("percent", "% of new investments")
    assert line["sources"] == "A/75/202, 38"
    assert (line["as_of_release"], line["licence"]) == ("2", "CC BY 4.0")


def test_the_workbook_says_what_its_columns_mean_and_as_of_when(chain: Chain) -> None:
    book = workbook()
    assert list(book.parts) == [
        *("about", "indicators", "observations", "case-studies"),
        *("challenges", "corrective-actions", "milestones", "documents"),
    ]
    said = [list(row.values()) for row in book.cells("about")]
    assert any("release 2" in row for row in said)
    meant = {(row[0], row[1]) for row in said if len(row) == 3}
    for sheet in list(book.parts)[1:]:
        head = book.cells(str(sheet))[0].values()
        assert {(sheet, name) for name in head} <= meant


def test_numbers_are_numbers_and_what_is_missing_is_empty(chain: Chain) -> None:
    (row,) = workbook().rows("observations")
    assert (row["value"], row["progress"]) == (16.5, 0.7813)
    assert row["numerator"] is None


def test_a_file_holds_one_snapshot(chain: Chain) -> None:
    assert lines(release=1) == []
    assert workbook(release=1).rows("observations") == []
    assert workbook(release=1).rows("indicators")[0]["latest_value"] is None


def test_its_name_says_which_framework_release_and_day(chain: Chain) -> None:
    response = Client().get(f"{ROOT}{CSV}?release=2")
    day = chain.releases.get(number=2).released_at
    assert day is not None
    assert f'filename="reform-release-2-{day.date()}-observations.csv"' in response["Content-Disposition"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-4 of them", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_never_becomes_a_formula(cast: Cast, text: str) -> None:
    chain = f.chain()
    share = f.indicator(chain, cast)
    f.release(chain, cast, f.framework(chain, cast), share)
    f.release(chain, cast, f.observation(share.thing, cast, narrative_en=text))
    (line,) = lines()
    assert line["narrative"] == f"'{text}"
    assert not workbook().has_formulas()


def test_in_arabic_the_sheets_run_from_right_to_left(chain: Chain) -> None:
    assert workbook(lang="ar").is_right_to_left("observations")
    assert not workbook(lang="fr").is_right_to_left("observations")


def test_a_text_that_is_not_translated_is_empty_and_never_english(chain: Chain) -> None:
    assert lines(lang="ru")[0]["indicator_name"] == ""


@pytest.mark.parametrize("path", [CSV, XLSX])
@pytest.mark.parametrize(
    ("params", "fault"),
    [
        ({"colour": "red"}, ("colour", "unknown")),
        ({"lang": "all"}, ("lang", "invalid")),
        ({"release": "9"}, ("release", "outside_the_record")),
        ({"framework": "none"}, ("framework", "unknown")),
        ({"as_of": "2021-06-30", "release": "1"}, ("as_of", "exclusive")),
    ],
)
def test_nothing_is_ignored(chain: Chain, path: str, params: dict[str, str], fault: tuple[str, str]) -> None:
    assert fault in faults(path, **params)


def test_a_client_may_ask_for_csv_by_name_and_is_still_refused_in_json(chain: Chain) -> None:
    assert Client().get(ROOT + CSV, headers={"accept": "text/csv"}).status_code == 200
    refusal = Client().get(f"{ROOT}{CSV}?x=1", headers={"accept": "text/csv"})
    assert refusal["Content-Type"] == "application/problem+json"


def test_a_draft_is_in_no_file(chain: Chain, cast: Cast) -> None:
    f.observation(f.Indicator.objects.get(), cast, "2021", narrative_en="Not yet")
    assert [line["id"] for line in lines()] == ["2.4.2:2020"]
    assert len(workbook().rows("observations")) == 1


def test_the_lines_are_those_of_the_list(cast: Cast) -> None:
    many.publish(40)
    listed = rows("observations/", framework="many", page_size=500)
    assert [line["id"] for line in lines(framework="many")] == [row["id"] for row in listed]


def test_a_file_is_read_in_batches() -> None:
    """Queries grow with batches of rows, never with rows; and what has been sent is not kept."""
    many.publish(40)
    with CaptureQueriesContext(connection) as few:
        lines(framework="many")
    assert len(few) < 20


def test_the_root_of_the_api_does_not_hide_them(chain: Chain) -> None:
    assert get("export/observations.csv").status_code == 200


# ---------- one indicator ----------
@pytest.fixture
def several(cast: Cast) -> Chain:
    return many.publish(4)


def test_a_file_of_one_indicator_holds_the_lines_that_the_whole_file_has_of_it(several: Chain) -> None:
    whole = [line for line in lines(framework="many") if line["indicator"] == "1.1.002"]
    assert whole
    assert lines(framework="many", indicator="1.1.002") == whole
    book = workbook(framework="many", indicator="1.1.002")
    assert [row["id"] for row in book.rows("observations")] == [line["id"] for line in whole]
    assert [row["code"] for row in book.rows("indicators")] == ["1.1.002"]


def test_a_workbook_of_one_indicator_says_what_it_is_and_nothing_of_others(several: Chain) -> None:
    book = workbook(framework="many", indicator="1.1.002")
    assert list(book.parts) == ["about", "indicators", "observations"]
    said = [list(row.values()) for row in book.cells("about")]
    assert ["indicator", "1.1.002"] in [row[:2] for row in said]
    assert any("CC BY 4.0" in row for row in said)
    assert any("indicator 1.1.002, release" in str(row[-1]) for row in said)
    assert {row[0] for row in said if len(row) == 3 and row[1] in ("code", "period")} == {"indicators", "observations"}


def test_the_name_of_a_file_of_one_indicator_has_its_code(chain: Chain) -> None:
    response = Client().get(f"{ROOT}{CSV}?release=2&indicator=2.4.2")
    assert response["Content-Disposition"].endswith('-2.4.2.csv"')


@pytest.mark.parametrize("path", [CSV, XLSX])
@pytest.mark.parametrize("code", ["2.4.9", "2.4", "x" * 200])
def test_an_indicator_that_is_not_public_has_no_file(chain: Chain, cast: Cast, path: str, code: str) -> None:
    f.indicator(chain, cast, "2.4.9")
    assert ("indicator", "unknown") in faults(path, indicator=code)
