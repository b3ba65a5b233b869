"""Requests that somebody else has written: forged forms, links that lead away, and headers that name another host."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.cache import caches
from django.test import Client
from front_client import FrontClient

from reformtracker.publishing import outbox
from reformtracker.publishing.models import Chain, Person
from tests.attack import walk
from tests.bars import Figure
from tests.cast import Cast, assemble
from tests.publishing.test_signin import LOGIN, PASSWORD, doors
from tests.rights.world import PEOPLE, World, build
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B36")]

EVIL = "evil.example"
OF_SESSIONS = {"django_session", "usersessions_usersession"}


@pytest.fixture
def world() -> World:
    return build(whole=False)


def state() -> dict[str, str]:
    """What each table says, but for those that note who is signed in."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in OF_SESSIONS and model._meta.managed:
            rows = sorted(repr([_plain(value) for value in row]) for row in model._base_manager.values_list())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


# --- forms and methods ---------------------------------------------------------------------------
def browser_of(person: Person) -> Client:
    """Signed in, with a token for forms, by a browser that sends cookies whoever made it ask."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = signed_in(person).cookies
    client.get("/admin/account/sessions/")
    return client


def forged(client: Client, path: str) -> Iterator[tuple[str, Any]]:
    """What a page of another site can make it send."""
    token = client.cookies["csrf"].value
    form = {"_save": "1", "reason": EVIL, "text": EVIL}
    foreign = {"csrfmiddlewaretoken": token, **form}
    yield "without a token", client.post(path, form)
    yield "from another site", client.post(path, foreign, headers={"origin": f"https://{EVIL}"})
    yield "from a page without an origin", client.post(path, foreign, headers={"origin": "null"})
    yield "as text", client.post(path, json.dumps(foreign), content_type="text/plain")
    for method in ("put", "patch", "delete"):
        yield method, getattr(client, method)(path, json.dumps(form), content_type="application/json")


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.trust)], ids=["every fifth", "every door"])
def test_no_form_is_taken_from_another_site(world: World, step: int, figure: Figure) -> None:
    client = browser_of(world.people["superuser"])
    before, asked = state(), 0
    for path, _name in list(doors())[::step]:
        is_staff = path.startswith("/admin/")
        for how, response in forged(client, path):
            asked += 1
            assert response.status_code == 403 if is_staff else response.status_code in (403, 404, 405), (path, how)
    after = state()
    assert [table for table in before if before[table] != after[table]] == []
    assert client.get("/admin/").status_code == 200, "and nobody was signed out"
    figure("B36", f"{asked} forged requests refused")


def test_no_public_server_takes_anything_but_questions(chain: Chain) -> None:
    """It has no protection of forms because it has none: every other method is refused."""
    client = Client()
    for path in walk.one_each():
        for method in ("post", "put", "patch", "delete"):
            response = getattr(client, method)(path)
            assert response.status_code in (400, 403, 404, 405), (path, method)


@pytest.mark.parametrize(
    "people", [("superuser",), pytest.param(PEOPLE[1:], marks=pytest.mark.trust)], ids=["one", "everybody"]
)
def test_nothing_changes_by_being_asked(world: World, people: tuple[str, ...]) -> None:
    before = state()
    for who in people:
        for path in (*walk.staff(world, whole=len(people) > 1), *walk.one_each()):
            for method in (world.clients[who].get, world.clients[who].head):
                response = method(path)
                if response.streaming:
                    response.getvalue()
    after = state()
    assert [table for table in before if before[table] != after[table]] == []


# --- where a link leads --------------------------------------------------------------------------
AWAY = (
    *(
        f"//{EVIL}",
        f"///{EVIL}",
        f"////{EVIL}",
        f"/\\{EVIL}",
        f"\\/{EVIL}",
        f"\\\\{EVIL}",
        f"/\\/{EVIL}",
        f"//\\{EVIL}",
    ),
    *(f"http://{EVIL}", f"https://{EVIL}/", f"https:{EVIL}", f"https:/{EVIL}", f"https:///{EVIL}", f"HTTPS://{EVIL}"),
    *(
        f"http:\\\\{EVIL}",
        f"ftp://{EVIL}",
        f"ws://{EVIL}",
        f"mailto:a@{EVIL}",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
    ),
    *("java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"),
    *(
        f"https://testserver@{EVIL}",
        f"https://testserver:80@{EVIL}/",
        f"//testserver@{EVIL}",
        f"https://testserver.{EVIL}",
    ),
    *(
        f"https://{EVIL}#testserver",
        f"https://{EVIL}?testserver",
        f"https://{EVIL}\\@testserver",
        f"//{EVIL}%2Ftestserver",
    ),
    *(
        f"/\t/{EVIL}",
        f"/\n/{EVIL}",
        f" //{EVIL}",
        f"\t//{EVIL}",
        f"/admin/\r\nLocation: https://{EVIL}",
        f"\x00//{EVIL}",
    ),
    *(
        f"/admin/%0d%0aLocation:%20https://{EVIL}",
        f"/／{EVIL}",
        f"／／{EVIL}",
        f"https://{EVIL}。",
        f"/%09/{EVIL}",
        f"/%5c{EVIL}",
    ),
)


def leads_away(location: str) -> bool:
    """As a browser reads it: without control characters, with a backslash for a slash."""
    bare = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33)))).replace("\\", "/")
    if bare.startswith("//") or re.match(r"[a-zA-Z][\w+.-]*:", bare):
        return urlsplit(bare).netloc != "testserver" or urlsplit(bare).scheme not in ("", "http", "https")
    return False


def test_the_forms_of_a_link_that_leads_away_are_told_apart() -> None:
    assert len(set(AWAY)) >= 40
    assert leads_away(f"/\t/{EVIL}") and leads_away(f"/\\{EVIL}") and leads_away(f"https:{EVIL}")
    assert not leads_away("/admin/?next=//x") and not leads_away("http://testserver/en/")


@pytest.mark.parametrize("where", AWAY)
def test_no_sign_in_leads_to_another_site(where: str) -> None:
    person = assemble().contributor
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    form = {"login": person.username, "password": PASSWORD, "next": where}
    for response in (
        client.get(LOGIN, {"next": where}),
        client.post(LOGIN, form),
        client.get(LOGIN, {"next": where}),
        client.post("/admin/account/reauthenticate/", {"password": PASSWORD, "next": where}),
        client.get("/admin/account/second-factor/reauthenticate/", {"next": where}),
        client.post("/admin/logout/", {"next": where}),
    ):
        assert not leads_away(response.headers.get("Location", "")), response.headers
        assert not re.search(rf"^Location: .*{EVIL}", str(response.headers), re.MULTILINE)
        assert f'href="{where}' not in response.content.decode()


def test_no_page_and_no_change_of_language_leads_to_another_site(world: World, figure: Figure) -> None:
    """Each address with a name that programs know for where to go next; and addresses that begin like those of a host."""
    names = (
        "next",
        "return",
        "return_to",
        "url",
        "redirect",
        "redirect_to",
        "continue",
        "to",
        "back",
        "language",
        "_popup",
    )
    client, asked = Client(), 0
    paths = (*walk.staff(world), "/", "/en/", "/en/reform/", "/ar/reform", "/api/v1", "/sdmx/data")
    for path in paths:
        response = world.clients["superuser"].get(path, dict.fromkeys(names, f"//{EVIL}"))
        asked += 1
        assert not leads_away(response.headers.get("Location", "")), path
    for begin in AWAY:
        for path in (begin, f"/{begin}", f"/en/{begin}", f"//{EVIL}/en/reform", f"/en//{EVIL}/..", f"/{begin}/../en"):
            response = client.get("/x", PATH_INFO=path.encode().decode("latin-1"))
            asked += 1
            assert not leads_away(response.headers.get("Location", "")), path
    figure("B36", f"{asked} links and {len(set(AWAY))} forms of `next`, none leads away")


# --- whose host ----------------------------------------------------------------------------------
FORGED = (
    {"Host": EVIL},
    {"Host": "testserver:6666"},
    {"Host": f"testserver@{EVIL}"},
    {"Host": f"testserver:80@{EVIL}"},
    {"Host": f"testserver, {EVIL}"},
    {"Host": f"{EVIL}#testserver"},
    {"X-Forwarded-Host": EVIL},
    {"X-Host": EVIL, "X-Forwarded-Server": EVIL, "X-HTTP-Host-Override": EVIL},
    {"X-Forwarded-Port": "6666", "X-Forwarded-Proto": f"{EVIL}"},
    {"X-Forwarded-Proto": "javascript", "X-Forwarded-Scheme": EVIL, "X-Forwarded-Prefix": f"/{EVIL}"},
    {"X-Original-URL": f"/{EVIL}", "X-Rewrite-URL": f"/{EVIL}", "X-Original-Host": EVIL},
    {"Forwarded": f"host={EVIL};proto=https", "Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/"},
)
TRACES = (EVIL, ":6666", "javascript:")
"""With its colon: four digits alone stand by chance in a packed file."""


def whole(response: Any) -> str:
    return f"{response.getvalue()!r} {sorted(response.headers.items())}"


@pytest.mark.parametrize("proxies", [1, pytest.param(0, marks=pytest.mark.trust)])
def test_a_forged_host_is_in_no_answer_and_in_no_answer_of_anybody_else(
    chain: Chain, settings: Any, proxies: int, figure: Figure
) -> None:
    settings.KEEP_SECONDS, settings.TRUSTED_PROXIES, settings.USE_X_FORWARDED_HOST = 60, proxies, False
    client, asked = FrontClient(), 0
    paths = [*walk.one_each(), "/api/v1/observations/?page_size=1", "/api/v1/indicators/?page_size=1&page=1"]
    for path in paths:
        for forgery in FORGED:
            response = client.get(path, headers=forgery)
            asked += 1
            said = whole(response)
            assert not [trace for trace in TRACES if trace in said], (path, forgery)
        kept = whole(client.get(path))
        caches["answers"].clear()
        assert not [trace for trace in TRACES if trace in kept], path
    figure("B36", f"{asked} requests with a forged host, no trace")


def test_links_of_a_list_are_those_of_the_site_whatever_port_was_asked(chain: Chain, settings: Any) -> None:
    path = "/api/v1/releases/?page_size=1"
    response = Client().get(path, headers={"Host": "localhost:6666"})
    assert response.status_code == 200
    assert response.json()["next"].startswith(f"{settings.SITE_URL}/api/v1/releases/")


@pytest.mark.usefixtures("https")
def test_whoever_comes_without_tls_is_led_to_the_host_of_the_site() -> None:
    response = Client().get("/en/reform/", headers={"Host": "localhost:6666"})
    assert response.headers["Location"] == "https://testserver/en/reform/"


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_host_is_in_no_mail(forgery: dict[str, str], cast: Cast, mailoutbox: list[Any]) -> None:
    client = Client(headers=forgery)
    client.post("/admin/account/password/", {"email": cast.contributor.email})
    outbox.work()
    assert not [trace for mail in mailoutbox for trace in TRACES if trace in str(mail.message())]


def test_the_tests_of_this_file_see_what_is_written(cast: Cast) -> None:
    before = state()
    Person.objects.filter(pk=cast.auditor.pk).update(first_name="Other")
    assert "publishing_person" in [table for table, said in state().items() if said != before[table]]
