"""What a browser is told of every answer: pages, staff side, errors, files, the API, with the grade that Mozilla gives for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

from reformtracker.web.views import machines
from tests.attack import walk
from tests.attack.observatory import YEAR, directives, points, score
from tests.bars import Figure
from tests.rights.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B35"), pytest.mark.usefixtures("https")]

TOP = 120
NOBODY = "'none'"


@pytest.fixture
def world() -> World:
    return build(whole=False)


def asked(client: Client, path: str, **more: Any) -> Any:
    response = client.get(path, secure=True, **more)
    if response.streaming:
        response.getvalue()
    return response


def answers(world: World, *, whole: bool) -> Iterator[tuple[str, Any]]:
    visitor, staff = Client(), world.clients["superuser"]
    for path in walk.public() if whole else walk.one_each():
        if "/embed/" not in path:
            yield path, asked(visitor, path)
    for path in walk.staff(world, whole=whole):
        yield path, asked(staff, path)
    yield "sign in", asked(visitor, "/admin/login/")


def fences(response: Any) -> list[str]:
    """What is missing of what the score does not ask for."""
    policy = directives(response.headers.get("Content-Security-Policy", ""))
    said = str(policy)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    wanted = {
        "default-src": policy.get("default-src") == [NOBODY],
        "base-uri": policy.get("base-uri") == [NOBODY],
        "form-action": policy.get("form-action") in ([NOBODY], ["'self'"]),
        "frame-ancestors": policy.get("frame-ancestors") == [NOBODY],
        "nothing inline": "unsafe" not in said and "nonce" not in said,
        "scripts of our own": policy.get("script-src", [NOBODY]) in ([NOBODY], ["'self'"]),
        "styles of our own": policy.get("style-src", [NOBODY]) in ([NOBODY], ["'self'"]),
        "opener": response.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "holder": response.headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "cross-origin"),
        "embedder": not is_page or response.headers.get("Cross-Origin-Embedder-Policy") == "require-corp",
        "transport": f"max-age={YEAR}; includeSubDomains" in response.headers.get("Strict-Transport-Security", ""),
        "one type": response.headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": response.headers.get("Referrer-Policy") == "strict-origin-when-cross-origin",
    }
    return [name for name, there in wanted.items() if not there]


def poor(found: Iterator[tuple[str, Any]]) -> tuple[int, dict[str, Any]]:
    """How many were asked, and those below the top grade, or without a fence."""
    many, wrong = 0, {}
    for many, (path, response) in enumerate(found, start=1):  # noqa: B007  # counted after the loop
        missing = fences(response)
        if missing or score(response.headers, response.cookies) < TOP:
            wrong[path] = missing, points(response.headers, response.cookies)
    return many, wrong


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.trust)], ids=["one of each", "all"])
def test_every_page_file_and_answer_has_the_top_grade(world: World, whole: bool, figure: Figure) -> None:
    many, wrong = poor(answers(world, whole=whole))
    assert wrong == {}
    assert many > (250 if whole else 120)
    figure("B35", f"{many} addresses of public pages, staff side, API and files, each {TOP} points or more")


def refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, Any]]:
    """Each answer that says no, with the status that it must have."""
    visitor = Client(raise_request_exception=False)
    yield 400, asked(visitor, "/en/reform/?as_of=nowhen")
    yield 400, asked(visitor, "/en/", headers={"host": "elsewhere.example"})
    yield 400, asked(visitor, "/api/v1/indicators/?nothing=1")
    yield 403, Client(enforce_csrf_checks=True).post("/admin/login/", secure=True)
    yield 404, asked(visitor, "/en/nowhere/")
    yield 404, asked(visitor, "/api/v1/nowhere/")
    yield 404, asked(visitor, "/static/nowhere.css")
    yield 405, visitor.post("/en/", secure=True)
    yield 301, visitor.get("/en/")
    with override_settings(API_LIMIT=1):
        limited = Client()
        for _time in range(12):
            last = asked(limited, "/api/v1/export/observations.csv")
        yield 429, last
    monkeypatch.setattr(machines, "today", lambda: 1 / 0)
    yield 500, asked(visitor, "/.well-known/security.txt")


def test_refusals_and_errors_have_it_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for status, response in refusals(monkeypatch):
        assert response.status_code == status
        assert (status, fences(response)) == (status, ["transport"] if status == 301 else [])
        assert status == 301 or score(response.headers, response.cookies) >= TOP, (status, response.headers)


def test_static_files_have_it_too(settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    client = Client()
    for path in ("css/page.css", "js/copy.js", "vendor/plotly", "help/nothing"):
        response = asked(client, f"/static/{path}")
        assert fences(response) == [], path
        assert score(response.headers, response.cookies) >= TOP, path
    assert asked(client, "/static/css/page.css").status_code == 200


def test_only_the_chart_for_other_sites_may_be_framed_and_it_has_no_form_and_no_cookie(world: World) -> None:
    response = asked(Client(), "/en/reform/embed/indicators/2.4.5/")
    policy = directives(response.headers["Content-Security-Policy"])
    assert response.status_code == 200
    assert fences(response) == ["frame-ancestors"]
    assert (policy["frame-ancestors"], policy["form-action"]) == (["*"], [NOBODY])
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_the_score_would_have_found_it() -> None:
    """Each header that is left out, or says too little, costs points."""
    from http.cookies import SimpleCookie

    good = {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
        "Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains; preload",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert score(good, SimpleCookie()) == 135
    for name in good:
        assert score({key: value for key, value in good.items() if key != name}, SimpleCookie()) < 135, name
    for weaker in ("script-src 'self' 'unsafe-inline'", "default-src https:", "style-src 'unsafe-inline'"):
        assert points(good | {"Content-Security-Policy": weaker}, SimpleCookie())["content-security-policy"] <= 0
    assert points(good, SimpleCookie("session=1; HttpOnly"))["cookies"] == -40
