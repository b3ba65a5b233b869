"""What a browser notices while somebody walks through the site: reports of the policy, other hosts, cookies, errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

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

    @classmethod
    def over(cls, page: Page, base: str) -> Watch:
        watch = cls(page, urlsplit(base).netloc)
        page.add_init_script(NOTE_VIOLATIONS)
        page.on("request", watch._request)
        page.on("console", watch._console)
        page.on("pageerror", lambda error: watch.errors.append(f"{page.url}: {error}"))
        return watch

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.strangers.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.violations.append(f"{self.page.url}: {message.text}")

    def visit(self, url: str) -> int:
        """Opens the page, waits until it is quiet, and notes what the policy refused there."""
        response = self.page.goto(url, wait_until="networkidle")
        self.violations += [f"{url}: {said}" for said in self.page.evaluate("window.refusals")]
        return response.status if response else 0

    def links(self) -> set[str]:
        """Addresses of this host that the page links to, without fragments."""
        found: list[str] = self.page.eval_on_selector_all("a[href]", HREFS)
        return {url.split("#")[0] for url in found if urlsplit(url).netloc == self.host}

    def is_clean(self) -> None:
        assert (self.violations, self.strangers, self.errors) == ([], [], [])
