"""The filters of the front page in a browser: with a script they work in place, without one they work all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import shipped
from tests.browser.watch import Watch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FRONT = "/en/peace-and-security/"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def of_how_many(page: Page) -> tuple[int, int]:
    """What the page says is shown; it must be what is listed."""
    said = page.locator("#filter-count").inner_text()
    found = re.match(r"(?:All|(\d+) of) (\d+)", said)
    assert found, said
    total = int(found[2])
    shown = int(found[1] or total)
    assert page.locator("tr[id^='i-']").count() == shown
    return shown, total


def test_a_choice_is_shown_in_place_announced_and_undone_by_going_back(live_server: object, page: Page) -> None:
    shipped.load()
    watch = Watch.over(page, str(live_server))
    watch.visit(f"{live_server}{FRONT}")
    page.locator(".filter > summary").click()
    everything = of_how_many(page)
    assert everything[0] == everything[1]
    page.evaluate("window.stays = true")

    verdict = page.locator("#f-verdict")
    verdict.focus()
    top = verdict.bounding_box()
    verdict.select_option("improved")
    expect(page).to_have_url(f"{live_server}{FRONT}?verdict=improved")
    expect(page.locator(".scope")).to_be_visible()
    shown, total = of_how_many(page)
    assert (shown < everything[0], total) == (True, everything[1])
    expect(page.locator("[role=status]#filter-count")).to_contain_text(f"{shown} of {total}")
    expect(verdict).to_be_focused()
    after = verdict.bounding_box()
    assert top is not None
    assert after is not None
    assert after["y"] == pytest.approx(top["y"], abs=1)
    assert page.evaluate("window.stays"), "the page was loaded again"
    expect(page.locator(".langs a[hreflang=fr]")).to_have_attribute("href", re.compile(r"\?verdict=improved$"))
    expect(page.locator("link[rel=canonical]")).to_have_attribute("href", re.compile(r"\?verdict=improved$"))

    page.locator("#f-objective").select_option("2")
    expect(page).to_have_url(f"{live_server}{FRONT}?objective=2&verdict=improved")
    expect(page.locator(".scope b")).to_have_count(2)

    page.go_back()
    expect(page.locator(".scope b")).to_have_count(1)
    expect(page.locator("#f-objective")).to_have_value("")
    page.go_back()
    expect(page.locator(".scope")).to_have_count(0)
    expect(verdict).to_have_value("")
    assert of_how_many(page) == everything
    page.go_forward()
    expect(page.locator(".scope b")).to_have_count(1)
    expect(verdict).to_have_value("improved")

    page.locator("a[data-clear]").click()
    expect(page).to_have_url(f"{live_server}{FRONT}")
    expect(page.locator(".filter > summary")).to_be_focused()
    assert of_how_many(page) == everything
    assert page.evaluate("window.stays")
    watch.is_clean()


def test_charts_that_come_with_another_choice_come_alive(live_server: object, page: Page) -> None:
    shipped.load()
    page.goto(f"{live_server}{FRONT}?verdict=unjudged")
    page.locator("#f-verdict").select_option("")
    expect(page).to_have_url(f"{live_server}{FRONT}")
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator("[data-chart].is-live").first).to_be_visible()


def test_a_failure_opens_the_address_as_without_a_script(live_server: object, page: Page) -> None:
    shipped.load()
    page.goto(f"{live_server}{FRONT}")
    page.locator(".filter > summary").click()
    page.route(
        re.compile(r"verdict="),
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    page.locator("#f-verdict").select_option("improved")
    expect(page.locator(".scope")).to_be_visible()
    expect(page).to_have_url(f"{live_server}{FRONT}?verdict=improved")


def test_without_a_script_the_form_is_sent_and_says_the_same(live_server: object, plain: Page) -> None:
    shipped.load()
    plain.goto(f"{live_server}{FRONT}?release=2")
    plain.locator(".filter > summary").click()
    plain.locator("#f-verdict").select_option("improved")
    plain.locator("#filter button").click()
    expect(plain).to_have_url(re.compile(r"\?release=2&.*verdict=improved"))
    expect(plain.locator(".scope")).to_be_visible()
    expect(plain.locator("#f-verdict")).to_have_value("improved")
    plain.locator("a[data-clear]").click()
    expect(plain).to_have_url(f"{live_server}{FRONT}?release=2")


def test_the_code_of_a_frame_is_copied_and_that_is_said(live_server: object, page: Page) -> None:
    shipped.load()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server}{FRONT}indicators/2.4.2/")
    page.locator("[data-copy=embed-still]").click()
    expect(page.locator(".paste [role=status]").nth(1)).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#embed-still").input_value()
    assert re.search(r"/embed/indicators/2\.4\.2/\?release=\d+", copied)
