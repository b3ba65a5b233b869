"""Pages that say no: in the reader's language, with a way on, and without asking what may be missing."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reformtracker.publishing.texts import PATHS
from reformtracker.web.page import BadSnapshot
from reformtracker.web.views import refusals
from tests import factories as f
from tests.cast import assemble

pytestmark = pytest.mark.django_db


def refused(status: int, path: str = "/en/reform/") -> HttpResponse:
    request = RequestFactory().get(path)
    with translation.override(PATHS[path.split("/")[1]]):
        match status:
            case 400:
                return refusals.bad_request(request, SuspiciousOperation("x"))
            case 403:
                return refusals.forbidden(request, PermissionDenied("x"))
            case 404:
                return refusals.not_found(request, Http404("x"))
        return refusals.server_error(request)


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', page.split("<main")[1].split("</main>")[0])


@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.parametrize("lang", PATHS)
def test_a_refusal_speaks_the_language_of_the_path_and_asks_no_database(status: int, lang: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = refused(status, f"/{lang}/reform/")
    page = response.content.decode()
    assert len(queries) == 0
    assert response.status_code == status
    assert page.count("<h1") == 1
    assert '<meta name="robots" content="noindex">' in page
    assert f'href="/{lang}/' in page.split("<main")[1]
    assert not re.search(r"\sstyle=|\son\w+=|<style", page)


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_every_way_on_can_be_gone(status: int) -> None:
    f.tracker(assemble())
    ways = links(refused(status).content.decode())
    assert ways
    assert [way for way in ways if Client().get(way).status_code not in (200, 302)] == []


@pytest.mark.bar("B09")
@pytest.mark.parametrize("path", ["/fr/", "/admin/login/", "/api/v1/", "/sdmx/dataflow", "/en/privacy/"])
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_while_the_database_is_away_whoever_asks_is_told_when_to_ask_again(
    path: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise error("the database system is starting up")

    for place in (
        "reformtracker.web.keeping.OpenData.__call__",
        "reformtracker.publishing.signin.door.StaffDoor.__call__",
    ):
        monkeypatch.setattr(place, away)
    answer = Client(raise_request_exception=False).get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Cache-Control"] == "no-store"
    if path.startswith(("/api/", "/sdmx/")):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.json()["status"], answer.json()["instance"]) == (503, path)
    else:
        assert answer.text.count("<h1") == 1
    assert "starting up" not in answer.text


def test_a_fault_of_ours_is_not_said_to_pass_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr("reformtracker.web.keeping.OpenData.__call__", fail)
    for path in ("/fr/", "/api/v1/"):
        answer = Client(raise_request_exception=False).get(path)
        assert answer.status_code == 500
        assert "Retry-After" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_not_found_can_be_searched_for_in_the_same_language() -> None:
    f.tracker(assemble())
    page = Client().get("/ar/reform/case-studies/burkina-faso/").content.decode()
    assert '<form class="find" method="get" action="/ar/search/" role="search">' in page
    assert 'value="burkina faso"' in page


def test_within_a_framework_the_way_on_leads_into_it() -> None:
    f.tracker(assemble())
    page = Client().get("/fr/reform/indicators/9.9.9/").content.decode()
    assert "/fr/reform/" in links(page)
    assert "/fr/reform/#all" in links(page)
    assert 'value="9.9.9"' in page


@pytest.mark.parametrize("path", ["/fr/nowhere/", "/fr/nowhere/indicators/2.4.2/", "/nowhere/2/3"])
def test_no_way_leads_into_a_framework_that_is_not_there(path: str) -> None:
    f.tracker(assemble())
    ways = links(Client().get(path).content.decode())
    assert [way for way in ways if "nowhere" in way] == []


@pytest.mark.parametrize("path", ["/en/%00", "/en/x%ED%A0%80/", f"/en/{'a' * 300}/", "/en/reform/%22%3E%3Cscript%3E/"])
def test_a_strange_address_is_only_not_found(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


def test_a_bad_question_says_what_can_be_asked() -> None:
    request = RequestFactory().get("/en/reform/?release=9")
    page = refusals.bad_request(request, BadSnapshot("There is none.", "Ask for another.")).content.decode()
    assert "<h1>There is none.</h1>" in page
    assert "Ask for another." in page
    assert "/en/reform/" in links(page)


def test_a_fault_offers_to_try_again() -> None:
    assert links(refused(500, "/en/data/").content.decode())[0] == "/en/data/"
