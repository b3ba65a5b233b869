"""What a mail says, and that a mail server which fails loses nothing and doubles nothing unseen."""

from __future__ import annotations

import mailbox
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone, translation

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions, notices, outbox
from reformtracker.publishing.models import Event, Mailing, Notice, OutboxEntry, Person
from tests import factories as f
from tests.cast import Cast

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def draft(cast: Cast, period: str = "2021", **fields: Any) -> ObservationVersion:
    if not IndicatorVersion.objects.live().exists():
        f.tracker(cast)
        OutboxEntry.objects.all().delete()
    return f.observation(IndicatorVersion.objects.live().get().thing, cast, period, "18", **fields)


def sent(mailoutbox: list[Any], person: Person) -> Any:
    outbox.work()
    (mail,) = [mail for mail in mailoutbox if mail.to == [person.email]]
    return mail


# --- the words ----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_mail_leads_to_the_form_and_to_the_choice(cast: Cast, mailoutbox: list[Any]) -> None:
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    mail = sent(mailoutbox, cast.reviewer)
    assert f"http://testserver/admin/benefits/observationversion/{version.pk}/change/" in mail.body
    assert "http://testserver/admin/publishing/person/my-mail/" in mail.body
    assert mail.subject == "[Reform Tracker] For your review: Update"


@pytest.mark.django_db
def test_the_subject_tells_nothing_of_what_is_not_public(cast: Cast, mailoutbox: list[Any]) -> None:
    chain = f.chain()
    case = f.case_study(chain, cast, "xanthippe", title_en="Xanthippe", summary_en="Xanthippe.")
    actions.submit(case, by=cast.contributor)
    mail = sent(mailoutbox, cast.reviewer)
    assert "anthippe" not in mail.subject
    assert "xanthippe" in mail.body


@pytest.mark.django_db
def test_a_reason_stands_in_the_mail_as_it_was_written(cast: Cast, mailoutbox: list[Any]) -> None:
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    actions.send_back(version, by=cast.reviewer, reason="Say {which} <window> & “why”.")
    assert "Say {which} <window> & “why”." in sent(mailoutbox, cast.contributor).body


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_can_be_worded_in_every_language(language: str, cast: Cast, mailoutbox: list[Any]) -> None:
    version = draft(cast)
    Person.objects.update(language=language)
    remark = {"kind": "observation", "version": version.pk}
    planned = actions.plan(version.thing.chain, [], title="Figures", by=cast.publisher)
    due = {"id": "2.4.2", "name": "A share", "period": "2021", "due": "2022-03-31", "path": "/admin/"}
    about: dict[Event, dict[str, Any]] = {
        **dict.fromkeys((Event.SUBMITTED, Event.RETURNED, Event.AMENDED, Event.VOIDED, Event.APPROVED), remark),
        Event.PUBLISHED: {"release": planned.pk, "ids": ["2.4.2:2021"]},
        Event.HELD: {"release": planned.pk, "error": "2.4.2:2021 has changed."},
        Event.DUE: due,
        Event.OVERDUE: due,
        Event.HEAD: {"number": 7, "hash": "a" * 64},
        Event.BROKEN: {"broken": "seal 3 does not follow seal 2"},
        Event.INVITED: {},
        Event.RESET: {},
    }
    assert about.keys() == set(Event)
    for event, words in about.items():
        notices.tell(event, "once", [cast.auditor], at_once=True, **words)
    outbox.work()
    to_auditor = [mail for mail in mailoutbox if mail.to == [cast.auditor.email]]
    assert len(to_auditor) == len(Event)
    for mail in to_auditor:
        assert "http://testserver/" in mail.body
        assert not re.search(r"\{\{|\{%|&#|&quot;|&amp;|\(unknown\)", mail.subject + mail.body)
        lines = [line for line in mail.body.split("\n") if line.strip() and not line.startswith("http")]
        assert {line.startswith("\u200f") for line in [mail.subject, *lines]} == {language == "ar"}


@pytest.mark.django_db
def test_the_language_is_the_readers_not_that_of_whoever_acted(cast: Cast, mailoutbox: list[Any]) -> None:
    Person.objects.filter(pk=cast.reviewer.pk).update(language="fr")
    with translation.override("ru"):
        actions.submit(draft(cast), by=cast.contributor)
        mail = sent(mailoutbox, cast.reviewer)
    assert mail.extra_headers["Content-Language"] == "fr"
    with translation.override("fr"):
        assert str(ObservationVersion._meta.verbose_name).lower() in mail.subject.lower()


@pytest.mark.django_db
def test_what_has_been_discarded_since_is_told_to_nobody(cast: Cast, mailoutbox: list[Any]) -> None:
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    actions.send_back(version, by=cast.reviewer, reason="Why?")
    actions.discard(version, by=cast.contributor)
    outbox.work()
    assert mailoutbox == []
    assert not OutboxEntry.objects.filter(done_at=None).exists()


# --- a real mail server -------------------------------------------------------------------------
def wait_for(happens: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 30
    while not happens() and time.monotonic() < give_up:
        time.sleep(0.05)
    assert happens()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def mail_server(port: int, folder: Path) -> Iterator[None]:
    """An SMTP server in a process of its own that keeps what it is given."""
    command = [sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "-c", "aiosmtpd.handlers.Mailbox", str(folder)])
    try:
        wait_for(lambda: answers(port))
        yield
    finally:
        server.terminate()
        server.wait(30)


def received(folder: Path) -> list[mailbox.MaildirMessage]:
    return list(mailbox.Maildir(folder, create=False))


@pytest.fixture
def port(settings: Any) -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free
    return free


@pytest.mark.bar("B14")
@pytest.mark.django_db
def test_a_mail_server_that_was_down_is_given_each_mail_once_when_it_is_back(
    port: int, cast: Cast, tmp_path: Path
) -> None:
    version = draft(cast)
    Person.objects.filter(pk=cast.reviewer.pk).update(language="ar")
    actions.submit(version, by=cast.contributor)
    assert outbox.work() == 0
    assert "refused" in OutboxEntry.objects.get().error.lower()
    with mail_server(port, tmp_path / "mail"):
        OutboxEntry.objects.update(claimed_until=timezone.now())
        assert [outbox.work(), outbox.work()] == [1, 0]
        (mail,) = received(tmp_path / "mail")
    assert mail["To"] == cast.reviewer.email
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "\u200f" in text.decode()
    assert "2.4.2:2021" in text.decode()


KILLED = """
import os, signal, django
django.setup()
from django.core.mail import EmailMessage
from reformtracker.publishing import outbox
send = EmailMessage.send
def send_and_die(mail, fail_silently=False):
    send(mail)
    os.kill(os.getpid(), signal.SIGKILL)
EmailMessage.send = send_and_die
outbox.work()
"""


@pytest.mark.bar("B14")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.bar("B07")
def test_a_worker_killed_after_the_server_took_the_mail_leaves_one_copy_with_the_same_message_id(
    port: int, cast: Cast, tmp_path: Path
) -> None:
    notices.tell(Event.DUE, "once", [cast.reviewer], id="1", name="A share", period="2021", due="2022-03-31", path="/")
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    environment = {**os.environ, "DATABASE_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    OutboxEntry.objects.update(done_at=None, claimed_until=None)
    with mail_server(port, tmp_path / "mail"):
        killed = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
        assert killed.returncode == -9
        assert OutboxEntry.objects.get().done_at is None
        # Another worker takes over once the claim has run out, and only one does.
        assert outbox.work() == 0
        OutboxEntry.objects.update(claimed_until=timezone.now())
        assert [outbox.work(), outbox.work()] == [1, 0]
        copies = received(tmp_path / "mail")
    assert len(copies) == 2
    assert len({mail["Message-ID"] for mail in copies}) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_digest_tasks_at_once_make_one_mail(cast: Cast, mailoutbox: list[Any]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    Person.objects.update(mailing=Mailing.DAILY)
    cast.reviewer.refresh_from_db()
    for number in range(20):
        notices.tell(Event.DUE, str(number), [cast.reviewer])

    def run(_number: int) -> int:
        try:
            return notices.mail_of_the_day(timezone.now().date())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(run, range(8))) == 1
    assert not Notice.objects.filter(mail="").exists()
    assert OutboxEntry.objects.count() == 1
