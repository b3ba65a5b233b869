"""Writing in a real browser: nothing that was typed is lost, and a save leaves the place where it is."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from benefits.models import Indicator, ObservationVersion
from reformtracker.publishing.models import Autosave
from tests import factories as f
from tests import shipped
from tests.browser.watch import Watch
from tests.cast import Cast, assemble
from tests.staff import save, signed_in, url_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TYPED = "Seventeen and a half per cent."


@pytest.fixture
def cast() -> Cast:
    shipped.load()
    return assemble()


@pytest.fixture
def draft(cast: Cast) -> ObservationVersion:
    return f.observation(Indicator.objects.get(code="2.4.2"), cast, "2021", "17", narrative_en="17 per cent.")


def sign_in(page: Page, cast: Cast, base: str) -> None:
    session = signed_in(cast.contributor).cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": base}])


@pytest.fixture
def watch(cast: Cast, page: Page, live_server: object) -> Watch:
    sign_in(page, cast, str(live_server))
    return Watch.over(page, str(live_server))


def test_what_was_typed_survives_a_reload(draft: ObservationVersion, watch: Watch, live_server: object) -> None:
    page = watch.page
    watch.visit(f"{live_server}{url_of(draft)}")
    page.fill("#id_narrative_en", TYPED)
    expect(page.locator("output.autosave")).to_contain_text("Kept aside at")
    page.reload()
    expect(page.locator("#id_narrative_en")).to_have_value("17 per cent.")
    page.get_by_role("button", name="Put my text back into the form").click()
    expect(page.locator("#id_narrative_en")).to_have_value(TYPED)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("output.autosave")).to_contain_text("Saved at")
    draft.refresh_from_db()
    assert draft.narrative_en == TYPED
    assert not Autosave.objects.exists()
    watch.is_clean()


def test_a_page_that_is_left_at_once_keeps_what_was_typed(
    draft: ObservationVersion, watch: Watch, live_server: object
) -> None:
    page = watch.page
    watch.visit(f"{live_server}{url_of(draft)}")
    page.fill("#id_narrative_en", TYPED)
    page.goto(f"{live_server}/admin/")
    watch.visit(f"{live_server}{url_of(draft)}")
    page.get_by_role("button", name="Put my text back into the form").click()
    expect(page.locator("#id_narrative_en")).to_have_value(TYPED)


def test_a_save_neither_reloads_nor_moves_the_page(
    draft: ObservationVersion, watch: Watch, live_server: object
) -> None:
    page = watch.page
    watch.visit(f"{live_server}{url_of(draft)}")
    page.evaluate("window.sameDocument = true")
    page.fill("#id_value", "١٧٫٥")
    expect(page.locator(".read-as").first).to_have_text("read as 17.5")
    button = page.get_by_role("button", name="Save draft")
    button.scroll_into_view_if_needed()
    expect(page.locator("#citations-0 .cite-status")).not_to_be_empty()
    before = button.bounding_box()
    button.click()
    expect(page.locator("output.autosave")).to_contain_text("Saved at")
    expect(page.locator(".messagelist")).to_contain_text("The draft is saved.")
    expect(page.locator("#citations-0 .cite-status")).not_to_be_empty()
    after = button.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2
    assert page.evaluate("window.sameDocument")
    expect(button).to_be_focused()
    expect(page.locator("#id_value")).to_have_value("17.5")
    watch.is_clean()


def test_rows_can_be_added_after_a_save_and_are_stored_once(
    draft: ObservationVersion, watch: Watch, live_server: object
) -> None:
    page = watch.page
    watch.visit(f"{live_server}{url_of(draft)}")
    button, said = page.get_by_role("button", name="Save draft"), page.locator("output.autosave")
    for typed in ("17.1", "17.2"):
        page.fill("#id_value", typed)
        button.click()
        expect(page.locator(".read-as").first).to_have_text(f"read as {typed}")
        expect(said).to_contain_text("Saved at")
    page.get_by_text("Add another Citation").click()
    expect(page.locator("#citations-1 .select2")).to_be_visible()
    page.fill("#id_citations-1-typed", "A/75/735, summary")
    button.click()
    expect(page.locator("#id_citations-1-paragraph")).to_have_value("summary")
    page.fill("#id_value", "17.3")
    button.click()
    expect(page.locator("#id_citations-1-id")).not_to_have_value("")
    expect(said).to_contain_text("Saved at")
    assert sorted(str(one) for one in draft.citations.all()) == ["A/75/202, 38", "A/75/735, summary"]
    watch.is_clean()


def test_what_is_wrong_takes_the_focus_and_leads_to_the_field(
    draft: ObservationVersion, watch: Watch, live_server: object
) -> None:
    page = watch.page
    watch.visit(f"{live_server}{url_of(draft)}")
    page.fill("#id_value", "140")
    page.fill("#id_narrative_en", TYPED)
    page.get_by_role("button", name="Save draft").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Nothing was saved: one thing to mend")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_value")).to_be_focused()
    expect(page.locator("#id_value")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_narrative_en")).to_have_value(TYPED)
    watch.is_clean()


def test_who_was_signed_out_goes_on_after_signing_in_elsewhere(
    cast: Cast, draft: ObservationVersion, watch: Watch, live_server: object
) -> None:
    page = watch.page
    watch.visit(f"{live_server}{url_of(draft)}")
    Session.objects.all().delete()
    page.fill("#id_narrative_en", TYPED)
    said = page.locator("output.autosave")
    expect(said).to_contain_text("You are signed out.")
    page.get_by_role("button", name="Save draft").click()
    expect(said.get_by_role("link", name="Sign in in another tab")).to_be_visible()
    expect(page.locator("#id_narrative_en")).to_have_value(TYPED)
    sign_in(page, cast, str(live_server))
    page.get_by_role("button", name="Save draft").click()
    expect(said).to_contain_text("Saved at")
    draft.refresh_from_db()
    assert draft.narrative_en == TYPED


def test_the_second_to_save_sees_both_texts_and_keeps_their_own(
    cast: Cast, draft: ObservationVersion, watch: Watch, live_server: object
) -> None:
    page = watch.page
    watch.visit(f"{live_server}{url_of(draft)}")
    save(signed_in(cast.reviewer), url_of(draft), narrative_en="Theirs.", _save="1")
    page.fill("#id_narrative_en", TYPED)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_contain_text("ruth saved it")
    expect(page.get_by_role("alert")).to_contain_text("Theirs.")
    expect(page.locator("#id_narrative_en")).to_have_value(TYPED)
    page.get_by_role("button", name="Save my text over it").click()
    expect(page.locator("output.autosave")).to_contain_text("Saved at")
    draft.refresh_from_db()
    assert draft.narrative_en == TYPED
