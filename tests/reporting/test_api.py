"""Published reports, and nothing of those that are not, in the API and before the database role of the public servers."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from django.test import Client

from reformtracker.publishing import actions as publishing
from reformtracker.publishing.models import Chain, Role
from reformtracker.reporting.models import Report
from tests import factories as f
from tests.cast import Cast, person
from tests.reading import get, read, refused, rows
from tests.reporting import shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(chain: Chain, cast: Cast) -> Report:
    return shelf.published(chain, cast)


def test_a_published_report_is_listed_with_its_files_and_hashes(report: Report, chain: Chain) -> None:
    (row,) = rows("reports/")
    assert row == read("reports/1/")
    assert (row["number"], row["framework"], row["release"]) == (1, "reform", 2)
    assert row["hash"] == chain.releases.get(number=2).hash
    assert (row["title"], row["entity"]["code"], row["languages"]) == ("Review of the reform", "dppa", ["en", "fr"])
    assert (row["since"], row["first"], row["last"]) == (None, "2020-01-01", "2020-12-31")
    assert [file["name"] for file in row["files"]] == ["en.docx", "en.pdf", "fr.docx", "fr.pdf"]
    for file in row["files"]:
        answer = get(file["url"])
        content = answer.getvalue()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert (len(content), answer["Content-Type"]) == (file["size"], file["media_type"])


def test_a_file_says_its_hash_and_never_changes(report: Report) -> None:
    file = read("reports/1/")["files"][0]
    answer = Client().get(file["url"], headers={"accept-encoding": "identity"})
    answer.getvalue()
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(bytes.fromhex(file['sha256'])).decode()}:"
    assert answer["Content-Disposition"] == 'attachment; filename="reform-report-release-2-en.docx"'
    again = Client().get(file["url"], headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_report_that_is_not_published_is_nowhere(chain: Chain, cast: Cast) -> None:
    draft = shelf.begun(chain, cast, titles={"en": "Zanzibar"})
    shelf.made(draft, cast)
    assert rows("reports/") == []
    assert get("reports/1/").status_code == 404
    assert get("export/reports/1/en.docx").status_code == 404


def test_people_and_the_work_of_staff_are_nowhere(report: Report, cast: Cast) -> None:
    answer = get("reports/").content.decode()
    assert not any(who.username in answer for who in (cast.contributor, cast.publisher))
    assert not {"author", "created_at", "edits"} & set(rows("reports/")[0])


def test_publication_is_told_by_the_tag_of_the_list(chain: Chain, cast: Cast) -> None:
    before = get("reports/")["ETag"]
    report = shelf.begun(chain, cast)
    shelf.made(report, cast)
    assert get("reports/")["ETag"] == before
    from reformtracker.reporting import actions

    actions.publish(report, by=cast.publisher, expected=report.edits)
    assert get("reports/")["ETag"] != before


def test_a_snapshot_has_the_reports_of_its_releases(chain: Chain, cast: Cast) -> None:
    shelf.published(chain, cast, release=chain.releases.get(number=1))
    shelf.published(chain, cast)
    assert [row["number"] for row in rows("reports/")] == [1, 2]
    assert [row["number"] for row in rows("reports/", ordering="-number")] == [2, 1]
    assert [row["number"] for row in rows("reports/", release=1)] == [1]
    assert read("reports/1/", release=1)["url"].endswith("/reports/1/?framework=reform&release=1")


def test_what_a_redaction_took_back_is_said_and_cannot_be_had(report: Report, chain: Chain, cast: Cast) -> None:
    version = f.Observation.objects.get(chain=chain).versions.get()
    order = publishing.order_redaction(version, by=cast.administrator, reason="Personal.")
    publishing.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))
    file = read("reports/1/")["files"][0]
    assert (file["url"], len(file["sha256"])) == (None, 64)
    assert file["taken_back_at"]
    answer = get("export/reports/1/en.docx")
    assert (answer.status_code, "taken back by a redaction" in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("address", ["9/en.docx", "x/en.docx", "1/de.docx", "1/en.odt"])
def test_what_is_not_there_is_not_found_in_words(address: str, report: Report) -> None:
    answer = get(f"export/reports/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_nothing_is_ignored(report: Report) -> None:
    for address in ("reports/", "reports/1/", "export/reports/1/en.docx"):
        assert refused(address, colour="red")["errors"][0]["code"] == "unknown"


@pytest.mark.postgres
def test_the_public_role_finds_published_reports_alone(chain: Chain, cast: Cast) -> None:
    """As a server of the public reads them: `tests/roles` holds every table to what was agreed."""
    from reformtracker.publishing.shown import shown

    found: dict[str, Any] = shown()
    assert {"reporting_report", "reporting_build"} <= found.keys()
    assert "reporting_ownparagraph" not in found
    assert {"author_id", "published_by_id"} <= found["reporting_report"].hidden
