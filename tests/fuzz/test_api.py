"""Schemathesis asks what the description allows, and what it does not: no 5xx, and no answer in another shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def read_whole(application: WSGIApplication) -> WSGIApplication:
    """Reads and closes each answer, as a server does; otherwise a workbook's file would stay open."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        sent = application(environ, start_response)
        try:
            return [b"".join(sent)]
        finally:
            getattr(sent, "close", bool)()

    return answer


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    """The API with a small framework in it. Its requests run in this thread: they must not close its connection."""
    from tests.benefits import example
    from tests.cast import assemble

    example.publish(assemble())
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", read_whole(get_wsgi_application()))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.pytest.from_fixture("described")


def asked(times: int) -> settings:
    return settings(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@schema.parametrize()
@asked(12)
def test_no_question_breaks_an_answer(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=CHECKS)


@pytest.mark.trust
@schema.parametrize()
@asked(400)
def test_no_question_of_many_breaks_an_answer(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=CHECKS)
