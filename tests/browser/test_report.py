"""A report from an empty form to its published files, as two people make it in their browsers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from celery import current_app
from playwright.sync_api import Page, expect

from initiatives.models import Entity
from reformtracker.reporting.models import Build, Report
from tests import shipped
from tests.browser.desk import Desk
from tests.cast import Cast, assemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LEAD = "The reform stands where it stood."
MADE = 60_000
"""Milliseconds within which two files are there, on a machine that does other things."""


@pytest.fixture
def cast() -> Cast:
    shipped.load()
    return assemble()


@pytest.fixture(autouse=True)
def without_a_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a small site runs: what takes long is done by a thread of the server."""
    # First: whoever asks Celery for the first time has it read the settings, and what it was is put back in the end.
    monkeypatch.setattr(current_app.conf, "task_always_eager", True)
    settings.CELERY_TASK_ALWAYS_EAGER = True


def begin(at: Page, base: str) -> None:
    at.goto(f"{base}/admin/reporting/report/add/")
    at.get_by_label("Word limit").fill("3000")
    at.fill("[name=title_en]", "Benefits of the reform")
    at.get_by_label("Issued by").select_option(index=1)
    for value in ("ar", "zh-hans", "fr", "ru", "es", "cases", "management", "changes"):
        at.locator(f"input[value={value}]").uncheck()
    at.get_by_role("button", name="Begin the report").click()
    expect(at.get_by_role("heading", name="Benefits of the reform")).to_be_visible()


def write_lead(at: Page) -> None:
    at.locator("#summary\\.lead").get_by_role("link").first.click()
    at.fill("[name=text_en]", LEAD)
    at.get_by_role("button", name="Save").click()
    expect(at.locator("#content-main")).to_contain_text(LEAD)


def make_files(at: Page) -> None:
    """The page is not loaded again: its script puts the finished files into their table."""
    at.evaluate("window.neverLeft = true")
    at.locator("#make-files").click()
    at.evaluate("window.neverLeft = true")
    for name in ("#file-en-docx", "#file-en-pdf"):
        expect(at.locator(name)).to_be_visible(timeout=MADE)
    assert at.evaluate("window.neverLeft")


def test_a_report_is_begun_written_into_made_into_files_and_published(
    cast: Cast, desk: Desk, live_server: object, tmp_path: Path, page: Page
) -> None:
    base = str(live_server)
    assert Entity.objects.exists()
    with desk(cast.contributor) as at:
        begin(at, base)
        write_lead(at)
        make_files(at)
        with at.expect_download() as found:
            at.locator("#file-en-docx").click()
        found.value.save_as(tmp_path / "report.docx")
    report = Report.objects.get()
    word = Build.objects.get(report=report, format="docx")
    assert hashlib.sha256((tmp_path / "report.docx").read_bytes()).hexdigest() == word.sha256

    with desk(cast.publisher) as at:
        at.goto(f"{base}/admin/reporting/report/{report.pk}/change/")
        at.locator("#publish-report").click()
        expect(at.locator("body")).to_contain_text("Report 1 is public, with its files.")

    (row,) = page.request.get(f"{base}/api/v1/reports/").json()["results"]
    file = next(one for one in row["files"] if one["format"] == "docx")
    assert file["sha256"] == word.sha256
    address = urlsplit(file["url"])
    answer = page.request.get(f"{base}{address.path}?{address.query}")
    assert hashlib.sha256(answer.body()).hexdigest() == word.sha256
