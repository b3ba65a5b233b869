"""Files are made once, whoever works at them, dies or is stopped; and what went wrong is said in words."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from reformtracker.publishing import actions as publishing
from reformtracker.publishing import outbox
from reformtracker.publishing.models import Chain, OutboxEntry, Role
from reformtracker.reporting import actions, claim, tasks, work
from reformtracker.reporting.document import Document
from reformtracker.reporting.files import Format
from reformtracker.reporting.models import Build, OwnParagraph, Report
from reformtracker.web.paper import NoPaper
from tests import factories as f
from tests.cast import Cast, assemble, person
from tests.reporting import shelf

pytestmark = pytest.mark.django_db

Write = Callable[[Document], bytes]


@pytest.fixture
def report(chain: Chain, cast: Cast) -> Report:
    return shelf.begun(chain, cast)


def asked(report: Report, cast: Cast, form: str = "docx") -> Build:
    (build,) = actions.ask(report, ["en"], [form], by=cast.contributor)
    return build


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Write], None]:
    """Puts another writer in the place of that of Word files."""

    def put(write: Write) -> None:
        monkeypatch.setattr(work, "FORMATS", {"docx": Format("", write), "pdf": Format("", write)})

    return put


def whole(document: Document) -> bytes:
    return "\n".join(type(block).__name__ for block in document.blocks()).encode()


def refused(error: Exception) -> Write:
    def write(document: Document) -> bytes:
        raise error

    return write


def later(build: Build) -> Build:
    """As if nobody had been heard of for longer than a worker may be silent."""
    Build.objects.filter(pk=build.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    return Build.objects.get(pk=build.pk)


def test_a_file_that_is_asked_for_is_made_with_its_hash(report: Report, cast: Cast) -> None:
    build = asked(report, cast)
    assert work.make(build.pk)
    build.refresh_from_db()
    assert (build.state, build.edits, build.claimed_until) == ("done", report.edits, None)
    content = bytes(build.content or b"")
    assert content.startswith(b"PK")
    assert (build.sha256, build.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert build.made == build.total > 3


def test_what_is_asked_for_twice_is_made_once(report: Report, cast: Cast) -> None:
    build = asked(report, cast)
    assert actions.ask(report, ["en"], ["docx"], by=cast.contributor) == []
    assert work.make(build.pk)
    assert not work.make(build.pk)
    assert Build.objects.count() == 1


def test_the_outbox_asks_until_the_file_is_made(
    report: Report, cast: Cast, monkeypatch: pytest.MonkeyPatch, writer: Callable[[Write], None]
) -> None:
    begun: list[int] = []
    monkeypatch.setattr(work, "begin", begun.append)
    writer(whole)
    # What the framework itself has left to be done.
    outbox.work()
    OutboxEntry.objects.all().delete()
    build = asked(report, cast)
    assert outbox.work() == 0
    OutboxEntry.objects.update(claimed_until=None)
    assert outbox.work() == 0
    assert begun == [build.pk, build.pk]
    work.make(build.pk)
    OutboxEntry.objects.update(claimed_until=None)
    assert outbox.work() == 1
    assert len(begun) == 2


def test_a_worker_takes_nothing_from_one_that_is_at_it(report: Report, cast: Cast) -> None:
    build = asked(report, cast)
    assert claim.Claim.take(build.pk)
    assert not work.make(build.pk)


def test_what_a_dead_worker_had_begun_another_makes(
    report: Report, cast: Cast, writer: Callable[[Write], None]
) -> None:
    writer(whole)
    build = asked(report, cast)
    dead = claim.Claim.take(build.pk)
    assert dead
    dead.note(0, 9)
    later(build)
    assert work.make(build.pk)
    build.refresh_from_db()
    assert (build.state, build.attempts) == ("done", 2)


def test_one_that_was_taken_for_dead_finds_that_the_file_is_not_its_own(
    report: Report, cast: Cast, writer: Callable[[Write], None]
) -> None:
    build = asked(report, cast)
    slow = claim.Claim.take(build.pk)
    assert slow
    later(build)
    writer(whole)
    assert work.make(build.pk)
    before = Build.objects.get(pk=build.pk)
    with pytest.raises(claim.Stopped):
        slow.note(0, 3)
    after = Build.objects.get(pk=build.pk)
    assert (after.sha256, after.made) == (before.sha256, before.made)


def test_a_file_that_is_cancelled_while_it_is_made_is_stopped_at_its_next_paragraph(
    report: Report, cast: Cast, writer: Callable[[Write], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "EVERY", 0)
    build = asked(report, cast)
    taken: list[str] = []

    def write(document: Document) -> bytes:
        for block in document.blocks():
            taken.append(block.key)
            if len(taken) == 2:
                actions.cancel(report, [build.pk], by=cast.contributor)
        return b"never"

    writer(write)
    assert not work.make(build.pk)
    build.refresh_from_db()
    assert (build.state, build.content) == ("cancelled", None)
    assert 2 <= len(taken) < 6


def test_progress_is_noted_paragraph_by_paragraph(
    report: Report, cast: Cast, writer: Callable[[Write], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "EVERY", 0)
    build = asked(report, cast)
    seen: list[tuple[int, int]] = []

    def write(document: Document) -> bytes:
        for _turn in range(2):
            for _block in document.blocks():
                now = Build.objects.get(pk=build.pk)
                seen.append((now.made, now.total))
        return b"x"

    writer(write)
    assert work.make(build.pk)
    many = [made for made, _total in seen]
    assert many == sorted(many)
    # A writer that goes through the report twice has not written it twice.
    assert max(many) == seen[0][1]


@pytest.mark.parametrize(
    ("error", "fault", "said"),
    [
        (NoPaper("pango"), "pango", "install libpango"),
        (NoPaper("fonts"), "fonts", "install fonts-noto"),
        (ZeroDivisionError("by zero"), "broken", "the log of the worker says what"),
    ],
)
def test_what_failed_says_in_words_what_to_do(
    error: Exception, fault: str, said: str, report: Report, cast: Cast, writer: Callable[[Write], None]
) -> None:
    writer(refused(error))
    build = asked(report, cast, "pdf")
    assert not work.make(build.pk)
    build.refresh_from_db()
    assert (build.state, build.fault) == ("failed", fault)
    assert said in build.why
    # And can be tried again.
    assert len(actions.ask(report, ["en"], ["pdf"], by=cast.contributor)) == 1


def test_a_report_that_cannot_be_composed_fails_in_words(report: Report, cast: Cast) -> None:
    build = asked(report, cast)
    own = actions.write(report, "", "summary.lead", {"en": "A text."}, by=cast.contributor, expected=0)
    OwnParagraph.objects.create(
        report=report,
        key="own.b",
        after="nowhere",
        text_en="Lost.",
        edited_by=cast.contributor,
        edited_at=own.edited_at,
    )
    assert not work.make(build.pk)
    build.refresh_from_db()
    assert build.fault == "outline"
    assert "the page of the report says which" in build.why


def test_without_what_pdf_takes_a_word_file_is_made_all_the_same(
    report: Report, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking() -> Any:
        raise NoPaper("pango")

    monkeypatch.setattr("reformtracker.web.paper._weasyprint", lacking)
    builds = {build.format: build for build in actions.ask(report, ["en"], ["docx", "pdf"], by=cast.contributor)}
    for build in builds.values():
        work.make(build.pk)
        build.refresh_from_db()
    assert (builds["docx"].state, builds["pdf"].state) == ("done", "failed")
    assert builds["pdf"].fault == "pango"


def test_a_database_that_goes_away_is_no_word_about_the_report(
    report: Report, cast: Cast, writer: Callable[[Write], None]
) -> None:
    writer(refused(OperationalError("gone")))
    build = asked(report, cast)
    with pytest.raises(OperationalError):
        work.make(build.pk)
    build.refresh_from_db()
    assert build.state == "running"


def test_a_report_changed_while_its_file_is_made_has_a_file_that_is_older(
    report: Report, cast: Cast, writer: Callable[[Write], None]
) -> None:
    build = asked(report, cast)

    def write(document: Document) -> bytes:
        actions.write(report, "", "summary.lead", {"en": "More."}, by=cast.contributor, expected=0)
        return whole(document)

    writer(write)
    assert work.make(build.pk)
    build.refresh_from_db()
    report.refresh_from_db()
    assert build.edits is not None
    assert build.edits < report.edits


def test_all_that_waits_is_made_one_after_the_other(
    report: Report, cast: Cast, writer: Callable[[Write], None]
) -> None:
    writer(whole)
    actions.ask(report, report.languages, ["docx", "pdf"], by=cast.contributor)
    assert work.make_all() == 4
    assert Build.objects.kept().count() == 4
    assert work.make_all() == 0


# ---------- files that are let go of ----------
def test_old_files_that_were_never_published_are_let_go_of(
    report: Report, chain: Chain, cast: Cast, settings: Any
) -> None:
    settings.REPORT_FILES_KEPT_DAYS = 30
    old = timezone.now() - timedelta(days=31)
    first, _second = shelf.made(report, cast, ["docx"], ended_at=old)
    shelf.made(report, cast, ["docx"])
    shelf.published(chain, cast)
    assert tasks.forget_files() == 2
    first.refresh_from_db()
    assert (first.content, first.state) == (None, "done")
    assert first.forgotten_at is not None
    assert len(first.sha256) == 64
    assert Build.objects.kept().count() == 2 + 4
    assert tasks.forget_files() == 0


def test_none_is_let_go_of_where_they_are_kept_for_ever(report: Report, cast: Cast, settings: Any) -> None:
    settings.REPORT_FILES_KEPT_DAYS = 0
    shelf.made(report, cast, ["docx"], ended_at=timezone.now() - timedelta(days=9000))
    assert tasks.forget_files() == 0


def test_a_redaction_takes_back_every_file_that_may_hold_it(chain: Chain, cast: Cast) -> None:
    first = chain.releases.get(number=1)
    untouched = shelf.published(chain, cast, release=first)
    held = shelf.published(chain, cast)
    version = f.Observation.objects.get(chain=chain).versions.get()
    order = publishing.order_redaction(version, by=cast.administrator, reason="Personal.")
    publishing.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))
    assert untouched.builds.kept().count() == 4
    assert held.builds.kept().count() == 0
    taken = held.builds.all()[0]
    assert (taken.content, taken.redaction_id, len(taken.sha256)) == (None, order.pk, 64)


# ---------- a worker of its own ----------
WORKER = """
import django; django.setup()
import time
from reformtracker.reporting import claim, work
from reformtracker.reporting.files import Format
claim.EVERY = 0
def slow(document):
    for block in document.blocks():
        print("at it", flush=True)
        time.sleep(600)
work.FORMATS = {"docx": Format("", slow)}
work.make(%d)
"""


@pytest.fixture
def worker() -> Iterator[Callable[[int], subprocess.Popen[str]]]:
    begun: list[subprocess.Popen[str]] = []

    def start(build: int) -> subprocess.Popen[str]:
        at = connection.settings_dict
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**at)
        environment = {**os.environ, "DATABASE_URL": address, "REDIS_URL": settings.REDIS_URL}
        command = [sys.executable, "-c", WORKER % build]
        begun.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield start
    for one in begun:
        one.kill()
        one.wait()
        assert one.stdout
        one.stdout.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_a_file_that_another_makes(
    worker: Callable[[int], subprocess.Popen[str]], writer: Callable[[Write], None]
) -> None:
    cast = assemble()
    build = asked(shelf.begun(f.tracker(cast), cast), cast)
    process = worker(build.pk)
    assert process.stdout
    assert process.stdout.readline() == "at it\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    build.refresh_from_db()
    assert build.state == "running"
    writer(whole)
    assert not work.make(build.pk), "its lease has not run out"
    later(build)
    assert work.make(build.pk)
    build.refresh_from_db()
    assert (build.state, build.attempts) == ("done", 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lays_out_a_long_paper_keeps_its_claim(
    monkeypatch: pytest.MonkeyPatch, writer: Callable[[Write], None]
) -> None:
    monkeypatch.setattr(claim, "BEAT", 0.05)
    cast = assemble()
    build = asked(shelf.begun(f.tracker(cast), cast), cast)
    told: list[Any] = []

    def write(document: Document) -> bytes:
        for _look in range(2):
            told.append(Build.objects.get(pk=build.pk).claimed_until)
            time.sleep(0.5)
        return whole(document)

    writer(write)
    assert work.make(build.pk)
    assert told[0] < told[1]
