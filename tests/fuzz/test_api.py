"""Schemathesis asks what the description allows, and what it does not: no 5xx, and no answer in another shape.

By every check that it has, but one that is stricter here; in every phase: the examples, what lies at the edges, chance, and
walks along the links from an answer to the next question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.checks import CHECKS, CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response

from reformtracker.api_urls import RESOURCES
from tests.fuzz.budget import GIVEN, time_is_up

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from reformtracker.publishing.models import Chain

pytestmark = pytest.mark.bar("B25")

MANY = 400 if GIVEN else 25
"""Questions of each operation: in make fuzz, and in make trust."""
LACKING = {"outside_the_record", "out_of_range", "too_deep", "needs_framework", "too_large"}
TOGETHER = {"exclusive", "not_in_a_file"}
"""Why a question that the description allows may still be refused: what the record holds is no part of the description, nor
which parameters go together (a page of a file)."""
OTHERS = {
    ("framework", "unknown"),
    ("indicator", "unknown"),
    # Of a path that names another framework.
    ("framework", "invalid"),
    # `code,-code`: both are words, and each stands once.
    ("ordering", "repeated"),
    # Their form is described; whether the calendar has such a day, and in which order two stand, is not.
    *((name, "invalid") for name in ("period_from", "period_to", "from", "to", "updated_after", "as_of")),
}


@schemathesis.check
def refused_only_for_what_the_record_lacks(ctx: CheckContext, response: Response, case: schemathesis.Case[Any]) -> None:
    """In place of `positive_data_acceptance`, which would let no such refusal pass, or any."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for fault in response.json()["errors"]:
        assert fault["code"] in LACKING | TOGETHER or (fault["parameter"], fault["code"]) in OTHERS, fault


EVERY: list[Any] = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]


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


@contextmanager
def description(*, edges: bool) -> Iterator[Any]:
    """The API with a small framework in it. Its requests run in this thread: they must not close its connection."""
    from tests.benefits import example
    from tests.cast import assemble

    example.publish(assemble())
    config = SchemathesisConfig.from_dict(
        {"generation": {"mode": "all", "allow-x00": True}, "phases": {"coverage": {"enabled": edges}}}
    )
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", read_whole(get_wsgi_application()), config=config)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    with description(edges=False) as schema:
        yield schema


@pytest.fixture
def described_to_the_edges(db: None) -> Iterator[Any]:
    with description(edges=True) as schema:
        yield schema


few = schemathesis.pytest.from_fixture("described")
many = schemathesis.pytest.from_fixture("described_to_the_edges")


def asked(times: int, **more: Any) -> settings:
    return settings(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck), **more)


@few.parametrize()
@asked(8)
def test_no_question_breaks_an_answer(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=EVERY)


@cache
def share_of(operation: str) -> Callable[[], bool]:
    """Each is given as long as every other, from its first question on."""
    return time_is_up(2)


@pytest.mark.trust
@many.parametrize()
@asked(MANY)
def test_no_question_of_many_breaks_an_answer(case: schemathesis.Case[Any]) -> None:
    if not share_of(case.operation.label)():
        case.call_and_validate(checks=EVERY)


@pytest.mark.parametrize("walks", [3, pytest.param(MANY // 2, marks=pytest.mark.trust)])
def test_no_walk_along_the_links_breaks_an_answer(described: Any, walks: int) -> None:
    class Walk(described.as_state_machine()):
        def validate_response(self, response: Response, case: schemathesis.Case[Any], **_given: Any) -> None:
            case.validate_response(response, checks=EVERY)

    run_state_machine_as_test(Walk, settings=asked(walks, stateful_step_count=10))


BROKEN = st.sampled_from(
    [b"\x00", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xff", b"\xc0\x80", b"\xf4\x90\x80\x80", b"%", b"+"]
)
BYTES = st.lists(BROKEN | st.binary(max_size=4), max_size=4).map(b"".join).map(quote)
NAMES = (
    st.sampled_from(["framework", "objective", "fields", "ordering", "lang", "updated_after", "as_of", "page"]) | BYTES
)
LISTS = st.sampled_from([view.NAME for view in RESOURCES])


def survives(resource: str, member: str, name: str, value: str) -> None:
    """NUL bytes and halves of surrogates, which no description can ask for."""
    for address in (f"{resource}/?{name}={value}", f"{resource}/{member}/?{name}={value}", f"export/{member}"):
        answer = Client(raise_request_exception=False).get(f"/api/v1/{address}")
        assert answer.status_code in (200, 301, 400, 404), address


@pytest.mark.django_db
@given(LISTS, BYTES, NAMES, BYTES)
@asked(20)
def test_no_bytes_break_an_answer(chain: Chain, resource: str, member: str, name: str, value: str) -> None:
    survives(resource, member, name, value)


@pytest.mark.trust
@pytest.mark.django_db
@given(LISTS, BYTES, NAMES, BYTES)
@asked(MANY * 5)
def test_no_bytes_of_many_break_an_answer(chain: Chain, resource: str, member: str, name: str, value: str) -> None:
    survives(resource, member, name, value)
