"""One id leads from the request to its tasks and its statements."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from celery.signals import before_task_publish, task_prerun
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from reformtracker.watching import trace
from tests.watching.lines import written

ID = "0123456789abcdef" * 2


def asked(said: str) -> str:
    """The id under which the request is logged."""
    with written() as log_file:
        Client().get("/healthz", headers={"X-Request-ID": said})
    (line,) = log_file.lines("reformtracker.web.watching")
    return str(line["request"])


def test_the_id_of_a_proxy_is_taken_over_and_nobody_elses() -> None:
    with override_settings(TRUSTED_PROXIES=1):
        assert asked(ID) == ID
    assert asked(ID) != ID


@pytest.mark.parametrize("said", ["", "Kanarine", ID.upper(), ID + "0", f"{ID}\n", "*/ DROP TABLE x; /*" + "0" * 12])
@override_settings(TRUSTED_PROXIES=1)
def test_what_is_no_id_is_replaced_by_one(said: str) -> None:
    found = asked(said)
    assert found != said
    assert trace.SANE.fullmatch(found)


@pytest.mark.django_db
def test_each_statement_says_for_which_request_it_is() -> None:
    trace.follow(ID)
    with CaptureQueriesContext(connection) as queries:
        with override_settings(TRUSTED_PROXIES=1):
            Client().get("/readyz", headers={"X-Request-ID": ID})
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["50 %"])
            assert cursor.fetchone() == ("50 %",)
    assert len(queries) > 2
    assert {query["sql"].startswith(f"/* request={ID} */ ") for query in queries.captured_queries} == {True}


def test_a_task_goes_by_the_id_of_the_request_that_asked_for_it() -> None:
    trace.follow(ID)
    headers: dict[str, Any] = {}
    before_task_publish.send(sender="a.task", headers=headers)
    trace.follow()
    begin("3f0d1c9e-0000-4000-8000-000000000001", **headers)
    assert trace.current() == ID


def test_a_task_that_nobody_asked_for_goes_by_its_own_id() -> None:
    begin("3f0d1c9e-0000-4000-8000-000000000001")
    assert trace.current() == "3f0d1c9e000040008000000000000001"


def begin(number: str, **headers: Any) -> None:
    task = current_app.tasks["publishing.work_outbox"]
    task.push_request(id=number, is_eager=False, **headers)
    try:
        task_prerun.send(sender=task, task=task, task_id=number)
    finally:
        task.pop_request()


def test_a_statement_that_is_no_text_is_left_alone() -> None:
    trace.follow(ID)
    composed = SimpleNamespace()
    assert trace.comment(lambda sql, *_: sql, composed, None, False, {}) is composed
