"""What a first visit to the dashboard weighs, as a browser fetches it from the files of a real deployment."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser

from reformtracker.publishing.texts import PATHS
from tests import shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

MOST = 100_000
NGINX = Path(__file__).resolve().parents[2] / "docker/nginx.conf"
# Sizes as they came over the wire, without headers.
FETCHED = """() => performance.getEntriesByType("resource").map((one) => [one.name, one.encodedBodySize])"""
COUNTED = (".css", ".woff2")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files named by their content and compressed, as the image has them. Scripts are not counted here, so that
    they need not be compressed."""
    production = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": production},
        STATIC_ROOT=tmp_path_factory.mktemp("collected"),
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=(*settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS, "js"),
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


def as_sent(url: str) -> int:
    """The page itself is compressed by nginx, as strongly as it is told to."""
    found = re.search(r"gzip_comp_level (\d);", NGINX.read_text())
    assert found
    with urlopen(url) as answer:  # noqa: S310  # our own server
        return len(gzip.compress(answer.read(), int(found[1])))


def test_a_first_visit_to_the_dashboard_is_light_in_every_language(address: str, browser: Browser) -> None:
    shipped.load()
    weights = {}
    for language in PATHS:
        url = f"{address}/{language}/peace-and-security/"
        context = browser.new_context()
        page = context.new_page()
        page.goto(url, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        fetched = dict(page.evaluate(FETCHED))
        context.close()
        sizes = {name.rsplit("/", 1)[-1]: size for name, size in fetched.items() if name.endswith(COUNTED)}
        assert sum(name.endswith(".css") for name in sizes) > 10
        assert all(sizes.values()), sizes
        weights[language] = {"html": as_sent(url), **sizes}
    assert {language: parts for language, parts in weights.items() if sum(parts.values()) > MOST} == {}
