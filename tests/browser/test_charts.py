"""The script of the charts in a real browser, under the policy of the site, with nothing behind it but files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Page, Route, expect

from benefits import charts
from benefits.charts import Bracket, Dot, Plot
from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser
STATIC = Path(__file__).resolve().parents[2] / "static"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


def written() -> str:
    """A page with one chart: a baseline, a late year, a broken series, a target."""

    def year(number: int, value: int, *, comparable: bool = True) -> Dot:
        first, last = date(number, 1, 1), date(number, 12, 31)
        return Dot(str(number), first, last, Decimal(value), label=str(value), comparable=comparable)

    plot = Plot(
        code="2.4.2",
        title="Cross-border initiatives",
        unit="% of new investments",
        decimals=0,
        baseline=year(2019, 4),
        dots=(year(2020, 6), year(2022, 16, comparable=False)),
        brackets=(Bracket(date(2020, 1, 1), date(2024, 12, 31), Decimal(20), "20", "whole_period"),),
        path=((date(2019, 12, 31), Decimal(4)), (date(2024, 12, 31), Decimal(20))),
        late=((date(2021, 1, 1), date(2021, 12, 31)),),
        first=date(2019, 1, 1),
        last=date(2024, 12, 31),
    )
    panel = charts.panel(plot, sentence="From 4 to 16.")
    with override("fr"):
        parts = [
            render_to_string("_styles.html"),
            "</head><body>",
            render_to_string("_glyphs.html"),
            render_to_string("benefits/_figure.html", {"panel": panel}),
            render_to_string("benefits/_charts.html"),
            render_to_string("_script.html"),
        ]
    return '<!DOCTYPE html><html lang="fr"><head><title>t</title><link rel="icon" href="data:,">' + "".join(parts)


class Files(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(settings.STATIC_URL.rstrip("/")))

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        page = written().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(STATIC))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def turn_to_the_chart(page: Page) -> None:
    page.locator("figure").hover()


@dataclass
class Seen:
    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


@pytest.fixture
def seen(page: Page) -> Seen:
    record = Seen()
    page.on("console", lambda message: record.complaints.append(message.text))
    page.on("pageerror", lambda error: record.complaints.append(str(error)))
    page.on("request", lambda request: record.addresses.append(request.url))
    return record


def test_the_chart_comes_alive_without_a_complaint_or_a_foreign_address(page: Page, address: str, seen: Seen) -> None:
    page.goto(address)
    turn_to_the_chart(page)
    expect(page.locator(".chart-host.is-live .chart-live .main-svg").first).to_be_attached()
    assert seen.complaints == []
    assert [url for url in seen.addresses if not url.startswith((address, "data:", "blob:"))] == []


def test_nothing_moves_and_the_sentence_stays_when_the_chart_comes_alive(page: Page, address: str) -> None:
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.goto(address)
    before = page.locator("figure").bounding_box()
    expect(page.get_by_role("img", name="From 4 to 16.")).to_be_visible()
    page.unroute("**/plotly.min.js")
    page.goto(address)
    turn_to_the_chart(page)
    expect(page.locator(".chart-host.is-live")).to_be_attached()
    assert page.locator("figure").bounding_box() == before
    expect(page.get_by_role("img", name="From 4 to 16.")).to_have_class("chart-live js-plotly-plot")


def test_without_the_library_the_drawing_stays(page: Page, address: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=404)

    page.route("**/plotly.min.js", refuse)
    with page.expect_console_message(lambda message: "as the server drew it" in message.text):
        page.goto(address)
        turn_to_the_chart(page)
    expect(page.locator("svg.chart[role=img]")).to_be_visible()
    assert page.locator(".chart-live").count() == 0


def test_the_chart_follows_the_reader_into_the_dark(page: Page, address: str) -> None:
    page.goto(address)
    turn_to_the_chart(page)
    dot = page.locator(".chart-live .scatterlayer .point").first
    expect(dot).to_have_css("fill", "rgb(0, 96, 111)")
    page.emulate_media(color_scheme="dark")
    expect(dot).to_have_css("fill", "rgb(95, 195, 208)")


def test_on_paper_the_drawing_is_printed(page: Page, address: str) -> None:
    page.goto(address)
    turn_to_the_chart(page)
    expect(page.locator(".chart-host.is-live")).to_be_attached()
    page.emulate_media(media="print")
    expect(page.locator("svg.chart[role=img]")).to_be_visible()
    expect(page.locator(".chart-live")).to_be_hidden()
