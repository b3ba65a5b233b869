"""The desk as the cast finds it: a report begun, read, written into, made into files and published; and every refusal in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reformtracker.publishing.models import AuditEvent, Chain
from reformtracker.publishing.snapshot import today
from reformtracker.publishing.texts import SUFFIXES
from reformtracker.reporting import actions
from reformtracker.reporting.models import Build, OwnParagraph, Report
from reformtracker.reporting.outline import SECTIONS
from tests import factories as f
from tests.cast import Cast
from tests.reporting import shelf
from tests.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(cast: Cast) -> Client:
    return signed_in(cast.contributor)


@pytest.fixture
def report(chain: Chain, cast: Cast) -> Report:
    return shelf.begun(chain, cast)


def page(report: Report, name: str = "change", *more: Any) -> str:
    return reverse(f"admin:reporting_report_{name}", args=[report.pk, *more])


def filled(of: Chain, **changes: Any) -> dict[str, Any]:
    """The form of a new report as a browser sends it."""
    titles = {f"title_{code}": "" for code in SUFFIXES}
    values = {
        **titles,
        "title_en": "Review of the reform",
        "chain": of.pk,
        "languages": ["ar", "en"],
        "sections": [*SECTIONS],
        "word_limit": "8500",
        "entity": shelf.entity().pk,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def written(report: Report, text: str, **more: Any) -> dict[str, Any]:
    return {"key": "", "after": "summary.lead", "expected": "0", "text_en": text, **more}


def said(response: Any) -> str:
    return str(response.content.decode())


# ---------- begun ----------
def test_a_report_begins_with_the_newest_release(writer: Client, chain: Chain, cast: Cast) -> None:
    response = writer.post(reverse("admin:reporting_report_add"), filled(chain, **{"title_zh-hans": "审查"}))
    report = Report.objects.get()
    assert response["Location"] == page(report)
    assert (report.release.number, report.since, report.author) == (2, None, cast.contributor)
    assert report.languages == ("ar", "en")
    assert report.title_zh_hans == "审查"
    assert AuditEvent.objects.filter(act="begin report", actor=cast.contributor.pseudonym).exists()


def test_a_report_may_tell_of_a_day_and_be_compared_with_an_earlier_release(writer: Client, chain: Chain) -> None:
    writer.post(reverse("admin:reporting_report_add"), filled(chain, as_of=str(today()), since="1"))
    report = Report.objects.get()
    assert report.since is not None
    assert (report.release.number, report.since.number) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_en": ""}, "This field is required"),
        ({"release": "9"}, "There is no such release; they run from 1 to 2."),
        ({"since": "2"}, "The last report told of an earlier release than this one."),
        ({"release": "1", "as_of": "2026-01-01"}, "Give either a release or a day, not both."),
        ({"as_of": "1999-01-01"}, "Nothing had been released by then"),
        ({"first": "2020-12-31", "last": "2020-01-01"}, "The last day comes before the first."),
        ({"languages": ["de"]}, "de is not one of the available choices"),
        ({"sections": []}, "This field is required"),
        ({"word_limit": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_form_with_a_mistake_is_answered_in_words_and_keeps_what_was_typed(
    changes: dict[str, Any], sentence: str, writer: Client, chain: Chain
) -> None:
    response = writer.post(reverse("admin:reporting_report_add"), filled(chain, title_fr="Examen", **changes))
    assert response.status_code == 422
    assert sentence in said(response)
    assert "Examen" in said(response)
    assert not Report.objects.exists()


def test_what_it_is_made_of_is_changed_by_one_at_a_time(writer: Client, report: Report, chain: Chain) -> None:
    seen = writer.get(page(report, "outline")).context["wording"]
    changed = filled(chain, chain=None, title_en="Another title", wording=seen)
    assert writer.post(page(report, "outline"), changed)["Location"] == page(report)
    response = writer.post(page(report, "outline"), {**changed, "title_en": "A third"})
    assert response.status_code == 409
    assert "Somebody else has changed what this report is made of" in said(response)
    report.refresh_from_db()
    assert report.title_en == "Another title"
    # Whoever was told sends it again, and knows.
    again = {**changed, "title_en": "A third", "wording": response.context["wording"]}
    assert writer.post(page(report, "outline"), again).status_code == 302


# ---------- read ----------
def test_the_page_shows_every_paragraph_with_its_number_and_key(writer: Client, report: Report) -> None:
    response = writer.get(page(report))
    document = response.context["sheet"].document
    for block in document.blocks():
        assert f'id="{block.key}"' in said(response)
    assert f"{document.words} words; the limit is 8500." in said(response).replace(",", "")
    french = writer.get(page(report), {"language": "fr"})
    assert french.context["sheet"].document.language == "fr"


def test_a_report_that_is_too_long_says_by_how_much(writer: Client, chain: Chain, cast: Cast) -> None:
    response = writer.get(page(shelf.begun(chain, cast, word_limit=5)))
    over = response.context["sheet"].document.words - 5
    assert f"{over} words too many." in said(response)


def test_what_a_later_release_has_changed_is_on_the_page(
    writer: Client, report: Report, chain: Chain, cast: Cast
) -> None:
    assert "Out of date" not in said(writer.get(page(report)))
    old = f.Observation.objects.get(chain=chain).versions.get()
    new = f.actions.revise(old.thing, type(old), by=cast.contributor, version_kind="revision")
    new.value, new.reason_en = 18, "Better data."
    f.actions.save(new, by=cast.contributor, expected=new.edits)
    f.release(chain, cast, new)
    response = writer.get(page(report))
    assert response.context["sheet"].outdated
    assert "Out of date" in said(response)


# ---------- written into ----------
def test_an_author_adds_a_paragraph_and_edits_it(writer: Client, report: Report, cast: Cast) -> None:
    assert writer.get(page(report, "paragraph"), {"after": "summary.lead"}).status_code == 200
    writer.post(page(report, "paragraph"), written(report, "Of [[2.4.2/2020]] we speak."))
    own = OwnParagraph.objects.get()
    shown = said(writer.get(page(report)))
    assert "16.5" in shown
    assert f'id="{own.key}"' in shown
    form = writer.get(page(report, "paragraph"), {"key": own.key})
    assert "Of [[2.4.2/2020]] we speak." in said(form)
    writer.post(page(report, "paragraph"), {"key": own.key, "expected": "1", "text_en": "Shorter."})
    own.refresh_from_db()
    assert (own.text_en, own.edits, own.edited_by) == ("Shorter.", 2, cast.contributor)


def test_an_author_writes_in_the_place_of_a_composed_paragraph_and_takes_it_away_again(
    writer: Client, report: Report
) -> None:
    composed = writer.get(page(report, "paragraph"), {"key": "summary.lead", "language": "en"})
    assert "The only indicator has not been judged yet." in said(composed)
    writer.post(page(report, "paragraph"), {"key": "summary.lead", "expected": "0", "text_en": "We begin otherwise."})
    assert "We begin otherwise." in said(writer.get(page(report)))
    form = writer.get(page(report, "paragraph"), {"key": "summary.lead"})
    assert "the composed paragraph comes back" in said(form)
    writer.post(page(report, "unwrite"), {"key": "summary.lead", "expected": "1"})
    assert "We begin otherwise." not in said(writer.get(page(report)))


def test_of_two_who_write_at_once_the_second_sees_both_texts_and_overwrites_nothing(
    writer: Client, report: Report, cast: Cast
) -> None:
    own = actions.write(report, "", "summary.lead", {"en": "Before."}, by=cast.contributor, expected=0)
    actions.write(report, own.key, "", {"en": "Theirs."}, by=cast.reviewer, expected=1)
    mine = {"key": own.key, "expected": "1", "text_en": "Mine."}
    response = writer.post(page(report, "paragraph"), mine)
    assert response.status_code == 409
    assert "Theirs." in said(response)
    assert "Mine." in said(response)
    assert "What ruth wrote" in said(response)
    own.refresh_from_db()
    assert own.text_en == "Theirs."
    assert writer.post(page(report, "unwrite"), {"key": own.key, "expected": "1"}).status_code == 409
    again = {**mine, "expected": str(response.context["expected"])}
    assert writer.post(page(report, "paragraph"), again).status_code == 302


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"text_en": "  "}, "Write the paragraph in one language at least."),
        ({"text_en": "Of [[9.9.9/2020]]."}, "has no indicator 9.9.9"),
        ({"after": "nowhere"}, "The report has no piece “nowhere”"),
        ({"after": ""}, "Say where the paragraph belongs."),
        ({"text_fr": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_a_paragraph_that_cannot_be_is_refused_as_a_whole(
    more: dict[str, str], sentence: str, writer: Client, report: Report
) -> None:
    response = writer.post(page(report, "paragraph"), written(report, "A text.", **more))
    assert response.status_code == 422
    assert sentence in said(response)
    assert not OwnParagraph.objects.exists()


def test_a_report_that_has_lost_the_place_of_a_paragraph_says_so_and_lets_it_be_mended(
    writer: Client, report: Report, cast: Cast
) -> None:
    OwnParagraph.objects.create(
        report=report,
        key="own.lost",
        after="nowhere",
        text_en="Lost.",
        edited_by=cast.contributor,
        edited_at=report.created_at,
    )
    shown = said(writer.get(page(report)))
    assert "The report has no piece “nowhere”" in shown
    assert "?key=own.lost" in shown


# ---------- files ----------
def test_files_are_asked_for_watched_cancelled_and_asked_for_again(writer: Client, report: Report) -> None:
    everything = {"languages": ["en", "fr"], "formats": ["docx", "pdf"]}
    response = writer.post(page(report, "files"), everything, follow=True)
    assert "4 files will be made." in said(response)
    builds = {build.name: build for build in Build.objects.all()}
    assert set(builds) == {"en.docx", "en.pdf", "fr.docx", "fr.pdf"}
    shelf.finish(builds["en.docx"])
    part = said(writer.get(page(report, "files")))
    assert 'data-open="yes"' in part
    assert "1 of 4 files are made." in part
    writer.post(page(report, "cancel"), {"build": [builds["en.pdf"].pk, builds["fr.pdf"].pk]})
    assert Build.objects.filter(state="cancelled").count() == 2
    response = writer.post(page(report, "files"), {"languages": ["en"], "formats": ["pdf"]}, follow=True)
    assert "1 file will be made." in said(response)
    assert writer.post(page(report, "cancel"), {"build": builds["en.docx"].pk}).status_code == 409


def test_a_file_that_failed_says_what_to_install(writer: Client, report: Report, cast: Cast) -> None:
    (build,) = actions.ask(report, ["en"], ["pdf"], by=cast.contributor)
    now = report.created_at
    rows = Build.objects.filter(pk=build.pk)
    rows.update(state="running", started_at=now, claimed_until=now)
    rows.update(state="failed", fault="fonts", ended_at=now)
    shown = said(writer.get(page(report, "files")))
    assert "apt-get install fonts-noto-core fonts-noto-cjk" in shown
    assert "Make it again" in shown


def test_a_finished_file_is_had_by_all_staff_and_says_when_it_is_older_than_the_text(
    writer: Client, report: Report, cast: Cast
) -> None:
    build = shelf.made(report, cast, ["docx"])[0]
    for who in (cast.contributor, cast.auditor):
        response = signed_in(who).get(page(report, "download", build.pk))
        assert response.content == bytes(build.content or b"")
        assert response["Content-Disposition"] == 'attachment; filename="reform-report-release-2-en.docx"'
    assert "made before the last change" not in said(writer.get(page(report, "files")))
    actions.write(report, "", "summary.lead", {"en": "More."}, by=cast.contributor, expected=0)
    assert "made before the last change" in said(writer.get(page(report, "files")))


@pytest.mark.parametrize("chosen", [{}, {"languages": ["ar"], "formats": ["docx"]}, {"languages": ["en"]}])
def test_files_that_there_cannot_be_are_not_asked_for(chosen: dict[str, Any], writer: Client, report: Report) -> None:
    response = writer.post(page(report, "files"), chosen)
    assert response.status_code == 422
    assert not Build.objects.exists()


# ---------- published ----------
def test_a_publisher_publishes_the_report_with_its_newest_files(report: Report, cast: Cast) -> None:
    publisher = signed_in(cast.publisher)
    assert "No DOCX of the report as it is: English, Français." in said(publisher.get(page(report)))
    first = shelf.made(report, cast, ["docx"])
    again = shelf.made(report, cast)
    response = publisher.post(page(report, "publish"), {"edits": str(report.edits)}, follow=True)
    assert "Report 1 is public, with its files." in said(response)
    report.refresh_from_db()
    assert (report.number, report.published_by) == (1, cast.publisher)
    assert {build.pk for build in report.builds.filter(published=True)} == {build.pk for build in again}
    assert not Build.objects.filter(published=True, pk__in=[build.pk for build in first]).exists()


def test_what_changed_under_the_eyes_of_the_publisher_is_not_published(report: Report, cast: Cast) -> None:
    shelf.made(report, cast)
    seen = report.edits
    actions.write(report, "", "summary.lead", {"en": "More."}, by=cast.contributor, expected=0)
    response = signed_in(cast.publisher).post(page(report, "publish"), {"edits": str(seen)})
    assert response.status_code == 409
    assert "The report has changed since you opened it." in said(response)
    report.refresh_from_db()
    assert not report.is_published


def test_what_is_still_being_made_or_has_no_entity_keeps_a_report_from_publication(chain: Chain, cast: Cast) -> None:
    report = shelf.begun(chain, cast, entity=None)
    actions.ask(report, ["en"], ["docx"], by=cast.contributor)
    response = signed_in(cast.publisher).post(page(report, "publish"), {"edits": str(report.edits)})
    assert response.status_code == 422
    for sentence in ("Say which entity issues the report.", "Files are still being made", "No DOCX"):
        assert sentence in said(response)


def test_a_published_report_takes_nothing_more(writer: Client, chain: Chain, cast: Cast) -> None:
    report = shelf.published(chain, cast)
    shown = said(writer.get(page(report)))
    assert "Report 1, published" in shown
    assert "Make files" not in shown
    refusals = [
        writer.post(page(report, "files"), {"languages": ["en"], "formats": ["docx"]}),
        writer.post(page(report, "paragraph"), written(report, "Too late.")),
        writer.post(page(report, "unwrite"), {"key": "summary.lead", "expected": "1"}),
        writer.post(page(report, "outline"), filled(chain, chain=None, wording=actions.wording(report))),
        signed_in(cast.publisher).post(page(report, "publish"), {"edits": str(report.edits)}),
    ]
    assert [response.status_code for response in refusals] == [409] * 5
    for response in refusals:
        assert "The report is published and never changes" in said(response)


def test_reports_have_numbers_of_their_framework_without_gaps(chain: Chain, cast: Cast) -> None:
    assert [shelf.published(chain, cast).number for _turn in range(2)] == [1, 2]


# ---------- rights ----------
def test_who_may_do_what(report: Report, cast: Cast) -> None:
    shelf.made(report, cast)
    acts = {
        "files": {"languages": ["en"], "formats": ["docx"]},
        "paragraph": written(report, "A text."),
        "publish": {"edits": "0"},
    }
    may = {
        "contributor": {"files", "paragraph"},
        "reviewer": {"files", "paragraph"},
        "publisher": {"publish"},
        "administrator": {"files", "paragraph"},
        "auditor": set(),
    }
    for role, allowed in may.items():
        client = signed_in(getattr(cast, role))
        assert client.get(page(report)).status_code == 200
        done = {name for name, data in acts.items() if client.post(page(report, name), data).status_code != 403}
        assert done == allowed, role
    assert Client().get(page(report)).status_code == 302


def test_the_list_shows_every_report(writer: Client, report: Report) -> None:
    response = writer.get(reverse("admin:reporting_report_changelist"))
    assert "Review of the reform" in said(response)
    assert "chidi" in said(response)
