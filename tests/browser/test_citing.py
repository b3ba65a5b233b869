"""Citing by keyboard alone, and looking at what the public will see, in a real browser under the real policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from benefits.models import Indicator, ObservationVersion
from reformtracker.publishing.templatetags.ahead import preview_url
from tests import factories as f
from tests import shipped
from tests.browser.watch import Watch
from tests.cast import assemble
from tests.staff import signed_in, url_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def draft(page: Page, live_server: object) -> ObservationVersion:
    """A contributor's draft, and their browser."""
    shipped.load()
    cast = assemble()
    session = signed_in(cast.contributor).cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": str(live_server)}])
    return f.observation(Indicator.objects.get(code="2.4.2"), cast, "2021", "17", narrative_en="17 per cent.")


def test_a_citation_is_found_and_chosen_by_keyboard(draft: ObservationVersion, page: Page, live_server: object) -> None:
    watch = Watch.over(page, str(live_server))
    watch.visit(f"{live_server}{url_of(draft)}")
    page.get_by_text("Add another Citation").click()
    box = page.get_by_role("combobox", name="Cite").nth(1)
    box.focus()
    page.keyboard.type("75/735, summary")
    option = page.get_by_role("option", name="A/75/735, summary")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(page.locator(".cite-list:visible")).to_have_count(0)
    expect(page.locator("[name=citations-1-paragraph]")).to_have_value("summary")
    expect(page.locator("#citations-1 .cite-status")).to_contain_text("Also rests on this place:")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("output.autosave")).to_contain_text("Saved at")
    expect(page.locator("#content")).to_contain_text("A/75/735, summary")
    assert [str(one) for one in draft.citations.all()] == ["A/75/202, 38", "A/75/735, summary"]
    watch.is_clean()


def test_an_unknown_symbol_says_how_to_add_it_and_escape_closes(
    draft: ObservationVersion, page: Page, live_server: object
) -> None:
    page.goto(f"{live_server}{url_of(draft)}")
    box = page.get_by_role("combobox", name="Cite").first
    box.fill("A/99/1, para. 3")
    expect(page.locator(".cite-status").first).to_contain_text("No document “A/99/1” is known here.")
    expect(page.locator(".cite-status a").first).to_have_attribute("href", "/admin/sources/document/add/")
    box.fill("fund")
    expect(page.locator(".cite-list:visible [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cite-list:visible")).to_have_count(0)


def test_the_preview_is_the_real_page_with_its_chart_in_each_language(
    draft: ObservationVersion, page: Page, live_server: object
) -> None:
    watch = Watch.over(page, str(live_server))
    watch.visit(f"{live_server}{preview_url(draft)}")
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("Preview: not public.")
    expect(page.locator("figure .chart-host").first).to_contain_text("17")
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("complementary", name="Preview")).to_be_visible()
    assert f"{preview_url(draft)}ar/" in page.url
    watch.is_clean()
