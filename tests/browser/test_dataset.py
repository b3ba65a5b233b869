"""What search engines read is no script: the strict policy lets it lie in the page, and a browser does not run it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from reformtracker.publishing.models import Chain
from tests.browser.watch import Watch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_the_policy_has_nothing_against_the_block_of_data(live_server: object, page: Page, chain: Chain) -> None:
    watch = Watch.over(page, str(live_server))
    for path in ("/en/reform/indicators/2.4.2/", "/ar/data/"):
        watch.visit(f"{live_server}{path}")
        said = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
        assert said["@type"] == "Dataset"
    watch.is_clean()
