"""A delegate between two meetings, on a phone: from the front page to an answer, its evidence and a citation.

Whatever is pressed is found by where it leads and not by its words, so that the same path is walked in every language; once
it is walked in a browser that runs no script.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from reformtracker.api.tables.columns import LICENCE
from reformtracker.publishing.texts import PATHS, RTL
from tests import shipped
from tests.browser.watch import Watch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FRAMEWORK, CODE, DAY = "peace-and-security", "2.4.2", "2021-01-31"
SOURCE = "A/75/735"
FILTERS = {"objective": "2", "verdict": "improved"}
ORDER = tuple(PATHS)


@pytest.fixture
def scripts() -> bool:
    return True


@pytest.fixture
def phone(browser: Browser, scripts: bool) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    yield context.new_page()
    context.close()


# ---------- what is pressed, and what is then looked at ----------
def in_language(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language in RTL else "ltr")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def switch(page: Page, language: str) -> None:
    page.locator(".menu > summary").tap()
    page.locator(f".menu a[hreflang^='{language}']").tap()
    in_language(page, language)


def set_day(page: Page, day: str) -> None:
    page.locator(".when > summary").tap()
    page.locator("#as_of").fill(day)
    page.locator(".when button").tap()


def is_at(page: Page, path: str, **asked: str) -> None:
    """This path, with these parameters and no others."""

    def same(url: str) -> bool:
        parts = urlsplit(url)
        return (parts.path, parse_qs(parts.query)) == (path, {name: [value] for name, value in asked.items()})

    page.wait_for_url(same)


def is_filtered(page: Page) -> None:
    expect(page.locator(".scope b")).to_have_count(len(FILTERS))
    for name, value in FILTERS.items():
        expect(page.locator(f"#f-{name}")).to_have_value(value)


def saved(link: Locator, folder: Path) -> Path:
    """What a press of this link puts on the disk."""
    with link.page.expect_download() as download:
        link.tap()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


# ---------- the path ----------
def land_and_filter(page: Page, front: str, *, scripts: bool) -> None:
    """The answer is on the first screen; then the indicators of one objective that got better are left."""
    answer = page.locator(".lead")
    expect(answer).to_have_text(re.compile(r"\d+"))
    expect(answer).to_be_in_viewport()
    everything = page.locator("tr[id^='i-']").count()
    page.locator(".filter > summary").tap()
    for name, value in FILTERS.items():
        page.locator(f"#f-{name}").select_option(value)
    if not scripts:
        page.locator("#filter button").tap()
        # A plain form sends what has not been chosen as well.
        expect(page).to_have_url(re.compile("objective=2.*verdict=improved"))
    else:
        is_at(page, front, **FILTERS)
    is_filtered(page)
    assert 0 < page.locator("tr[id^='i-']").count() < everything


def keep_page_filters_and_date(page: Page, language: str, other: str) -> None:
    """A date is set, the language switched and switched back: everything else stays."""
    set_day(page, DAY)
    is_at(page, f"/{language}/{FRAMEWORK}/", as_of=DAY, **FILTERS)
    for wanted in (other, language):
        switch(page, wanted)
        is_at(page, f"/{wanted}/{FRAMEWORK}/", as_of=DAY, **FILTERS)
        is_filtered(page)
    page.locator(f".asof a[href^='/{language}/{FRAMEWORK}/?objective']").tap()
    is_at(page, f"/{language}/{FRAMEWORK}/", **FILTERS)
    is_filtered(page)


def look_back_on_the_indicator(page: Page, indicator: str, language: str, other: str) -> None:
    """Before the value of 2020 was public there was none; in another language it is the same page on the same day."""
    now = page.locator("main .sub").inner_text()
    assert "16" in now
    set_day(page, DAY)
    is_at(page, indicator, as_of=DAY)
    expect(page.locator("main .sub")).not_to_contain_text("16")
    for wanted in (other, language):
        switch(page, wanted)
        is_at(page, indicator.replace(f"/{language}/", f"/{wanted}/", 1), as_of=DAY)
    page.locator(f".asof a[href='{indicator}']").tap()
    expect(page.locator("main .sub")).to_have_text(now)


def download_values(page: Page, folder: Path, language: str) -> None:
    """Each file says by itself what was counted, in which unit, from where, as of when, and what may be done with it."""
    files = page.locator(".acts a[download]")
    values = saved(files.filter(has_text="CSV"), folder)
    with values.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["period"] for row in rows] == ["2020"]
    assert (rows[0]["indicator"], rows[0]["value"], rows[0]["licence"]) == (CODE, "16.5", LICENCE)
    assert all(rows[0][name] for name in ("indicator_name", "unit_label", "as_of", "as_of_release"))
    assert SOURCE in rows[0]["sources"]

    book = openpyxl.load_workbook(saved(files.filter(has_text="XLSX"), folder))
    about = {str(row[0]): [str(value) for value in row[1:]] for row in book["about"].values}
    assert (about["licence"][0], about["language"][0], about["indicator"][0]) == (LICENCE, language, CODE)
    assert about["as of"][0] == rows[0]["as_of"]
    head, line = list(book["observations"].values)
    sheet = dict(zip(head, line, strict=True))
    assert (sheet["value"], sheet["unit_label"], sheet["sources"]) == (16.5, rows[0]["unit_label"], rows[0]["sources"])


def cite(page: Page, folder: Path, indicator: str) -> None:
    """Site, code and document by their own names, and an address that stays as it is; in words and as a file."""
    page.locator(".acts a[href='#h-cite']").tap()
    citation = page.locator("section[aria-labelledby=h-cite] .cite").first
    expect(citation).to_be_in_viewport()
    for part in (CODE, SOURCE, f"{indicator}?release="):
        expect(citation).to_contain_text(part)
    entry = saved(page.locator("section[aria-labelledby=h-cite] a[href*='cite.bib']"), folder).read_text(
        encoding="utf-8"
    )
    assert entry.startswith("@misc{")
    for part in (CODE, SOURCE, f"{indicator}?release=", LICENCE):
        assert part in entry


def print_out(page: Page, *kept: str) -> str:
    """Words of the sheets of paper; menus and buttons are not printed."""
    page.emulate_media(media="print")
    for one in kept:
        expect(page.locator(one).first).to_be_visible()
    for left in page.locator(".menu, .mast nav, .acts, .when, .chart-live, .crumbs, .paste").all():
        expect(left).to_be_hidden()
    printed = page.pdf(format="A4")
    page.emulate_media(media="screen")
    return " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(printed)).pages)


def walk_the_path(base: str, page: Page, language: str, folder: Path, *, scripts: bool) -> None:
    shipped.load()
    other = ORDER[(ORDER.index(language) + 1) % len(ORDER)]
    front = f"/{language}/{FRAMEWORK}/"
    indicator = f"{front}indicators/{CODE}/"
    watch = Watch.over(page, base)
    watch.visit(f"{base}{front}")
    in_language(page, language)
    land_and_filter(page, front, scripts=scripts)
    if not scripts:
        watch.visit(f"{base}{front}?objective=2&verdict=improved")
    keep_page_filters_and_date(page, language, other)

    page.locator(f"main a[href='{indicator}']:visible").first.tap()
    is_at(page, indicator)
    in_language(page, language)
    look_back_on_the_indicator(page, indicator, language, other)
    download_values(page, folder, language)
    for form, begins in (("png", b"\x89PNG"), ("svg", b"<svg")):
        drawn = saved(page.locator(f".acts a[href*='chart.{form}']"), folder)
        assert drawn.name.startswith(f"{FRAMEWORK}-{CODE}-release-")
        assert drawn.read_bytes().startswith(begins)
    cite(page, folder, indicator)
    assert SOURCE in print_out(page, "svg.chart[role=img]", ".series", ".cite")

    watch.visit(f"{base}{front}brief/?initiative=2.4")
    in_language(page, language)
    brief = print_out(page, "main h1")
    assert CODE in brief
    assert SOURCE in brief
    watch.look_back()
    watch.leaves_no_trace()


@pytest.mark.parametrize(
    "language", [code if code == "ar" else pytest.param(code, marks=pytest.mark.trust) for code in PATHS]
)
def test_a_delegate_leaves_with_the_answer_its_evidence_and_a_citation(
    live_server: object, phone: Page, language: str, tmp_path: Path
) -> None:
    walk_the_path(str(live_server), phone, language, tmp_path, scripts=True)


@pytest.mark.parametrize("scripts", [False])
def test_the_same_path_can_be_walked_where_no_script_runs(
    live_server: object, phone: Page, scripts: bool, tmp_path: Path
) -> None:
    walk_the_path(str(live_server), phone, "en", tmp_path, scripts=scripts)
