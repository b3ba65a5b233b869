"""A mail goes out once, however often its task is delivered and however the mail server behaves."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as shipped
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from reformtracker.publishing import notices, outbox
from reformtracker.publishing.models import Event, Notice, OutboxEntry, Person
from reformtracker.publishing.tasks import work_outbox
from tests.bars import Figure
from tests.cast import Cast
from tests.publishing.test_mail import mail_server, port, received

__all__ = ["port"]

pytestmark = [pytest.mark.bar("B14"), pytest.mark.django_db(transaction=True)]

TIMES = 5


def told(person: Person, key: str = "once") -> None:
    notices.tell(Event.DUE, key, [person], id="1", name="A share", period="2021", due="2022-03-31", path="/")
    # What was tried at once, before there was a mail server, is due again.
    OutboxEntry.objects.update(done_at=None, claimed_until=None)


def work(_number: int) -> int:
    try:
        return int(work_outbox())
    finally:
        connection.close()


@pytest.mark.postgres
def test_a_task_that_is_delivered_five_times_sends_one_mail(
    port: int, cast: Cast, tmp_path: Path, figure: Figure
) -> None:
    told(cast.reviewer)
    with mail_server(port, tmp_path / "mail"):
        with ThreadPoolExecutor(TIMES) as pool:
            at_once = list(pool.map(work, range(TIMES)))
        after = [int(work_outbox()) for _ in range(TIMES)]
        (mail,) = received(tmp_path / "mail")
    assert sorted(at_once) == [0] * (TIMES - 1) + [1]
    assert after == [0] * TIMES
    assert mail["To"] == cast.reviewer.email
    figure("B14", f"delivered {TIMES} times at once and {TIMES} times after: one mail")


@pytest.fixture
def silent_server(port: int) -> Iterator[None]:
    """Takes the connection, and never says a word."""
    with socket.create_server(("127.0.0.1", port)):
        yield


def test_a_mail_server_that_says_nothing_is_left_before_another_worker_may_take_over(
    silent_server: None, cast: Cast, settings: Any
) -> None:
    assert timedelta(seconds=shipped.EMAIL_TIMEOUT) < outbox.CLAIM
    settings.EMAIL_TIMEOUT = 0.2
    told(cast.reviewer)
    assert outbox.work() == 0
    entry = OutboxEntry.objects.get()
    assert "timed out" in entry.error
    assert entry.done_at is None
    assert entry.claimed_until is not None
    assert entry.claimed_until > timezone.now()


def test_one_person_is_told_of_one_event_once(cast: Cast) -> None:
    for _ in range(TIMES):
        told(cast.reviewer)
    notice = Notice.objects.get()
    assert OutboxEntry.objects.count() == 1
    # Not because the code looks first: the database has no room for a second.
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)
