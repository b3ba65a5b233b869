"""The whole tracker behind its nginx: what its logs and counts tell of a person, and what is said of every answer on the way out."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
import time
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message
from http.cookiejar import CookieJar
from http.cookies import SimpleCookie
from typing import NamedTuple

import production
import pytest
import services
from stack import FRAMEWORK, Stack, wait

from tests.attack.observatory import score
from tests.bars import Figure
from tests.deployed import deployed

pytestmark = [pytest.mark.trust, pytest.mark.postgres]

NAME, MAIL, ADDRESS = "kanarine", "kanarine@birds.example", "203.0.113.77"
PASSWORD, TOKEN, WORDS = "c4nary-passw0rd-of-staff", "c4nary-t0ken", "c4nary words of a spreadsheet"
PERSON = f"""
from reformtracker.publishing.models import Person
Person.objects.create_superuser("{NAME}", "{MAIL}", "{PASSWORD}", first_name="Kanarinchen", last_name="{NAME}sson")
"""


NO_HEADERS: Mapping[str, str] = {}
ENCRYPTED = {"X_Forwarded_Proto": "https"}


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """With a mail server that refuses every connection."""
    nobody = f"smtp://{NAME}:{PASSWORD}@127.0.0.1:{services.free_port()}"
    with deployed(tmp_path_factory.mktemp("attacked"), EMAIL_URL=nobody, LOG_LEVEL="INFO") as running:
        yield running


def ask(
    stack: Stack,
    path: str,
    headers: Mapping[str, str] = NO_HEADERS,
    *,
    method: str = "GET",
    body: bytes = b"",
    server: str = "nginx",
) -> Answer:
    """As nobody's browser would: the path as it is given."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.ports[server], timeout=30)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    except (ConnectionError, http.client.HTTPException):
        return Answer(0, Message(), b"")
    finally:
        connection.close()


# --- what is logged ------------------------------------------------------------------------------
def read_and_fail(stack: Stack) -> None:
    """As a reader whose every word is a canary, and who makes mistakes."""
    sent = {
        "Referer": f"https://x/?{MAIL}",
        "User_Agent": NAME,
        "X_Forwarded_For": ADDRESS,
        "Cookie": f"session={TOKEN}",
    }
    sent |= {"Authorization": f"Bearer {TOKEN}", "X_Request_ID": NAME}
    for path in (
        f"/en/search/?q={NAME}",
        f"/en/{NAME}/",
        f"/api/v1/{MAIL}/?{NAME}={TOKEN}",
        f"/en/{FRAMEWORK}/?as_of={TOKEN}",
        f"/sdmx/data/{NAME}",
        f"/static/{NAME}.css",
        f'/en/%0d%0a{{"level":"forged","{NAME}":1}}',
        f"/admin/{NAME}/?q={MAIL}",
        f"/admin/account/password/1a-{TOKEN}/",
    ):
        ask(stack, path, sent)
    ask(stack, "/en/", {"Host": f"{NAME}.example"})
    ask(stack, "/en/", sent, method=NAME.upper())
    ask(stack, f"/en/ HTTP/9.9 {NAME}", sent)
    ask(stack, "/admin/login/", sent, method="POST", body=b"login=" + MAIL.encode() + bytes(11_000_000))
    ask(stack, "/en/", {"X_Long": NAME * 8000})


def work_as_staff(stack: Stack) -> str:
    """Signs in with a mistake, sets a second factor up, uploads, asks for a password; gives the secret of the factor."""
    stack.manage("shell", "-c", PERSON)
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    production.send(stack, opener, "/admin/login/", login=MAIL, password=f"{PASSWORD}-wrong")
    production.send(stack, opener, "/admin/login/", login=NAME, password=PASSWORD)
    factor = "/admin/account/second-factor/totp/activate/"
    page = production.send(
        stack, opener, f"/admin/account/reauthenticate/?next={factor}", password=PASSWORD, next=factor
    )
    found = re.search(r'value="([A-Z2-7]{32})"', page)
    assert found
    production.send(stack, opener, factor, code=production.code_of(found[1]))
    production.expect(f"{stack.site}/admin/publishing/person/?q={NAME}", 200, opener)
    upload(stack, opener)
    fresh = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    production.send(stack, fresh, "/admin/account/password/", email=MAIL)
    return found[1]


def upload(stack: Stack, opener: urllib.request.OpenerDirector) -> None:
    start = f"{stack.site}/admin/benefits/upload/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', production.expect(start, 200, opener))
    assert token
    lines = [
        *("--b", 'Content-Disposition: form-data; name="csrfmiddlewaretoken"', "", token[1]),
        *("--b", f'Content-Disposition: form-data; name="file"; filename="{NAME}.csv"', "", WORDS, "--b--", ""),
    ]
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Referer": start}
    request = urllib.request.Request(f"{start}add/", "\r\n".join(lines).encode(), headers)  # noqa: S310  # our own server
    with opener.open(request, timeout=30) as answer:
        assert answer.status == 200


FAIL = f"""
from django.db import IntegrityError
from reformtracker.publishing import outbox
from reformtracker.publishing.models import Person
import logging
outbox.work()
try:
    Person.objects.create_user(username="{NAME}", email="{MAIL}")
except IntegrityError:
    logging.getLogger("reformtracker.try").exception("not kept: %s", "{MAIL}")
"""


def told(stack: Stack) -> dict[str, str]:
    """All that an operator is told: the logs of every service, and the counts of both servers."""
    logs = {path.name: path.read_text(errors="replace") for path in stack.folder.glob("*.log")}
    for name in ("web-public", "web-staff"):
        address = f"http://127.0.0.1:{stack.ports[name]}/metrics"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {stack.given['METRICS_TOKEN']}"})  # noqa: S310  # our own server
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # our own server
            logs[f"metrics of {name}"] = answer.read().decode()
    return logs


@pytest.mark.bar("B60")
def test_no_log_and_no_count_tells_of_a_person_and_no_line_is_forged(stack: Stack, figure: Figure) -> None:
    read_and_fail(stack)
    secret = work_as_staff(stack)
    logs = told(stack) | {"a command": stack.manage("shell", "-c", FAIL)}
    canaries = (NAME, "kanarinchen", MAIL, ADDRESS, TOKEN, PASSWORD, WORDS, secret, "127.0.0.1", "forged")
    found = {name: [one for one in canaries if one.lower() in text.lower()] for name, text in logs.items()}
    assert {name: ones for name, ones in found.items() if ones} == {}
    lines = [
        line
        for name in ("web-public", "web-staff", "worker", "nginx-access")
        for line in logs[f"{name}.log"].splitlines()
    ]
    assert [line for line in lines if not isinstance(json.loads(line), dict)] == []
    assert len(lines) > 40
    figure("B60", f"{len(canaries)} canaries sent, 0 found in {len(lines):,} lines of {len(logs)} logs and counts")


# --- what is said of every answer ----------------------------------------------------------------
FENCES = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def assert_fenced(answer: Answer, what: str) -> None:
    for name, value in FENCES.items():
        assert answer.headers.get_all(name) == [value], (what, name)
    for name in ("Content-Security-Policy", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"):
        assert len(answer.headers.get_all(name, [])) == 1, (what, name)
    headers: Mapping[str, str] = dict(answer.headers.items())
    assert score(headers, SimpleCookie()) >= 120, what


@pytest.mark.bar("B35")
def test_what_nginx_says_is_fenced_as_well_and_nothing_is_said_twice(stack: Stack, figure: Figure) -> None:
    static = re.search(rb'href="(/static/[^"]+\.css)"', ask(stack, f"/en/{FRAMEWORK}/").body)
    assert static
    asked = {
        200: (
            f"/en/{FRAMEWORK}/",
            f"/en/{FRAMEWORK}/",
            static[1].decode(),
            "/api/v1/indicators/",
            "/admin/login/",
            "/healthz",
        ),
        404: ("/metrics", "/en/nowhere/", "/static/nowhere.css"),
    }
    many = 0
    for status, paths in asked.items():
        for path in paths:
            answer = ask(stack, path, ENCRYPTED)
            assert answer.status == status, path
            assert_fenced(answer, path)
            many += 1
    answer = ask(stack, "/admin/login/", ENCRYPTED, method="POST", body=bytes(11_000_000))
    if answer.status:
        assert answer.status == 413
        assert_fenced(answer, "too large")
    slowed = next(answer for _time in range(2000) if (answer := ask(stack, "/healthz", ENCRYPTED)).status == 429)
    # Whoever comes next is let in again.
    time.sleep(5)
    assert slowed.headers["Retry-After"] == "5"
    assert_fenced(slowed, "too many")
    figure("B35", f"{many + 2} answers through nginx, its own among them")


@pytest.mark.bar("B35")
def test_a_prepared_file_is_sent_by_nginx_with_all_that_the_application_says_of_it(stack: Stack) -> None:
    listed = f"/api/v1/export/releases/1/?framework={FRAMEWORK}"
    path = f"/api/v1/export/releases/1/observations.csv?framework={FRAMEWORK}"
    asked = {"Host": stack.site.removeprefix("http://"), **ENCRYPTED}
    wait("the worker has prepared it", lambda: json.loads(ask(stack, listed, asked).body)["files"][0]["sha256"])
    sent, told = ask(stack, path, asked), ask(stack, path, asked, server="web-public")
    assert (sent.status, told.status, told.body) == (200, 200, b"")
    assert base64.b64encode(hashlib.sha256(sent.body).digest()).decode() in sent.headers["Repr-Digest"]
    own = {"server", "date", "connection", "content-length", "accept-ranges", "x-accel-redirect", "ratelimit", "vary"}
    said = [{name.lower(): value for name, value in one.headers.items()} for one in (sent, told)]
    ours, theirs = ({name: value for name, value in one.items() if name not in own} for one in said)
    assert ours == theirs
    assert sent.headers["RateLimit"]
    part = ask(stack, path, {**asked, "Range": "bytes=0-9"})
    assert (part.status, part.body) == (206, sent.body[:10])
    assert ask(stack, told.headers["X-Accel-Redirect"], asked).status == 404


@pytest.mark.bar("B36")
def test_a_forged_host_leaves_no_trace_in_what_nginx_keeps(stack: Stack) -> None:
    page = f"/en/{FRAMEWORK}/"
    for number, forgery in enumerate(
        (
            {"Host": "evil.example"},
            {"Host": "127.0.0.1:6666"},
            {"X_Forwarded_Host": "evil.example", "X_Forwarded_Port": "6666", "X_Forwarded_Proto": "javascript"},
            {"X_Original_URL": "/evil.example", "X_Rewrite_URL": "/evil.example", "Forwarded": "host=evil.example"},
        )
    ):
        for path in (page, f"/api/v1/observations/?page_size={number + 1}", f"{page}releases.atom"):
            for headers in (forgery, {}):
                answer = ask(stack, path, headers)
                said = f"{answer.headers} {answer.body!r}"
                assert not [trace for trace in ("evil.example", "6666", "javascript:") if trace in said], (
                    path,
                    headers,
                )
                assert headers or answer.status == 200
