"""A delegate between two meetings, on a phone: from the front page to an answer, its evidence and a citation.

Whatever is pressed is found by where it leads and not by its words, so that the same path is walked in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from reformtracker.publishing.texts import PATHS, RTL
from tests import shipped
from tests.browser.watch import Watch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FRAMEWORK, CODE, DAY = "peace-and-security", "2.4.2", "2021-01-31"
ORDER = tuple(PATHS)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def in_language(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language in RTL else "ltr")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def open_menu(page: Page) -> None:
    page.locator(".menu > summary").tap()


@pytest.mark.parametrize(
    "language", [code if code in ("ar", "en") else pytest.param(code, marks=pytest.mark.trust) for code in PATHS]
)
def test_a_delegate_leaves_with_the_answer_its_evidence_and_a_citation(
    live_server: object, phone: Page, language: str, tmp_path: Path
) -> None:
    shipped.load()
    other = ORDER[(ORDER.index(language) + 1) % len(ORDER)]
    watch = Watch.over(phone, str(live_server))

    # Land: the answer is on the first screen.
    watch.visit(f"{live_server}/{language}/{FRAMEWORK}/")
    in_language(phone, language)
    answer = phone.locator(".lead")
    expect(answer).to_have_text(re.compile(r"\d+"))
    expect(answer).to_be_in_viewport()

    # Filter: what is found under initiative 2.4, then its indicators alone.
    open_menu(phone)
    phone.locator(f".menu a[href='/{language}/search/']").tap()
    phone.locator("main input[type=search]").fill("2.4")
    phone.locator("main .find button").tap()
    phone.locator("main a[href*='kind=indicator']").tap()
    expect(phone).to_have_url(re.compile(r"q=2\.4&kind=indicator"))
    expect(phone.locator("main .sec")).to_have_count(1)

    # Open the indicator.
    indicator = f"/{language}/{FRAMEWORK}/indicators/{CODE}/"
    phone.locator(f"main a[href='{indicator}']").first.tap()
    expect(phone.locator("main h1")).to_have_count(1)
    in_language(phone, language)
    now = phone.locator("main .sub").inner_text()
    assert "16" in now

    # Set a date: before the value of 2020 was public.
    phone.locator(".when > summary").tap()
    phone.locator("#as_of").fill(DAY)
    phone.locator(".when button").tap()
    expect(phone).to_have_url(re.compile(rf"{re.escape(indicator)}\?as_of={DAY}"))
    expect(phone.locator("main .sub")).not_to_contain_text("16")

    # Switch the language: the same page on the same date. And back.
    for wanted in (other, language):
        open_menu(phone)
        phone.locator(f".menu a[hreflang^='{wanted}']").tap()
        expect(phone).to_have_url(re.compile(rf"/{wanted}/{FRAMEWORK}/indicators/{re.escape(CODE)}/\?as_of={DAY}"))
        in_language(phone, wanted)
    phone.locator(f".asof a[href='{indicator}']").tap()
    expect(phone.locator("main .sub")).to_have_text(now)

    # Download: the picture from the chart, the values from the page of data.
    with phone.expect_download() as picture:
        phone.locator(".acts a[href*='chart.png']").tap()
    assert picture.value.suggested_filename.startswith(f"{FRAMEWORK}-{CODE}-release-")
    picture.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    listed = phone.locator(".acts a[href*='observations/']").get_attribute("href")
    values = phone.request.get(f"{live_server}{listed}")
    assert [row["period"] for row in values.json()["results"]] == ["2020"]

    # Cite: site, code and document by their own names, and an address that stays as it is.
    phone.locator(".acts a[href='#h-cite']").tap()
    citation = phone.locator("#h-cite ~ .cite, section[aria-labelledby=h-cite] .cite").first
    expect(citation).to_be_in_viewport()
    for part in (CODE, "A/75/735", f"{indicator}?release="):
        expect(citation).to_contain_text(part)

    # Print: figures, table and citation, without menus and buttons.
    phone.emulate_media(media="print")
    for kept in ("svg.chart[role=img]", ".series", ".cite"):
        expect(phone.locator(kept).first).to_be_visible()
    for left in (".menu", ".acts", ".when", ".chart-live"):
        expect(phone.locator(left).first).to_be_hidden()
    assert phone.pdf(format="A4").startswith(b"%PDF")
    watch.is_clean()
    assert phone.context.cookies() == []
