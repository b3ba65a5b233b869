"""Twelve tasks of a reader by keyboard alone. Each key that moves the focus must leave it where it can be seen.

 1 pass the menu                      7 filter what is found
 2 find a benefit                     8 switch the language
 3 see how an indicator is judged     9 open the menu of a small screen
 4 go back to an earlier day         10 take a picture of a chart along
 5 come back to the newest           11 read a case study and go to its source
 6 search                            12 see what changed between two days
Those of staff are in test_staff_accessibility.py, test_citing.py and test_drafts.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from reformtracker.publishing.texts import PATHS
from tests import shipped
from tests.browser.public import FRAMEWORK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.bar("B51")]

# The box of the focus: it has an outline, is inside the window, and nothing lies over its middle.
HIDDEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return "nothing has the focus";
  const style = getComputedStyle(one), box = one.getClientRects()[0] ?? one.getBoundingClientRect();
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline";
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 100);
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return "outside the window";
  const top = document.elementFromPoint(x, y);
  return one.contains(top) || top?.contains(one) ? "" : `under ${top?.outerHTML.slice(0, 80)}`;
}"""
FOCUSED = "document.activeElement"


@dataclass
class Keys:
    page: Page

    def reach(self, selector: str, *, most: int = 250) -> None:
        """Tab by tab, as somebody who does not know the page."""
        matches = f"(one) => one.matches({selector!r})"
        for _press in range(most):
            self.page.keyboard.press("Tab")
            hidden = self.page.evaluate(HIDDEN)
            assert not hidden, f"{hidden}: {self.page.evaluate(f'{FOCUSED}.outerHTML.slice(0, 120)')}"
            if self.page.evaluate(f"({matches})({FOCUSED})"):
                return
        pytest.fail(f"{selector} is not reached by {most} tabs on {self.page.url}")

    def follow(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write_day(self, selector: str, day: str) -> None:
        """The parts of a date are typed one after the other, in the order of the browser's language."""
        self.reach(selector)
        year, month, number = day.split("-")
        self.page.keyboard.type(f"{month}{number}{year}")
        expect(self.page.locator(selector)).to_have_value(day)


@pytest.fixture
def keys(page: Page) -> Keys:
    shipped.load()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    return Keys(page)


LANGUAGES = [code if code == "ar" else pytest.param(code, marks=pytest.mark.trust) for code in PATHS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_tasks_are_done_without_a_mouse(keys: Keys, live_server: object, language: str) -> None:
    page, start = keys.page, f"/{language}/{FRAMEWORK}/"
    indicator = f"{start}indicators/2.4.2/"

    def told(path: str) -> None:
        expect(page).to_have_url(f"{live_server}{path}")

    # 1: the first tab offers to pass the menu; what follows is inside the content.
    page.goto(f"{live_server}{start}")
    keys.reach(".skip", most=1)
    page.keyboard.press("Enter")
    keys.reach(":is(a, summary)", most=1)
    assert page.evaluate(f"document.querySelector('main').contains({FOCUSED})")

    # 2 and 3
    keys.follow(f"a[href='{start}initiatives/2.4/']")
    told(f"{start}initiatives/2.4/")
    keys.follow(f"main a[href='{indicator}']")
    told(indicator)
    expect(page.locator(".facts")).to_be_visible()

    # 4 and 5
    keys.reach(".when > summary")
    page.keyboard.press("Enter")
    keys.write_day("#as_of", "2021-01-31")
    keys.follow(".when button")
    told(f"{indicator}?as_of=2021-01-31")
    keys.follow(f".asof a[href='{indicator}']")
    told(indicator)

    # 6 and 7
    keys.follow(f".reach > a[href='/{language}/search/']")
    keys.reach("main input[type=search]")
    page.keyboard.type("2.4")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.follow("main a[href*='kind=indicator']")
    keys.follow(f"main a[href='{indicator}']")

    # 8
    other = "fr" if language != "fr" else "en"
    keys.follow(f".langs a[hreflang='{other}']")
    told(f"/{other}/{FRAMEWORK}/indicators/2.4.2/")
    keys.follow(f".langs a[hreflang^='{language}']")
    told(indicator)

    # 9
    page.set_viewport_size({"width": 390, "height": 800})
    keys.reach(".menu > summary")
    page.keyboard.press("Enter")
    keys.follow(f".menu a[href='{start}case-studies/']")
    told(f"{start}case-studies/")
    page.set_viewport_size({"width": 1280, "height": 800})

    # 10
    page.goto(f"{live_server}{indicator}")
    keys.reach(".acts a[href*='chart.png']")
    with page.expect_download() as picture:
        page.keyboard.press("Enter")
    assert picture.value.suggested_filename.startswith("peace-and-security-2.4.2-release-")

    # 11
    page.goto(f"{live_server}{start}case-studies/")
    keys.follow(f"main a[href='{start}case-studies/burkina-faso/']")
    keys.follow("main a[href*='/sources/a-75-202/']")
    expect(page).to_have_url(re.compile(f"/{language}/sources/a-75-202/"))

    # 12
    page.goto(f"{live_server}{start}changes/")
    keys.write_day("#from", "2020-11-18")
    keys.write_day("#to", "2021-02-04")
    keys.follow(".days button")
    told(f"{start}changes/?from=2020-11-18&to=2021-02-04")
    expect(page.locator(".chg li").first).to_be_visible()
