"""Pages of each kind as axe-core sees them in Chromium, in every language, theme and width; the statement on accessibility
rests on this. `make test` looks at each page once, in another language and look each time; `make trust` does all with all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from reformtracker.publishing.texts import PATHS
from tests import shipped
from tests.browser.public import DESK, LOOKS, MATRIX, PAGES, PHONE, Look, broken, hidden, settle, space_out, too_wide

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.bar("B49", "B53")]


def faults(page: Page, look: Look) -> dict[str, Any]:
    look.put_on(page)
    found: dict[str, Any] = broken(page)
    if look.width == PHONE and (wide := too_wide(page)):
        found["wider than the page"] = wide
    return found


def test_no_page_breaks_a_rule_that_a_machine_can_check(live_server: object, page: Page) -> None:
    shipped.load()
    found = {}
    for turn, path in enumerate(PAGES):
        # Five and the size of the matrix have no divisor in common: each step leads to another language and look.
        language, look = MATRIX[5 * turn % len(MATRIX)]
        look.put_on(page)
        page.goto(f"{live_server}/{language}/{path}")
        if wrong := faults(page, look):
            found[f"/{language}/{path} {look}"] = wrong
    assert found == {}


def visits(page: Page, base: object, language: str, look: Look) -> Iterator[str]:
    """Opens one page after the other, in this look to begin with."""
    shipped.load()
    for path in PAGES:
        look.put_on(page)
        page.goto(f"{base}/{language}/{path}")
        yield path


@pytest.mark.trust
@pytest.mark.parametrize("language", PATHS)
def test_no_page_breaks_a_rule_in_any_look(live_server: object, page: Page, language: str) -> None:
    seen = ((path, look) for path in visits(page, live_server, language, LOOKS[0]) for look in LOOKS)
    found = {f"/{language}/{path} {look}": faults(page, look) for path, look in seen}
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


@pytest.mark.trust
@pytest.mark.parametrize("language", PATHS)
def test_text_that_is_spaced_out_still_fits(live_server: object, page: Page, language: str) -> None:
    """On a desk and on a phone, which is also a desk at 400 per cent; before and after it is spaced out."""
    phone, found = Look("light", PHONE), dict[str, list[str]]()
    for path in visits(page, live_server, language, phone):
        for spaced in (False, True):
            if spaced:
                space_out(page)
            for width in (PHONE, DESK):
                # Once more: what can be unfolded of this page is unfolded.
                Look("light", width).put_on(page)
                settle(page)
                if wrong := too_wide(page) + hidden(page):
                    found[f"{path} {width} px{' spaced out' if spaced else ''}"] = wrong
    assert found == {}
