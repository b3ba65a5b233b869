"""Pages of each kind as axe-core sees them in Chromium, in both directions of writing; the statement on accessibility
rests on this."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests import shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FRAMEWORK = "peace-and-security"
PAGES = (
    *(f"{FRAMEWORK}/", f"{FRAMEWORK}/objectives/2/", f"{FRAMEWORK}/initiatives/2.4/", f"{FRAMEWORK}/indicators/2.4.2/"),
    *(f"{FRAMEWORK}/challenges/", f"{FRAMEWORK}/timeline/", f"{FRAMEWORK}/crosswalk/", f"{FRAMEWORK}/brief/"),
    *(f"{FRAMEWORK}/case-studies/", f"{FRAMEWORK}/case-studies/burkina-faso/", f"{FRAMEWORK}/countries/BFA/"),
    *(f"{FRAMEWORK}/releases/", f"{FRAMEWORK}/releases/1/", f"{FRAMEWORK}/changes/?from=2020-11-18&to=2021-02-04"),
    *("sources/", "sources/a-75-202/"),
    *("methodology/", "data/", "search/", "search/?q=fund", "search/?q=nowhere", "accessibility/", "privacy/"),
    *("nowhere/", f"{FRAMEWORK}/?release=99"),
)


def test_no_page_breaks_a_rule_that_a_machine_can_check(live_server: object, page: Page) -> None:
    shipped.load()
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for start in ("/en/", "/ar/"):
        for path in PAGES:
            page.goto(f"{live_server}{start}{path}")
            result = Axe().run(page, options=OPTIONS).response
            broken = {one["id"]: [node["target"] for node in one["nodes"]][:3] for one in result["violations"]}
            if broken:
                found[f"{start}{path}"] = broken
    assert found == {}
