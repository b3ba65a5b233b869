"""Chart, drawing, table and sentence of every indicator of the shipped record say the same, in every language."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any, NamedTuple

import pytest
from django.test import Client

from benefits.models import Indicator
from reformtracker.publishing.texts import PATHS
from tests import shipped
from tests.reading import rows

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B50")]

FIGURE = re.compile(r'data-chart>.*?<script [^>]*type="application/json">(.*?)</script>', re.DOTALL)
DRAWING = re.compile(r'<svg class="chart"[^>]* aria-label="([^"]*)">(.*?)</svg>', re.DOTALL)
SERIES = re.compile(r'<table role="table" class="tbl stack series">(.*?)</table>', re.DOTALL)
CELL = re.compile(r'<tr role="row"(?: class="([^"]*)")?>\s*<th.*?<td role="cell"[^>]*>(.*?)</td>', re.DOTALL)
SENTENCE = re.compile(r'<p class="sub">(.*?)</p>', re.DOTALL)
NOT_PUBLISHED = "–"
COMMA = ("fr", "ru", "es")
"""Languages in which a comma stands before the decimals; in English it stands between thousands."""


class Shown(NamedTuple):
    """What a page says. `values` and `targets`: column of the table; `dots`: label -> height in the chart."""

    sentence: str
    values: list[str]
    targets: list[str]
    dots: list[tuple[str, Decimal]]
    alternative: str
    drawn: list[str]


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split(" ")).strip()


def bare(label: str) -> str:
    """A value without the sign that stands before it."""
    return label.lstrip("≈≥≤")


def amount(label: str, language: str) -> Decimal:
    """A number as the language writes it."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", bare(label)).replace("−", "-")
    if language in COMMA:
        return Decimal(plain.replace(",", "."))
    return Decimal(plain.replace(",", ""))


def shown(page: str) -> Shown:
    said, table, figure, drawing = SENTENCE.search(page), SERIES.search(page), FIGURE.search(page), DRAWING.search(page)
    assert said
    assert table
    cells = [(css, words(cell)) for css, cell in CELL.findall(table[1])]
    data: list[dict[str, Any]] = json.loads(figure[1])["data"] if figure else []
    dots = [
        (label.partition("\u2002")[2], Decimal(str(height)))
        for trace in data
        if trace.get("name") in ("baseline", "value")
        for label, height in zip(trace["hovertext"], trace["y"], strict=True)
    ]
    return Shown(
        sentence=words(said[1]),
        values=[value for css, value in cells if css == "" and value != NOT_PUBLISHED],
        targets=[value for css, value in cells if css == "tgt"],
        dots=dots,
        alternative=unescape(drawing[1]) if drawing else "",
        drawn=[words(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", drawing[2])] if drawing else [],
    )


def rounded(height: Decimal, label: Decimal) -> Decimal:
    """To the decimals of the label."""
    return height.quantize(Decimal(1).scaleb(int(label.as_tuple().exponent)), ROUND_HALF_UP)


@pytest.mark.parametrize(
    "language", [code if code in ("ar", "en") else pytest.param(code, marks=pytest.mark.trust) for code in PATHS]
)
def test_chart_table_and_sentence_of_each_indicator_are_equal(language: str) -> None:
    shipped.load()
    reported = rows("observations/", page_size=500)
    drawn = 0
    for thing in Indicator.objects.order_by("code"):
        code = thing.code
        url = f"/{language}/peace-and-security/indicators/{code}/"
        seen = shown(Client().get(url).content.decode())
        assert sorted(label for label, _ in seen.dots) == sorted(seen.values), url
        if not seen.values:
            continue
        drawn += 1
        assert seen.alternative == seen.sentence, url
        assert bare(seen.values[-1]) in seen.sentence, url
        if thing.is_qualitative:
            continue
        for label, height in seen.dots:
            assert amount(label, language) == rounded(height, amount(label, language)), url
            assert label in seen.drawn, url
        for target in seen.targets:
            assert any(bare(target) in text for text in seen.drawn), url
        assert bare(seen.values[0]) in seen.sentence or len(seen.values) > 2, url
        known = [
            Decimal(str(one["value"])) for one in reported if one["indicator"] == code and one["value"] is not None
        ]
        heights = [height for _, height in seen.dots]
        assert all(value in heights for value in known), url
    assert drawn > 20
