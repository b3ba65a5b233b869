"""What a first visit to the dashboard weighs, as a browser fetches it from the files of a real deployment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect

from reformtracker.publishing.texts import PATHS
from tests import shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.bar("B54")]

MOST, WITHOUT_FACES, WITH_THE_LIBRARY = 100_000, 32_000, 450_000
REQUESTS = 8
# Sizes as they came over the wire, without headers; the page itself first.
FETCHED = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .map((one) => [one.name.split("/").pop() || "page", one.encodedBodySize])"""


class Visit(NamedTuple):
    before: dict[str, int]
    """Bytes of each file before the reader turns to a chart."""
    after: dict[str, int]
    """The same with an interactive chart."""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files joined, named by their content and compressed, as the image has them."""
    production = {"BACKEND": "reformtracker.web.packaging.PackagedStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": production},
        STATIC_ROOT=tmp_path_factory.mktemp("collected"),
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@pytest.fixture
def address(collected: None) -> Iterator[str]:
    """The site with its middleware alone: no handler of the tests stands before the static files."""
    server = LiveServerThread("localhost", cast(type[WSGIHandler], lambda application: application))
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://localhost:{server.port}"
    server.terminate()


def fetched(page: Page) -> dict[str, int]:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    sizes = dict(page.evaluate(FETCHED))
    assert all(sizes.values()), sizes
    return sizes


def visit(browser: Browser, url: str) -> Visit:
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    before = fetched(page)
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator(".is-live").first).to_be_attached()
    after = fetched(page)
    context.close()
    return Visit(before, after)


def faces(sizes: dict[str, int]) -> int:
    return sum(size for name, size in sizes.items() if name.endswith(".woff2"))


def test_a_first_visit_to_the_dashboard_is_light_in_every_language(address: str, browser: Browser) -> None:
    shipped.load()
    visits = {language: visit(browser, f"{address}/{language}/peace-and-security/") for language in PATHS}
    for language, (before, after) in visits.items():
        whole = sum(before.values())
        assert len(before) <= REQUESTS, (language, before)
        assert whole <= MOST, (language, before)
        assert whole - faces(before) <= WITHOUT_FACES, (language, before)
        assert not [name for name in before if "plotly" in name], language
        assert [name for name in after if "plotly" in name], language
        assert sum(after.values()) <= WITH_THE_LIBRARY, (language, after)
