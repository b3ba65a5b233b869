"""Pages that are kept are given before Django begins, exactly as Django gave them; all else it is asked itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import set_script_prefix
from front_client import FrontClient, connections_stay_open

from reformtracker.publishing.models import Chain
from reformtracker.web.front import Front
from tests.watching.lines import written
from tests.web.single import PAGE

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

pytestmark = pytest.mark.django_db

OVERVIEW, DRAWING = "/en/reform/", f"{PAGE}chart.svg"
ID = "0123456789abcdef" * 2
DATE = "Fri, 01 Jan 2100 00:00:00 GMT"


class Said(NamedTuple):
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return dict(self.headers)[name]


class Server:
    """Asks as a server does, by a go-between that holds both sides to the letter of WSGI."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        """What Django was asked."""
        self.django = WSGIHandler()
        self._front = validator(Front(self._noted))

    def _noted(self, environ: WSGIEnvironment, start_response: Any) -> Iterable[bytes]:
        self.reached.append(environ["PATH_INFO"])
        return self.django(environ, start_response)

    def ask(self, address: str, method: str = "GET", **more: str) -> Said:
        said: list[Any] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], error: Any = None, /
        ) -> Callable[[bytes], None]:
            said[:] = status, tuple(headers)
            return lambda _part: None

        with connections_stay_open():
            answer: Any = self._front(environ(address, method, **more), start_response)
            try:
                body = b"".join(answer)
            finally:
                answer.close()
        status, headers = said
        return Said(status, headers, body)


def environ(address: str, method: str = "GET", **more: str) -> WSGIEnvironment:
    path, _, query = address.partition("?")
    found: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "HTTP_HOST": "testserver",
    }
    found |= more
    setup_testing_defaults(found)
    return found


@pytest.fixture(autouse=True)
def keep(settings: Any) -> Iterator[None]:
    settings.KEEP_SECONDS = 60
    caches["answers"].clear()
    yield
    caches["answers"].clear()
    set_script_prefix("/")


@pytest.fixture
def server(chain: Chain) -> Server:
    return Server()


def test_servers_are_given_the_front_door() -> None:
    from reformtracker.wsgi import application

    assert isinstance(application, Front)


# ---------- what is given ----------
@pytest.mark.parametrize("address", [OVERVIEW, DRAWING, "/ar/data/", "/sitemap.xml"])
@pytest.mark.bar("B31")
def test_what_is_given_again_is_what_django_gave_to_the_last_byte(address: str, server: Server) -> None:
    packings = ("", "gzip", "br, gzip")
    made = [server.ask(address, HTTP_ACCEPT_ENCODING=packing) for packing in packings]
    with CaptureQueriesContext(connection) as queries:
        given = [server.ask(address, HTTP_ACCEPT_ENCODING=packing) for packing in packings]
    assert given == made
    assert (len(server.reached), len(queries)) == (3, 0)
    first = made[0]
    assert dict(first.headers).keys() >= {
        "Content-Security-Policy",
        "Cross-Origin-Resource-Policy",
        "X-Content-Type-Options",
    }
    assert first.header("Content-Length") == str(len(first.body))


def test_a_head_is_given_the_headers_alone(server: Server) -> None:
    first = server.ask(PAGE)
    assert server.ask(PAGE, "HEAD") == first._replace(body=b"")
    assert len(server.reached) == 1


def test_a_head_keeps_nothing(server: Server) -> None:
    head = server.ask(PAGE, "HEAD")
    assert server.ask(PAGE).headers == head.headers
    assert server.ask(PAGE).body
    assert len(server.reached) == 2


def known_as(etag: str) -> tuple[str, ...]:
    """Weak, strong, among others, and by a star."""
    return etag, etag.removeprefix("W/"), f'"another", {etag}', " * "


def test_who_has_it_already_is_told_so_alike_by_the_door_and_by_django(server: Server, settings: Any) -> None:
    etag = server.ask(OVERVIEW).header("ETag")
    with CaptureQueriesContext(connection) as queries:
        by_the_door = {server.ask(OVERVIEW, HTTP_IF_NONE_MATCH=known) for known in known_as(etag)}
    assert (len(server.reached), len(queries)) == (1, 0)
    settings.KEEP_SECONDS = 0
    by_django = server.ask(OVERVIEW, HTTP_IF_NONE_MATCH=etag)
    assert by_the_door == {by_django}
    assert (by_django.status, by_django.body, by_django.header("ETag")) == ("304 Not Modified", b"", etag)


def test_who_has_another_is_given_this_one(server: Server) -> None:
    first = server.ask(OVERVIEW)
    assert server.ask(OVERVIEW, HTTP_IF_NONE_MATCH='"another"') == first
    # The tag decides where both are given.
    assert server.ask(OVERVIEW, HTTP_IF_NONE_MATCH='"another"', HTTP_IF_MODIFIED_SINCE=DATE) == first
    assert server.ask(OVERVIEW, HTTP_IF_MODIFIED_SINCE="yesterday") == first


# ---------- to whom ----------
@pytest.mark.bar("B31")
def test_a_host_that_is_none_of_ours_is_refused_and_fills_nothing(server: Server) -> None:
    first = server.ask(PAGE)
    for forged in ("evil.example", "testserver@evil.example", "testserver, evil.example", "a b"):
        assert server.ask(PAGE, HTTP_HOST=forged).status == "400 Bad Request"
    reached = len(server.reached)
    # An invented port is none that is kept apart.
    assert {server.ask(PAGE, HTTP_HOST=f"testserver:{port}") for port in range(6000, 6010)} == {first}
    assert len(server.reached) == reached == 5


def test_who_comes_without_tls_is_not_given_what_is_for_those_who_come_with_it(settings: Any, chain: Chain) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT, settings.SECURE_SSL_HOST, settings.SECURE_HSTS_SECONDS = True, "testserver", 60
    server = Server()
    for _ in range(2):
        with_tls = server.ask(PAGE, HTTP_X_FORWARDED_PROTO="https")
        assert (with_tls.status, with_tls.header("Strict-Transport-Security")) == ("200 OK", "max-age=60")
        assert server.ask(PAGE).header("Location") == f"https://testserver{PAGE}"
        assert server.ask(PAGE, HTTP_X_FORWARDED_PROTO="javascript").status.startswith("301")
    assert server.reached == [PAGE] * 5


def test_what_is_written_in_another_way_django_reads_itself(server: Server) -> None:
    for address, prefix in (("/en/caf\xc3\xa9/", ""), ("/en/\xd8\xa7/", ""), ("/en/\xff/", ""), (PAGE, "/below")):
        first = server.ask(address, SCRIPT_NAME=prefix)
        assert server.ask(address, SCRIPT_NAME=prefix).status == first.status
    assert len(server.reached) == 8


def test_what_is_no_page_reaches_django_each_time(server: Server) -> None:
    addresses = ["/healthz", "/api/v1/", "/sdmx/dataflow", "/admin/login/", "/static/x", "/"]
    for address in addresses * 2:
        server.ask(address)
    assert server.reached == addresses * 2


def test_an_answer_that_is_not_kept_goes_out_as_it_is() -> None:
    """A file is what its server makes of it, and is closed by it."""
    file: Any = iter([b"bytes"])

    def django(environ: WSGIEnvironment, start_response: Any) -> Any:
        start_response("200 OK", [])
        return file

    with connections_stay_open():
        assert Front(django)(environ(OVERVIEW), lambda *_: lambda _part: None) is file


# ---------- what goes wrong ----------
@pytest.mark.bar("B09")
def test_a_database_that_is_away_is_told_as_ever_and_asked_once(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def away() -> str:
        asked.append("epoch")
        raise OperationalError("the database system is starting up")

    monkeypatch.setattr("reformtracker.publishing.epoch.read", away)
    with CaptureQueriesContext(connection) as queries:
        answer = FrontClient(raise_request_exception=False).get("/fr/reform/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Security-Policy"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (asked, len(queries)) == (["epoch"], 0)


def test_connections_are_looked_after_whenever_the_record_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def read() -> str:
        done.append("record")
        return "one"

    monkeypatch.setattr("reformtracker.web.front.close_old_connections", lambda: done.append("connections"))
    monkeypatch.setattr("reformtracker.publishing.epoch.read", read)
    front = Front(lambda _environ, _start_response: [])
    for _ in range(3):
        front(environ(OVERVIEW), lambda *_: lambda _part: None)
    assert done == ["connections", "record", "connections"]


# ---------- what is told of it ----------
def test_it_is_logged_under_the_id_of_its_request_as_if_django_had_answered(server: Server, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    etag = server.ask(OVERVIEW).header("ETag")
    with written() as log_file:
        server.ask(OVERVIEW, HTTP_X_REQUEST_ID=ID)
        server.ask(OVERVIEW, "HEAD", HTTP_X_REQUEST_ID=ID)
        server.ask(OVERVIEW, HTTP_X_REQUEST_ID=ID, HTTP_IF_NONE_MATCH=etag)
        # Another, which Django makes.
        server.ask("/fr/reform/", HTTP_X_REQUEST_ID=ID, HTTP_IF_NONE_MATCH="*")
    lines = log_file.lines("reformtracker.web.watching")
    assert [(line["request"], line["message"]) for line in lines] == [
        (ID, f"{said} <lang:lang>/<slug:fw>/") for said in ("GET 200", "HEAD 200", "GET 304", "GET 304")
    ]
    assert len(server.reached) == 2


def test_each_request_has_one_id_of_its_own(server: Server) -> None:
    with written() as log_file:
        for _ in range(3):
            server.ask(OVERVIEW)
    assert len({line["request"] for line in log_file.lines("reformtracker.web.watching")}) == 3
