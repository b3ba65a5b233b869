"""The page, the API and the files say the same: every indicator of the shipped record, today and on an earlier day."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reformtracker.web import marks
from tests import shipped
from tests.reading import rows
from tests.workbook import Workbook

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B50")]


@pytest.fixture(params=[{}, {"as_of": "2021-01-31"}, {"release": "3"}], ids=["today", "as of a day", "in a release"])
def asked(request: pytest.FixtureRequest) -> dict[str, str]:
    shipped.load()
    params: dict[str, str] = request.param
    return params


def body(path: str, params: dict[str, str]) -> bytes:
    response = Client().get(path, params)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def front_page(params: dict[str, str]) -> str:
    return unescape(body("/en/peace-and-security/", params).decode())


def row_of(page: str, code: str) -> str:
    """The row of an indicator, in words."""
    row = page.partition(f'id="i-{code}"')[2].partition("</tr>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def verdict_of(indicator: dict[str, Any]) -> str:
    given = ((indicator["latest"] or {}).get("assessment") or {}).get("verdict")
    if given:
        return str(given)
    return marks.NO_DATA if "no_data" in indicator["gaps"] else marks.UNJUDGED


def test_page_api_and_workbook_agree_on_every_indicator(asked: dict[str, str]) -> None:
    page = front_page(asked)
    workbook = Workbook(body("/api/v1/export/tracker.xlsx", asked))
    filed = {row["code"]: row for row in workbook.rows("indicators")}
    indicators = rows("indicators/", page_size=500, **asked)
    assert len(indicators) == len(filed) > 35
    for one in indicators:
        row, said = filed[one["code"]], row_of(page, one["code"])
        latest = one["latest"] or {}
        assert row["status"] == one["status"]
        assert row["change"] == one["change"]
        assert row["progress"] == one["progress"]
        assert row["latest_value"] == latest.get("value")
        assert (row["gaps"] or "") == ", ".join(one["gaps"])
        if one["role"] != "context":
            assert marks.verdict(verdict_of(one)).word in said, one["code"]
            assert marks.brief_status(one["status"]).word in said, one["code"]


def test_the_file_of_observations_is_the_list_of_the_api(asked: dict[str, str]) -> None:
    text = body("/api/v1/export/observations.csv", asked).decode()
    lines = list(csv.DictReader(io.StringIO(text)))
    listed = rows("observations/", page_size=500, **asked)
    assert len(lines) == len(listed) > 30
    for line, row in zip(lines, listed, strict=True):
        assert line["id"] == row["id"]
        assert line["value"] == ("" if row["value"] is None else f"{row['value']}")
        for name in ("status", "change", "missing", "qualifier"):
            assert line[name] == (row[name] or "")
        assert line["verdict"] == ((row["assessment"] or {}).get("verdict") or "")


def test_the_counts_of_the_front_page_are_those_of_the_api(asked: dict[str, str]) -> None:
    indicators = rows("indicators/", page_size=500, **asked)
    judged = [one for one in indicators if one["role"] != "context"]
    verdicts = Counter(verdict_of(one) for one in judged)
    statuses = Counter(one["status"] for one in judged if (one["latest"] or {}).get("comparable", True) is not False)
    page = re.sub(r"<[^>]+>", " ", front_page(asked))
    said = " ".join(page.split())
    assert f"Better on {verdicts['improved']} of {len(judged)} indicators" in said
    for word, count in verdicts.items():
        assert f"{count} {marks.verdict(word).word}" in said
    for word, count in statuses.items():
        assert f"{count} {marks.brief_status(word).word}" in said
    for gap, words in {"no_target": "without a target", "no_baseline": "without a baseline", "late": "late"}.items():
        assert f"{sum(gap in one['gaps'] for one in indicators)} {words}" in said
