"""A line of the log is one object and tells nothing of people, whatever they send and whatever goes wrong."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from reformtracker.publishing import notices, outbox
from reformtracker.publishing.models import Event, Person
from tests import factories as f
from tests.cast import assemble
from tests.watching.lines import written

MAIL, NAME, ADDRESS = "kanarine@example.org", "Kanarine", "203.0.113.77"
TOKEN, PASSWORD, CODE = "c4nary-t0ken-9d1f", "c4nary-passw0rd", "918273"
CANARIES = (MAIL, "kanarine", NAME, ADDRESS, TOKEN, PASSWORD, CODE, "forged")

pytestmark = pytest.mark.bar("B60")

log = logging.getLogger("reformtracker.test")


def assert_silent(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text] == []


def ask_as_a_reader(client: Client) -> None:
    sent = {"Referer": f"https://{NAME}.example/?{TOKEN}", "User-Agent": NAME, "X-Forwarded-For": ADDRESS}
    sent |= {"Authorization": f"Bearer {TOKEN}", "X-Request-ID": f"{NAME} forged"}
    for address in (
        f"/en/search/?q={NAME}",
        f"/en/reform/indicators/{MAIL}/",
        f"/en/reform/?as_of={TOKEN}",
        f"/api/v1/indicators/?period={NAME}",
        f"/api/v1/{MAIL}/",
        f"/sdmx/data/{NAME}",
        '/en/%0d%0a{"level":"forged"}',
        f"/static/{NAME}",
    ):
        client.get(address, headers=sent, REMOTE_ADDR=ADDRESS)
    client.get("/en/", headers={**sent, "Host": f"{NAME}.example"}, REMOTE_ADDR=ADDRESS)
    client.generic(NAME.upper(), "/en/", headers=sent, REMOTE_ADDR=ADDRESS)


def ask_as_staff(client: Client) -> None:
    sent = {"Origin": f"https://{NAME}.example", "X-Forwarded-For": ADDRESS}
    for address, form in (
        ("/admin/login/", {"login": MAIL, "password": PASSWORD}),
        ("/admin/account/password/", {"email": MAIL}),
        ("/admin/account/second-factor/authenticate/", {"code": CODE}),
        ("/admin/benefits/indicatorversion/", {"q": NAME}),
    ):
        client.get(address, form, headers=sent, REMOTE_ADDR=ADDRESS)
        client.post(address, form, headers=sent, REMOTE_ADDR=ADDRESS)
    client.get(f"/admin/account/password/1a-{TOKEN}/", REMOTE_ADDR=ADDRESS)


@pytest.mark.django_db
@pytest.mark.parametrize("checks_csrf", [True, False])
def test_nothing_that_is_sent_comes_into_a_log(checks_csrf: bool) -> None:
    f.tracker(assemble())
    client = Client(enforce_csrf_checks=checks_csrf)
    with written() as log_file:
        ask_as_a_reader(client)
        ask_as_staff(client)
    answers = log_file.lines("reformtracker.web.watching")
    assert len(answers) == 10 + 9
    assert {200, 400, 404} <= {line["status"] for line in answers}
    assert (403 in {line["status"] for line in answers}) == checks_csrf
    assert log_file.lines("django.request")
    assert_silent(log_file.text)


@pytest.mark.django_db
def test_an_error_is_told_by_its_type_and_place_and_not_by_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        try:
            raise KeyError(PASSWORD)
        except KeyError as error:
            raise ValueError(f"{NAME} <{MAIL}> from {ADDRESS}") from error

    monkeypatch.setattr("reformtracker.web.views.machines.today", fail)
    with written() as log_file:
        answer = Client(raise_request_exception=False).get(f"/.well-known/security.txt?{TOKEN}")
    assert answer.status_code == 500
    (line,) = log_file.lines("django.request")
    assert line["error"]["type"] == "builtins.ValueError"
    assert line["error"]["at"][-1].endswith(" fail")
    assert line["error"]["cause"]["type"] == "builtins.KeyError"
    assert line["request"] == log_file.lines("reformtracker.web.watching")[0]["request"]
    assert_silent(log_file.text)


@pytest.mark.django_db
def test_a_mail_server_that_refuses_an_address_does_not_put_it_into_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any) -> int:
        raise SMTPRecipientsRefused({MAIL: (550, f"no {NAME} here".encode())})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    person = assemble().reviewer
    Person.objects.filter(pk=person.pk).update(email=MAIL, first_name=NAME)
    notices.tell(Event.DUE, "greeting", [person], id="2.4.2", names={}, period="2021", due="2022-03-31", path="/")
    with written() as log_file:
        assert outbox.work() == 0
    assert log_file.lines("reformtracker.publishing.outbox")[0]["error"]["type"] == "smtplib.SMTPRecipientsRefused"
    assert_silent(log_file.text)


@pytest.mark.django_db
@pytest.mark.postgres
def test_of_an_error_of_the_database_the_code_is_told() -> None:
    person = assemble().reviewer
    with written() as log_file:
        try:
            Person.objects.create(username=person.username, email=MAIL)
        except IntegrityError:
            log.exception("not kept")
    (line,) = log_file.lines()
    assert line["error"]["cause"]["code"] == "23505"
    assert connection.needs_rollback
    assert person.username not in log_file.text


@pytest.mark.parametrize(
    ("name", "message", "arguments"),
    [
        ("gunicorn.error", f"Invalid request from ip={ADDRESS}: Invalid Request Line {NAME}", ()),
        ("gunicorn.error", "Error handling request %s %s", ("GET", f"/{MAIL}")),
        ("django.security.DisallowedHost", f"Invalid HTTP_HOST header: {NAME}", ()),
        ("django.security.csrf", "Forbidden (%s): %s", (f"Origin {NAME}", f"/{MAIL}")),
        ("celery.app.trace", "Task %(name)s raised: %(exc)s", ({"name": "t", "exc": repr(ValueError(NAME))},)),
        ("celery.worker", "Task %(name)s received", ({"name": "t", "args": f"({NAME!r},)", "kwargs": "{}"},)),
        ("redis", "Signal handler %r raised: %r", (1, ValueError(NAME))),
        ("elsewhere", "%s from %s", (MAIL, ADDRESS)),
        ("elsewhere", "client 2001:db8::7:1", ()),
    ],
)
def test_what_libraries_log_is_told_without_what_was_sent(name: str, message: str, arguments: Any) -> None:
    with written() as log_file:
        logging.getLogger(name).propagate = True
        logging.getLogger(name).error(message, *arguments)
    assert len(log_file.lines()) == 1
    assert_silent(log_file.text)
    assert "2001" not in log_file.text


def test_no_text_can_end_a_line_and_begin_another() -> None:
    with written() as log_file:
        log.warning('one\r\n{"level": "two"}\u2028three\x1b[31m')
    assert log_file.text.count("\n") == 1
    assert log_file.text.isascii()
    assert log_file.lines()[0]["message"].startswith("one\r\n")
    assert "\x1b" not in log_file.text


def test_times_and_figures_are_not_taken_for_addresses() -> None:
    with written() as log_file:
        log.warning("at 12:30:59 version 27.0.1 of celery@host, 10 % of 2.4.2")
    assert log_file.lines()[0]["message"] == "at 12:30:59 version 27.0.1 of celery@host, 10 % of 2.4.2"
