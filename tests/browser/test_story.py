"""From a spreadsheet on a desk to a reviewed release, as three people do it in their browsers.

`make pictures` runs it with TAKE_PICTURES=1: each step then leaves its picture in static/help/, for docs/staff.md and the guides.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from benefits.models import ObservationVersion
from reformtracker.publishing.models import Release, State
from tests import shipped
from tests.browser.desk import Desk
from tests.cast import Cast, assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PICTURES = Path(settings.BASE_DIR) / "static/help"
PERIODS = ("2021", "2022", "2023", "2024")
FIGURES = {(code, period): value for code, value in (("2.4.2", 17), ("2.4.3", 21), ("2.4.9", 20)) for period in PERIODS}
"""Twelve values for three indicators; near the last ones, so that none is a jump."""
WRONG = {("2.4.2", "2022"): "seventeen", ("2.4.2", "2023"): 170, ("2.4.3", "2021"): None}
"""The mistakes of the first try: no number, above 100 per cent, and, beside this row, a document that nobody knows."""
REASON = "Which window of the fund is this? Name it in the narrative."


def picture(page: Page, name: str, from_: str = "body") -> None:
    """Of what the window shows; `from_` stands near its upper edge."""
    if os.environ.get("TAKE_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        page.locator(from_).evaluate("(it) => { it.scrollIntoView(); window.scrollBy(0, -120); }")
        page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
def cast() -> Cast:
    shipped.load()
    return assemble()


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): int(cell.column or 0) for cell in sheet[1]}


def filled(template: Path, at: Path, wrong: dict[tuple[str, str], Any], symbol: str) -> Path:
    """The template with twelve values, as somebody fills it in offline. `symbol`: the source of the row without a value."""
    book = load_workbook(template)
    sheet = book["Updates"]
    place = columns(sheet)
    for row in range(2, sheet.max_row + 1):
        key = (str(sheet.cell(row, place["Indicator"]).value), str(sheet.cell(row, place["Period"]).value))
        if key in FIGURES:
            value = wrong.get(key, FIGURES[key])
            sheet.cell(row, place["Value"]).value = FIGURES[key] if value is None else value
            named = symbol if key in wrong and value is None else "A/75/202, 38"
            sheet.cell(row, place["Sources"]).value = named
    book.save(at)
    return at


def download(page: Page, button: str, at: Path) -> Path:
    with page.expect_download() as found:
        page.get_by_role("button", name=button).or_(page.get_by_role("link", name=button)).first.click()
    found.value.save_as(at)
    return at


def upload(page: Page, file: Path) -> None:
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()


def drafts() -> Any:
    return ObservationVersion.objects.filter(
        thing__indicator__code__in={code for code, _period in FIGURES}, thing__period__in=PERIODS
    )


def test_twelve_values_go_from_a_spreadsheet_to_the_public_page(
    cast: Cast, desk: Desk, live_server: object, tmp_path: Path, page: Page
) -> None:
    base = str(live_server)
    with desk(cast.contributor) as at:
        expect(at.get_by_role("heading", name="My work")).to_be_visible()
        at.goto(f"{base}/admin/benefits/upload/")
        at.get_by_label("From year").fill("2021")
        at.get_by_label("To year").fill("2024")
        picture(at, "upload")
        template = download(at, "Download", tmp_path / "template.xlsx")
        upload(at, filled(template, tmp_path / "first.xlsx", WRONG, "A/99/999, 1"))
        alert = at.get_by_role("alert")
        expect(alert).to_contain_text("3 errors, so nothing can be saved")
        for said in ("seventeen", "170", "A/99/999"):
            expect(at.locator(".upload-faults")).to_contain_text(said)
        picture(at, "upload-mistakes")
        assert not drafts().exists()
        assert download(at, "Download the copy to correct", tmp_path / "marked.xlsx").stat().st_size

        at.get_by_role("link", name="Upload another file").click()
        upload(at, filled(template, tmp_path / "second.xlsx", {}, ""))
        expect(at.locator("#content-main")).to_contain_text("12 rows would change")
        picture(at, "upload-preview")
        at.get_by_role("button", name="Confirm and make the drafts").click()
        expect(at.locator("#content-main")).to_contain_text("12 rows became drafts")
        assert drafts().filter(state=State.DRAFT).count() == len(FIGURES)

        at.goto(f"{base}/admin/submit/")
        at.get_by_label("Choose all on this page").check()
        at.locator(".together-row button").click()
        expect(at.get_by_role("status").first).to_contain_text("Done: 12 of 12")

    with desk(cast.reviewer) as at:
        at.goto(f"{base}/admin/")
        picture(at, "to-review")
        returned = drafts().get(thing__indicator__code="2.4.2", thing__period="2022")
        at.goto(f"{base}/admin/benefits/observationversion/{returned.pk}/change/")
        picture(at, "review")
        at.get_by_label("why it goes back").fill(REASON)
        at.get_by_role("button", name=re.compile("^Return")).click()
        at.wait_for_load_state("networkidle")
        at.goto(f"{base}/admin/review/")
        picture(at, "together")
        at.get_by_label("Choose all on this page").check()
        at.locator(".together-row button").click()
        expect(at.get_by_role("status").first).to_contain_text("Done: 11 of 11")

    with desk(cast.contributor) as at:
        expect(at.locator("#content-main")).to_contain_text(REASON)
        picture(at, "returned")
        at.goto(f"{base}/admin/benefits/observationversion/{returned.pk}/change/")
        expect(at.locator("#content")).to_contain_text(REASON)
        at.fill("[name=narrative_en]", "The Peacebuilding and Recovery Facility alone.")
        picture(at, "form", from_="#id_value")
        at.get_by_role("button", name="Submit for review").click()
        expect(at.locator("#content")).to_contain_text("in review")

    with desk(cast.reviewer) as at:
        at.goto(f"{base}/admin/benefits/observationversion/{returned.pk}/change/")
        at.get_by_role("button", name="Approve", exact=True).click()
        expect(at.locator("body")).to_contain_text("it waits for a release")

    with desk(cast.publisher) as at:
        at.goto(f"{base}/admin/publishing/release/waiting/")
        for box in at.locator("[name=version]").all():
            box.check()
        at.fill("[name=title_en]", "Figures for 2021 to 2024")
        at.fill("[name=note_en]", "Twelve figures of the Peacebuilding Fund.")
        at.get_by_role("button", name="Go on to the checklist").click()
        expect(at.locator("#checklist")).to_contain_text("it can be published as it is")
        picture(at, "release", from_="#checklist")
        at.get_by_role("checkbox", name=re.compile("I have read the warnings")).check()
        at.get_by_role("button", name="Publish now").click()
        expect(at.locator("body")).to_contain_text("Figures for 2021 to 2024")

    assert drafts().filter(state=State.PUBLISHED).count() == len(FIGURES)
    assert Release.objects.published().filter(title_en="Figures for 2021 to 2024").count() == 1
    page.goto(f"{base}/en/peace-and-security/indicators/2.4.2/")
    expect(page.get_by_role("row", name=re.compile("2024.*17")).first).to_be_visible()
    picture(page, "published")
