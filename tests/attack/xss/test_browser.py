"""The same in Chromium: nothing runs, nothing is asked of the canary, and the policy has nothing to refuse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, Route

from tests import shipped
from tests.attack import walk
from tests.attack.xss.payloads import CANARY, PAYLOADS
from tests.attack.xss.planting import plant
from tests.bars import Figure
from tests.browser.public import FRAMEWORK, PAGES
from tests.browser.watch import Watch
from tests.rights.world import build

pytestmark = [
    *(pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.postgres, pytest.mark.bar("B34")),
]

HOOK = """
window.fired = [];
window.xss = (number) => { window.fired.push(`xss(${number})`); };
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.fired.push(name);
"""
# Whatever reacts to being pointed at, focused, or opened. A drawing or a feed has no body.
STIR = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of [...document.documentElement.querySelectorAll("*")].slice(0, 3000)) {
    for (const name of ["mouseover", "mouseenter", "focus", "toggle", "animationstart"]) one.dispatchEvent(new Event(name));
  }
  return window.fired ?? [];
}"""
QUICK = (
    *(f"{FRAMEWORK}/", f"{FRAMEWORK}/indicators/2.4.2/", f"{FRAMEWORK}/case-studies/burkina-faso/"),
    *(f"{FRAMEWORK}/challenges/", f"{FRAMEWORK}/embed/indicators/2.4.2/", f"{FRAMEWORK}/brief/", "search/?q=xss"),
)
KEPT_SHORT = ("admin/benefits/observationversion/", "admin/publishing/release/", "admin/publishing/change/")


@dataclass
class Trap:
    watch: Watch
    fired: list[str] = field(default_factory=list)
    opened: int = 0

    @classmethod
    def over(cls, page: Page, base: str) -> Trap:
        trap = cls(Watch.over(page, base))
        page.add_init_script(HOOK)
        page.on("dialog", trap._dialog)
        return trap

    def _dialog(self, dialog: Any) -> None:
        self.fired.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def walk(self, base: str, paths: Iterable[str]) -> None:
        for path in paths:
            self.watch.visit(f"{base}{path}", refused=True, until="load")
            ran = self.watch.page.evaluate(STIR)
            self.fired += [f"{path}: {what}" for what in ran]
            self.watch.look_back()
            self.opened += 1

    def is_empty(self) -> None:
        assert self.fired == []
        assert [url for url in self.watch.strangers if CANARY in url] == []
        assert self.watch.violations == []


def everywhere() -> Iterator[str]:
    yield from (f"/en/{page}" for page in PAGES)
    yield from (f"/ar/{page}" for page in PAGES[:12])
    yield from (f"/en/{FRAMEWORK}/indicators/2.4.2/chart.svg", "/api/docs/", f"/en/{FRAMEWORK}/releases.atom")


@pytest.mark.parametrize(
    "paths", [[f"/en/{page}" for page in QUICK], pytest.param([*everywhere()], marks=pytest.mark.trust)], ids=len
)
def test_nothing_runs_on_a_public_page(live_server: Any, page: Page, paths: list[str], figure: Figure) -> None:
    shipped.load()
    plant()
    base = str(live_server)
    trap = Trap.over(page, base)
    trap.walk(base, paths)
    # The chart that scripts draw is made of the same texts, and reacts to being pointed at.
    page.goto(f"{base}/en/{FRAMEWORK}/indicators/2.4.2/")
    for chart in page.locator("[data-chart]").all()[:2]:
        chart.scroll_into_view_if_needed()
        chart.hover()
        page.wait_for_timeout(500)
    trap.walk(base, [])
    trap.is_empty()
    figure("B34", f"{trap.opened} public pages in Chromium, 0 scripts, 0 requests to the canary, 0 reports")


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.trust)], ids=["some", "all"])
def test_nothing_runs_on_a_page_of_staff(live_server: Any, page: Page, whole: bool, figure: Figure) -> None:
    world = build(whole=False)
    plant()
    base = str(live_server)
    cookie = world.clients["superuser"].cookies["session"]
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": base}])
    trap = Trap.over(page, base)
    trap.walk(
        base,
        (
            path
            for path in walk.staff(world, whole=whole)
            if _is_page(world.clients["superuser"], path) and (whole or _some(path))
        ),
    )
    assert trap.opened > (60 if whole else 5)
    trap.is_empty()
    figure("B34", f"{trap.opened} pages of staff in Chromium, 0 scripts, 0 requests to the canary, 0 reports")


def _some(path: str) -> bool:
    return path.lstrip("/").startswith(KEPT_SHORT) or path == "/admin/"


def _is_page(client: Client, path: str) -> bool:
    """A download is nothing that a browser opens."""
    answer = client.head(path)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def test_the_trap_is_not_blind(page: Page) -> None:
    """On a page without a policy that prints texts as they are, much of it runs and asks."""
    bare, asked, ran = "http://bare.example/", set[str](), set[str]()

    def answer(route: Route) -> None:
        asked.add(urlsplit(route.request.url).netloc)
        number = route.request.url.removeprefix(bare)
        if not number.isdigit():
            route.abort()
            return
        payload = PAYLOADS[int(number)]
        route.fulfill(body=f"<script>{HOOK}</script><p>{payload}</p>", content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    for number in (0, 1, 5, 6, 8, 19, 25):
        page.goto(f"{bare}{number}", wait_until="domcontentloaded")
        page.wait_for_timeout(50)
        ran |= set(page.evaluate(STIR))
    assert {"xss(1)", "xss(6)", "xss(9)"} <= ran
    assert CANARY in asked
