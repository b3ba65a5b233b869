"""What a browser notices while somebody walks through the site: reports of the policy, other hosts, cookies, errors.

An error is whatever a page throws or the console calls one, and any answer that says no where none was expected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, ConsoleMessage, Page, Request

Until = Literal["load", "networkidle"]

NOTE_VIOLATIONS = """
window.refusals = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refusals.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""

# Read as attributes: a link in a drawing has an object for its `href`.
HREFS = """all => all.map((one) => new URL(one.getAttribute("href"), document.baseURI).href)"""


@dataclass
class Watch:
    page: Page
    host: str
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    _refused: str = ""
    """The address that is asked although the answer will be no; the console says so, and nobody minds."""

    @classmethod
    def over(cls, page: Page, base: str) -> Watch:
        watch = cls(page, urlsplit(base).netloc)
        page.add_init_script(NOTE_VIOLATIONS)
        page.on("request", watch._request)
        page.on("console", watch._console)
        page.on("pageerror", lambda error: watch.errors.append(f"{page.url}: {error}"))
        # As they came over the wire: a cookie that is taken away at once is one too, and the browser never shows it.
        wire = page.context.new_cdp_session(page)
        wire.on("Network.responseReceivedExtraInfo", watch._headers)
        wire.send("Network.enable")
        return watch

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.strangers.append(request.url)

    def _headers(self, event: dict[str, Any]) -> None:
        self.cookies += [
            f"{self.page.url}: {value}" for name, value in event["headers"].items() if name.lower() == "set-cookie"
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.violations.append(f"{self.page.url}: {message.text}")
        elif message.type == "error" and message.location["url"] != self._refused:
            self.errors.append(f"{self.page.url}: {message.text} ({message.location['url']})")

    def visit(self, url: str, *, refused: bool = False, until: Until = "networkidle") -> int:
        """Opens the page and notes what the policy refused there; gives the status. `refused`: no is expected."""
        self._refused = url if refused else ""
        response = self.page.goto(url, wait_until=until)
        self.look_back()
        return response.status if response else 0

    def look_back(self) -> None:
        """Notes what the policy has refused on this page. Where no script runs, the console alone says it."""
        self.violations += [f"{self.page.url}: {said}" for said in self.page.evaluate("window.refusals ?? []")]

    def fetch(self, url: str) -> APIResponse:
        """A file: what a browser would put on the disk."""
        answer = self.page.request.get(url, max_redirects=0)
        if any(header["name"].lower() == "set-cookie" for header in answer.headers_array):
            self.cookies.append(url)
        return answer

    def links(self) -> set[str]:
        """Addresses of this host that the page links to, without fragments."""
        found: list[str] = self.page.eval_on_selector_all("a[href]", HREFS)
        return {url.split("#")[0] for url in found if urlsplit(url).netloc == self.host}

    def is_clean(self) -> None:
        assert (self.violations, self.strangers, self.errors) == ([], [], [])

    def leaves_no_trace(self) -> None:
        """What the public side owes besides: no answer sets a cookie, and none is kept."""
        self.is_clean()
        assert (self.cookies, self.page.context.cookies()) == ([], [])
