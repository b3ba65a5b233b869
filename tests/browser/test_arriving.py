"""How a page with charts arrives: what is read comes first, the interactive chart later, and nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import shipped
from tests.browser.public import FRAMEWORK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.bar("B53")]

# Noted from the very beginning; a shift that follows somebody's key or click is counted as well.
NOTED = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    window.shifts.push([one.value, ...one.sources.map((source) => source.node?.nodeName + "." + source.node?.className)]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
ASKED = (
    """() => performance.getEntriesByType("resource").map((one) => one.name).filter((name) => /plotly/.test(name))"""
)
LIVE = ".chart-host.is-live"
TURNS: dict[str, Callable[[Locator], None]] = {
    "points at it": lambda figure: figure.hover(),
    "comes to it with the keyboard": lambda figure: figure.get_by_role("link").first.focus(),
    "scrolls": lambda figure: figure.page.mouse.wheel(0, 40),
}


@pytest.fixture(autouse=True)
def noted(page: Page) -> None:
    shipped.load()
    page.add_init_script(NOTED)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_moves_when_the_interactive_chart_replaces_the_drawing(
    live_server: object, page: Page, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server}/{language}/{FRAMEWORK}/indicators/2.4.2/")
    page.locator("figure").hover()
    expect(page.locator(LIVE)).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifts") == []


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS.keys())
def test_the_library_is_fetched_when_a_reader_turns_to_a_chart_and_not_before(
    live_server: object, page: Page, turn: Callable[[Locator], None]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 3000})
    page.goto(f"{live_server}/en/{FRAMEWORK}/", wait_until="networkidle")
    figure = page.locator("figure:has([data-chart])").first
    expect(figure).to_be_in_viewport(ratio=1)
    assert page.evaluate(ASKED) == []
    turn(figure)
    expect(page.locator(LIVE).first).to_be_attached()
    assert page.evaluate(ASKED)


def test_the_library_is_not_fetched_before_a_chart_is_in_view(live_server: object, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{live_server}/en/{FRAMEWORK}/", wait_until="networkidle")
    host = page.locator("[data-chart]").first
    page.mouse.wheel(0, 100)
    page.wait_for_load_state("networkidle")
    expect(host).not_to_be_in_viewport()
    assert page.evaluate(ASKED) == []
    host.scroll_into_view_if_needed()
    expect(page.locator(LIVE).first).to_be_attached()


def test_whoever_comes_to_a_chart_by_its_address_has_turned_to_it(live_server: object, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{live_server}/en/{FRAMEWORK}/#figures")
    expect(page.get_by_role("heading", name="figures")).to_be_in_viewport()
    expect(page.locator(LIVE).first).to_be_attached()


PLACE = "document.getElementById('cases').getBoundingClientRect().top"
HEIGHT = "document.documentElement.scrollHeight"


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_an_address_leads_to_its_part_before_and_after_the_page_has_settled(
    live_server: object, page: Page, plain: Page, language: str
) -> None:
    front = f"{live_server}/{language}/{FRAMEWORK}/"
    for one in (page, plain):
        one.set_viewport_size({"width": 1280, "height": 800})
        one.emulate_media(reduced_motion="reduce")
        one.goto(f"{front}#cases", wait_until="networkidle")
    assert page.evaluate(PLACE) == pytest.approx(plain.evaluate(PLACE), abs=1)
    page.goto(front, wait_until="networkidle")
    expect(page.locator("[data-part=rest] > .sec:not(.is-settled)")).to_have_count(0)
    assert page.evaluate(HEIGHT) == plain.evaluate(HEIGHT)
    page.evaluate("location.hash = 'cases'")
    assert page.evaluate(PLACE) == pytest.approx(plain.evaluate(PLACE), abs=1)


def test_whoever_wants_no_motion_sees_none(live_server: object, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for path in ("", "indicators/2.4.2/", "case-studies/"):
        page.goto(f"{live_server}/en/{FRAMEWORK}/{path}", wait_until="networkidle")
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        assert page.evaluate("document.getAnimations().length") == 0
        moving = """[...document.querySelectorAll("*")].filter((one) => {
          const style = getComputedStyle(one);
          return one.closest(".chart-live") === null
            && [style.transitionDuration, style.animationDuration].some((said) => parseFloat(said) > 0.01);
        }).map((one) => one.outerHTML.slice(0, 80))"""
        assert page.evaluate(moving) == []
