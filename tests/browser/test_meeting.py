"""A review meeting as its secretary runs it in a browser: called, its pack taken along, a decision entered."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from initiatives.models import Entity
from reformtracker.publishing.models import State
from reformtracker.reporting.models import Decision, ReviewMeeting
from tests import shipped
from tests.browser.desk import Desk
from tests.cast import Cast, assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

IN_THE_WAY = "Figures come late"
DONE = "Ask the missions for what is missing"
PACK_MADE = 60_000
"""Milliseconds within which a pack is there, on a machine that does other things."""


@pytest.fixture
def cast() -> Cast:
    shipped.load()
    return assemble()


def call(at: Page, base: str) -> None:
    at.goto(f"{base}/admin/reporting/reviewmeeting/add/")
    at.get_by_label("Day of the meeting").fill("2026-03-02")
    at.get_by_role("button", name="Call the meeting").click()
    expect(at.get_by_role("heading", name="Agenda")).to_be_visible()


def decide(at: Page) -> None:
    """On the first item, on which no challenge bears yet."""
    at.get_by_role("link", name="Enter a decision").first.click()
    at.fill("[name=challenge_title_en]", IN_THE_WAY)
    at.get_by_label("Owner").select_option(index=1)
    at.get_by_label("Due").fill("2026-09-30")
    at.fill("[name=title_en]", DONE)
    at.locator("#content-main button[type=submit]").click()
    expect(at.locator("body")).to_contain_text("is drafted and goes through review")


def test_a_meeting_is_called_its_pack_read_in_word_and_its_decision_entered(
    cast: Cast, desk: Desk, live_server: object, tmp_path: Path
) -> None:
    assert Entity.objects.exists()
    with desk(cast.contributor) as at:
        call(at, str(live_server))
        items = at.locator(".report-piece h3").all_inner_texts()
        with at.expect_download(timeout=PACK_MADE) as found:
            at.locator("#download-pack").click()
        found.value.save_as(tmp_path / "pack.docx")
        decide(at)
        expect(at.locator(".report-piece").first).to_contain_text(DONE)

    said = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "pack.docx")).paragraphs)
    assert items
    assert [item for item in items if item.partition(". ")[2] not in said] == []
    decision = Decision.objects.get(meeting=ReviewMeeting.objects.get())
    draft = decision.action.versions.get()
    assert decision.action.challenge.versions.get().title_en == IN_THE_WAY
    assert (draft.title_en, draft.state, draft.edited_by) == (DONE, State.DRAFT, cast.contributor)
