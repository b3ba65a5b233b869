from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from reformtracker.publishing import notices, outbox
from reformtracker.publishing.models import Event, Job, OutboxEntry, Person
from reformtracker.watching import trace
from tests.cast import assemble


def greet(person: Person) -> None:
    notices.tell(Event.DUE, "greeting", [person], id="2.4.2", names={}, period="2021", due="2022-03-31", path="/")


@pytest.mark.django_db
def test_an_event_put_twice_is_one_entry() -> None:
    for _ in range(2):
        outbox.put("mail", "once")
    assert OutboxEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_failing_entry_is_kept_and_tried_again_later(monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]) -> None:
    def unreachable(self: Any) -> int:
        raise ConnectionRefusedError("the mail server is down")

    greet(assemble().reviewer)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", unreachable)
        assert outbox.work() == 0
    entry = OutboxEntry.objects.get()
    assert "mail server is down" in entry.error
    assert entry.claimed_until and entry.claimed_until > timezone.now()
    assert outbox.work() == 0
    OutboxEntry.objects.update(claimed_until=timezone.now())
    assert outbox.work() == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db
@pytest.mark.bar("B07")
def test_what_one_worker_has_claimed_another_leaves_alone(mailoutbox: list[Any]) -> None:
    greet(assemble().reviewer)
    OutboxEntry.objects.update(claimed_until=timezone.now() + outbox.CLAIM)
    assert outbox.work() == 0
    assert mailoutbox == []


@pytest.mark.django_db
def test_the_same_entry_always_has_the_same_message_id(mailoutbox: list[Any]) -> None:
    greet(assemble().reviewer)
    outbox.work()
    OutboxEntry.objects.update(done_at=None, claimed_until=None)
    outbox.work()
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 1


def _wait_for(happens: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not happens() and time.monotonic() < give_up:
        time.sleep(0.2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.bar("B07")
def test_a_real_worker_works_off_the_outbox_under_the_id_of_the_request(tmp_path: Path) -> None:
    """A Celery worker in a process of its own, woken through Redis by the commit."""
    asked = "0123456789abcdef" * 2
    database = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    environment = {**os.environ, "DATABASE_URL": address, "REDIS_URL": settings.REDIS_URL, "LOG_LEVEL": "INFO"}
    command = [sys.executable, "-m", "celery", "-A", "reformtracker", "--quiet", "worker", "--pool=solo"]
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        # An emptied Redis has forgotten the queue, and drops what is sent to it until a worker declares it again.
        _wait_for(lambda: bool(current_app.control.ping(timeout=1)))
        person = assemble().reviewer
        trace.follow(asked)
        with transaction.atomic():
            greet(person)
        _wait_for(OutboxEntry.objects.exclude(done_at=None).exists)
        assert OutboxEntry.objects.get().done_at is not None
        _wait_for(Job.objects.filter(name="publishing.work_outbox").exclude(succeeded_at=None).exists)
    finally:
        worker.terminate()
        worker.wait(30)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    ended = [line["message"] for line in lines if line.get("request") == asked and line["logger"] == "celery.app.trace"]
    assert [message.split("[")[0] for message in ended] == ["Task publishing.work_outbox"]
    assert Job.objects.filter(name="publishing.work_outbox", failures=0).exclude(succeeded_at=None).exists()
