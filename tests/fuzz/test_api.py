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
from schemathesis.checks import CHECKS, CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LACKING = {"outside_the_record", "exclusive", "out_of_range", "too_deep", "needs_framework", "too_large"}
"""Why a question that the description allows may still be refused: what the record holds is no part of the description."""
NAMES = {"framework", "indicator"}
DAYS = {"period_from", "period_to", "from", "to", "updated_after", "as_of"}
"""Their form is described; whether the calendar has such a day, and in which order they stand, is not."""


@schemathesis.check
def refused_only_for_what_the_record_lacks(ctx: CheckContext, response: Response, case: schemathesis.Case[Any]) -> None:
    """In place of `positive_data_acceptance`, which would let no such refusal pass, or any."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for fault in response.json()["errors"]:
        name, code = fault["parameter"], fault["code"]
        assert code in LACKING or (name in NAMES and code == "unknown") or (name in DAYS and code == "invalid"), fault


EVERY = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]
CONFIG = {"generation": {"mode": "all", "allow-x00": True, "codec": "utf-8"}}


def read_whole(application: WSGIApplication) -> WSGIApplication:
    """Reads and closes each answer, as a server does; otherwise a workbook's file would stay open."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Schemathesis asks for packed answers, and does not unpack those that come through WSGI.
        environ.pop("HTTP_ACCEPT_ENCODING", None)
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
    config = SchemathesisConfig.from_dict(CONFIG)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", read_whole(get_wsgi_application()), config=config)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.pytest.from_fixture("described")


def asked(times: int) -> settings:
    return settings(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@schema.parametrize()
@asked(12)
def test_no_question_breaks_an_answer(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=EVERY)


@pytest.mark.trust
@schema.parametrize()
@asked(400)
def test_no_question_of_many_breaks_an_answer(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=EVERY)
