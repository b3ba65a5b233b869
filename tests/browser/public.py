"""Every kind of public page, every way in which it may be looked at, and what a machine can find wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from reformtracker.publishing.texts import PATHS

FRAMEWORK = "peace-and-security"
PAGES = (
    f"{FRAMEWORK}/?objective=2&verdict=improved",
    *(f"{FRAMEWORK}/", f"{FRAMEWORK}/objectives/2/", f"{FRAMEWORK}/initiatives/2.4/", f"{FRAMEWORK}/indicators/2.4.2/"),
    f"{FRAMEWORK}/initiatives/2.4/hand-over/",
    *(f"{FRAMEWORK}/indicators/1.1.1/", f"{FRAMEWORK}/indicators/2.4.2/?as_of=2021-01-31"),
    *(f"{FRAMEWORK}/challenges/", f"{FRAMEWORK}/timeline/", f"{FRAMEWORK}/crosswalk/", f"{FRAMEWORK}/brief/"),
    *(f"{FRAMEWORK}/case-studies/", f"{FRAMEWORK}/case-studies/burkina-faso/", f"{FRAMEWORK}/countries/BFA/"),
    *(
        f"{FRAMEWORK}/releases/",
        f"{FRAMEWORK}/releases/1/",
        f"{FRAMEWORK}/releases/verify/",
        f"{FRAMEWORK}/changes/?from=2020-11-18&to=2021-02-04",
    ),
    *("sources/", "sources/a-75-202/", f"{FRAMEWORK}/embed/indicators/2.4.2/"),
    *("methodology/", "data/", "search/", "search/?q=fund", "search/?q=nowhere", "accessibility/", "privacy/"),
    *("nowhere/", f"{FRAMEWORK}/?release=99", f"{FRAMEWORK}/?as_of=nowhen"),
)

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # It would fetch the imports of a style sheet from beside the page, where there is none.
    "preload": False,
}
PHONE, DESK = 320, 1280
"""320 px is also a window of 1280 px at 400 per cent."""


@dataclass(frozen=True)
class Look:
    theme: str
    """`light`, `dark` or `forced`."""
    width: int

    def put_on(self, page: Page) -> None:
        """Without loading the page again. On a phone whatever can be unfolded is unfolded, the menu too."""
        page.set_viewport_size({"width": self.width, "height": 800})
        page.emulate_media(
            color_scheme="dark" if self.theme == "dark" else "light",
            forced_colors="active" if self.theme == "forced" else "none",
            reduced_motion="reduce",
        )
        if self.width == PHONE:
            page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


LOOKS = tuple(Look(theme, width) for theme, width in product(("light", "dark", "forced"), (DESK, PHONE)))
MATRIX = tuple(product(PATHS, LOOKS))


def broken(page: Page) -> dict[str, list[Any]]:
    """By rule of axe: the first places that break it, when all of the page has its size."""
    settle(page)
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return {one["id"]: [node["target"] for node in one["nodes"]][:3] for one in found}


# What stands out at either side, unless it scrolls in a box of its own, is there for screen readers only, or is a part of
# a chart that nobody sees (the chart itself is looked at).
_TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  const boxed = (one) => {
    for (let up = one; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (up !== one && style.overflowX !== "visible" || style.clipPath !== "none") return true;
    }
    return false;
  };
  const out = ({ left, right, width }) => width > 1 && (right > most + 1 || left < -1);
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, one = node.nodeType === 1 ? node : node.parentElement;
    if (one.closest(".chart-live *, #js-plotly-tester, script")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = node === one ? [one.getBoundingClientRect()] : [...range.getClientRects()];
    if (boxes.some(out) && !boxed(one)) said.push(`${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim()}`);
  }
  if (document.documentElement.scrollWidth > most) said.push(`the page: ${document.documentElement.scrollWidth}`);
  return said.map((one) => one.slice(0, 90)).slice(0, 6);
}"""


def too_wide(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


# WCAG 1.4.12. A sheet made by script is nothing that the policy refuses.
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""


def space_out(page: Page) -> None:
    """Lines, words and letters as far apart as a reader may set them."""
    page.evaluate(_SPACED)


# Text that a box hides because it does not grow (a summary that is cut to some lines says so and stands whole on its own
# page), and lines of text that lie upon each other. Of a line the middle counts: what faces reserve above and below may meet.
_HIDDEN = """() => {
  const most = 1, said = [], lines = [];
  const tell = (one, why) => said.push(`${why}: ${one.tagName.toLowerCase()}.${one.className} ${one.textContent.trim()}`.slice(0, 110));
  const silent = (one) => {
    for (let up = one; up; up = up.parentElement) if (getComputedStyle(up).clipPath !== "none") return true;
    return one.closest(".skip, .clamp, .chart-live, svg, script, style, select, textarea, #js-plotly-tester");
  };
  for (const one of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(one);
    const cuts = style.overflowX !== "visible" || style.overflowY !== "visible";
    const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
    if (!cuts || scrolls || silent(one) || !one.checkVisibility() || one.matches("input")) continue;
    if (one.scrollHeight > one.clientHeight + most || one.scrollWidth > one.clientWidth + most) tell(one, "cut");
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || silent(one) || !one.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const third = (bottom - top) / 3;
      if (right - left > 3) lines.push({ one, left: left + 1, right: right - 1, top: top + third, bottom: bottom - third });
    }
  }
  lines.sort((first, second) => first.top - second.top);
  lines.forEach((line, at) => {
    for (let next = at + 1; next < lines.length && lines[next].top < line.bottom; next += 1) {
      const other = lines[next];
      if (other.left < line.right && line.left < other.right) tell(line.one, `upon “${other.one.textContent.trim().slice(0, 30)}”`);
    }
  });
  return said.slice(0, 6);
}"""


def settle(page: Page) -> None:
    """What lies below the screen is laid out after it, and a drawing follows the width of its place a moment later. What still
    stands out then is found by `too_wide`."""
    expect(page.locator("[data-part=rest] > .sec:not(.is-settled)")).to_have_count(0)
    # `wait_for_function` evaluates words within the page, which its policy refuses.
    for _turn in range(20):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return
        page.wait_for_timeout(100)


def hidden(page: Page) -> list[str]:
    """Text that is cut off or lies upon other text."""
    found: list[str] = page.evaluate(_HIDDEN)
    return found
