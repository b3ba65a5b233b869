"""The overview in Chromium, as on a phone: slow 4G, a processor four times slower, nothing kept."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import services
from playwright.sync_api import Browser, Page, sync_playwright

from bench.run import Run
from bench.stage import SHIPPED, SMALL

NOTES = Path(__file__).with_suffix(".js")
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
LATENCY, DOWN, UP = 150, 1.6e6 / 8, 750e3 / 8
"""Milliseconds, and bytes a second: slow 4G, as Lighthouse has it."""
SLOWER = 4
QUIET = 2.0
"""Seconds without anything arriving, after which the page has come to rest."""
ALONE = (
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--disable-sync"),
    *("--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"),
)
"""It reaches nothing but this machine."""
LIVE = ".chart-host.is-live"
PATIENCE = 60_000


@dataclass
class Traffic:
    """What came over the network: bytes as they travelled, heads included, by request."""

    kinds: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)
    last: float = field(default_factory=time.monotonic)

    def watch(self, session: Any) -> None:
        session.on("Network.responseReceived", self._begun)
        session.on("Network.loadingFinished", self._ended)
        session.send("Network.enable")

    def _begun(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        self.kinds[event["requestId"]] = event["type"]

    def _ended(self, event: dict[str, Any]) -> None:
        self.last = time.monotonic()
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def kilobytes(self, *, fonts: bool = True) -> float:
        return sum(many for request, many in self.bytes.items() if fonts or self.kinds.get(request) != "Font") / 1000

    def rest(self, page: Page) -> None:
        while time.monotonic() - self.last < QUIET:
            page.wait_for_timeout(100)


def measure(run: Run) -> None:
    with (
        run.stage.tracker(SMALL, keep=True) as tracker,
        run.stage.nginx(tracker) as (site, _files),
        _chromium() as browser,
    ):
        _open(browser, site)
        found = [_open(browser, site) for _round in range(run.pace.rounds)]
    _tell(run, found)


@contextlib.contextmanager
def _chromium() -> Iterator[Browser]:
    # Chromium's sandbox does not start as root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.CHROMIUM.path(), args=[*sandbox, *ALONE])
        try:
            yield browser
        finally:
            browser.close()


def _open(browser: Browser, site: str) -> dict[str, float]:
    context = browser.new_context(**PHONE)
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        traffic = Traffic()
        traffic.watch(session)
        throttled = {"offline": False, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP}
        session.send("Network.emulateNetworkConditions", throttled)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(path=NOTES)
        page.goto(f"{site}/en/{SHIPPED}/", timeout=PATIENCE)
        traffic.rest(page)
        found: dict[str, float] = page.evaluate("window.bench")
        found["kilobytes"], found["without_fonts"] = traffic.kilobytes(), traffic.kilobytes(fonts=False)
        found["requests"] = len(traffic.bytes)
        begun = time.monotonic()
        page.locator("[data-chart]").first.scroll_into_view_if_needed(timeout=PATIENCE)
        page.locator(LIVE).first.wait_for(state="attached", timeout=PATIENCE)
        found["live"] = time.monotonic() - begun
        traffic.rest(page)
        found["all_kilobytes"] = traffic.kilobytes()
        return found
    finally:
        context.close()


def _tell(run: Run, rounds: Sequence[dict[str, float]]) -> None:
    found = {name: median(each[name] for each in rounds) for name in rounds[0]}
    chart = max(found["chart"], found["fcp"])
    run.at_most("first contentful paint, overview, slow 4G, processor 4 times slower", 0.8, found["fcp"] / 1000, "s")
    run.at_most("first chart visible", 1.0, chart / 1000, "s")
    run.at_most("largest contentful paint", 1.2, found["lcp"] / 1000, "s")
    run.at_most("cumulative layout shift", 0.02, found["cls"])
    run.at_most("total blocking time before a chart is asked for", 200, found["blocked"], "ms")
    run.at_most("first interactive chart, after it is asked for", 4.5, found["live"], "s")
    run.at_most("bytes for the overview before plotly.js", 100, found["kilobytes"], "kB")
    run.at_most("bytes for the overview before plotly.js, without fonts", 30, found["without_fonts"], "kB")
    run.at_most("bytes for the overview with plotly.js", 450, found["all_kilobytes"], "kB")
    run.at_most("requests before plotly.js", 8, found["requests"])
