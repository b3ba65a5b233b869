"""A visitor opens every public address in a browser, in each language, with scripts and without: nothing goes wrong, nothing
is refused by the policy, nothing is asked of another host, and no answer sets a cookie.

Addresses are found by following links, as a reader or a machine does; what no link leads to is named here. That this meets
every address that the site knows is read from its resolver. `make test` opens one address of each kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from reformtracker.publishing.texts import PATHS
from tests import shipped
from tests.browser.watch import Watch
from tests.web.test_leaks import patterns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.bar("B35", "B54")]

FW = "peace-and-security"
UNLINKED = (
    *("/", "/{lang}/", "/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/api/v1/"),
    *("/{lang}/search/?q=fund", "/{lang}/search/?q=38&kind=source", "/{lang}/search/?q=nowhere"),
    *(f"/{{lang}}/{FW}/?objective=2&verdict=improved&as_of=2021-06-30", f"/{{lang}}/{FW}/?country=BFA&release=2"),
    *(f"/{{lang}}/{FW}/embed/indicators/2.4.2/?release=2", f"/{{lang}}/{FW}/brief/?initiative=2.4&as_of=2021-01-31"),
    *(f"/{{lang}}/{FW}/indicators/2.4.2/?as_of=2021-01-31", f"/{{lang}}/{FW}/case-studies/?as_of=2021-06-30"),
)
"""What no link leads to, or not in this way."""
PARTS = {"agency": "RT", "artefact": "all", "version": "latest", "item": "all", "provider": "RT"} | {
    **{"flow": "PEACE_AND_SECURITY", "key": "2_4_2", "component": "INDICATOR"},
    **{"number": "2", "name": "observations.csv"},
}
"""Of the addresses that a program puts together: SDMX, and what a release is made of."""
OF_REPORTS = {"api/v1/reports/<str:number>/", "api/v1/export/reports/<str:number>/<str:name>"}
"""Of published ones, which the shipped record has none of: tests/reporting/test_api.py opens them."""
REFUSED = {
    "/{lang}/nowhere/": 404,
    f"/{{lang}}/{FW}/indicators/9.9.9/": 404,
    f"/{{lang}}/{FW}/countries/XXX/": 404,
    f"/{{lang}}/{FW}/releases/99/": 404,
    f"/{{lang}}/{FW}/?as_of=nowhen": 400,
    f"/{{lang}}/{FW}/?release=99": 400,
    f"/{{lang}}/{FW}/?verdict=splendid": 400,
    f"/{{lang}}/{FW}/?objective=2&objective=3": 400,
    "/{lang}/sources/?release=1": 400,
}
"""Pages that say no."""

ELSEWHERE = ("/static/", "/admin/")
IN_JSON = re.compile(r'"(https?://[^"\s]+)"')
LINKS = "a[href], link[href], img[src], meta[property='og:image']"
HREFS = """all => all.map((one) => one.getAttribute("href") ?? one.getAttribute("src") ?? one.content)"""


def is_file(address: str) -> bool:
    """What a browser would not show as a page of this site."""
    path = urlsplit(address).path
    return path.startswith(("/api/v1/", "/sdmx/")) or not path.endswith("/")


def put_together() -> list[str]:
    """An address of each route that programs ask for, and no page leads to."""
    routes = [one for one in patterns() if one.startswith(("sdmx/", "api/v1/releases/", "api/v1/export/releases/"))]
    return ["/" + re.sub(r"<\w+:(\w+)>", lambda found: PARTS[found[1]], route) for route in routes]


@dataclass
class Walk:
    """Breadth first over paths with their queries. In the `whole`, each path is opened once as it is, and each kind of page
    once for each choice of parameters that it is linked with; else one address of each kind."""

    watch: Watch
    base: str
    language: str
    scripts: bool
    whole: bool
    opened: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    """Routes, as the resolver writes them."""
    _seen: set[object] = field(default_factory=set)

    def go(self) -> None:
        todo = [one.format(lang=self.language) for one in (*UNLINKED, *put_together(), f"/{{lang}}/{FW}/")]
        self._seen |= {self._kind(one) for one in todo}
        while todo:
            address = todo.pop(0)
            for link in self._open(address):
                if (kind := self._kind(link)) not in self._seen:
                    self._seen.add(kind)
                    todo.append(link)

    def _kind(self, address: str) -> object:
        parts = urlsplit(address)
        names = tuple(sorted(name for name, _value in parse_qsl(parts.query)))
        route = self._route(parts.path)
        if not self.whole:
            return route
        return (route, names) if names else parts.path

    def _route(self, path: str) -> str:
        with suppress(Resolver404):
            return str(resolve(path).route)
        return path

    def _open(self, address: str) -> Iterator[str]:
        route = self._route(urlsplit(address).path)
        is_first = route not in self.met
        self.met.add(route)
        self.opened.append(address)
        found = self._fetched(address) if is_file(address) else self._shown(address, is_first=is_first)
        yield from (own for one in found if (own := self._own(one, address)))

    def _fetched(self, address: str) -> list[str]:
        """Links in what a machine reads: JSON alone has some that no page has."""
        answer = self.watch.fetch(f"{self.base}{address}")
        if not answer.ok:
            self.watch.errors.append(f"{address}: {answer.status}")
        is_json = "json" in answer.headers.get("content-type", "")
        return IN_JSON.findall(answer.text()) if is_json and not address.startswith("/api/v1/schema/") else []

    def _shown(self, address: str, *, is_first: bool) -> list[str]:
        page = self.watch.page
        if (status := self.watch.visit(f"{self.base}{address}", until="load")) != 200:
            self.watch.errors.append(f"{address}: {status}")
        if self.scripts:
            self._run_scripts(page, is_first=is_first)
        found: list[str] = page.eval_on_selector_all(LINKS, HREFS)
        return found

    def _run_scripts(self, page: Page, *, is_first: bool) -> None:
        """Until nothing is left to do. Charts, which come to life where they are seen, once for each kind of page."""
        page.evaluate("() => new Promise((done) => requestIdleCallback(done, { timeout: 1000 }))")
        if is_first and page.locator("[data-chart]").count():
            page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            page.wait_for_load_state("networkidle")
        self.watch.look_back()

    def _own(self, link: str, here: str) -> str:
        """Path and query of an address of this site in this language, or nothing."""
        parts = urlsplit(urljoin(f"{self.base}{here}", link.removeprefix(settings.SITE_URL) or "/"))
        if f"{parts.scheme}://{parts.netloc}" != self.base or parts.path.startswith(ELSEWHERE):
            return ""
        first = parts.path.split("/")[1]
        if first in PATHS and first != self.language:
            return ""
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def be_refused(self) -> None:
        for path, status in REFUSED.items():
            url = f"{self.base}{path.format(lang=self.language)}"
            if (said := self.watch.visit(url, refused=True, until="load")) != status:
                self.watch.errors.append(f"{url}: {said} instead of {status}")


@pytest.fixture
def opened(browser: Browser, scripts: bool) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=scripts)
    yield context.new_page()
    context.close()


def walked(live_server: object, page: Page, language: str, *, scripts: bool, whole: bool) -> None:
    shipped.load()
    walk = Walk(Watch.over(page, str(live_server)), str(live_server), language, scripts, whole)
    walk.go()
    walk.be_refused()
    walk.watch.leaves_no_trace()
    assert sorted(set(patterns()) - walk.met - OF_REPORTS) == []
    assert len(walk.opened) > (400 if whole else 50), len(walk.opened)


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ar", False)])
def test_one_address_of_each_kind_is_in_order(live_server: object, opened: Page, language: str, scripts: bool) -> None:
    walked(live_server, opened, language, scripts=scripts, whole=False)


@pytest.mark.trust
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", PATHS)
def test_every_public_address_is_in_order(live_server: object, opened: Page, language: str, scripts: bool) -> None:
    walked(live_server, opened, language, scripts=scripts, whole=True)
