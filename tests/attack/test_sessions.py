"""What is held of signing in and of sessions besides tests/publishing/test_signin.py: passwords, codes, cookies, and what is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    password_validators_help_texts,
    validate_password,
)
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from reformtracker.publishing import outbox
from reformtracker.publishing.signin.sessions import forget_ended
from reformtracker.publishing.tasks import forget_sessions
from tests.cast import Cast
from tests.publishing.test_signin import LOGIN, PASSWORD, SECRET, choose_password, code, is_inside, link, sign_in
from tests.publishing.test_signin import cast as cast_with_passwords
from tests.staff import signed_in

pytestmark = pytest.mark.django_db

cast = cast_with_passwords
SECOND = "/admin/account/second-factor/authenticate/"
LONG = sorted(word for word in CommonPasswordValidator().passwords if len(word) >= 12)
"""Of the passwords that were stolen most often, those that are long enough."""


# --- passwords -----------------------------------------------------------------------------------
def doors(client: Client, person: Any, password: str, mails: list[Any]) -> dict[str, bool]:
    """Whether each door that sets a password takes this one."""
    before = person.password
    twice = {"password1": password, "password2": password}
    client.post("/admin/password_change/", {"oldpassword": PASSWORD, **twice})
    person.refresh_from_db()
    changed = person.password != before
    mails.clear()
    Client().post("/admin/account/password/", {"email": person.email})
    outbox.work()
    before = person.password
    choose_password(Client(), link(mails[-1]), password)
    person.refresh_from_db()
    return {"change": changed, "reset": person.password != before}


@pytest.mark.bar("B37")
@pytest.mark.parametrize(
    "password",
    [
        *("lower case letters only", "пароль из слов и пробелов", "口令由一些字组成就可以了吧", "🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝🗝"),
        *("x" * 11 + " y", "a long one, of more than sixty-four letters, as a program that keeps passwords makes" * 1),
    ],
)
def test_a_long_password_of_any_kind_is_taken_at_every_door(password: str, cast: Cast, mailoutbox: list[Any]) -> None:
    """No rule says which letters it must have."""
    found = doors(signed_in(cast.contributor), cast.contributor, password, mailoutbox)
    assert found == {"change": True, "reset": True}


@pytest.mark.bar("B37")
@pytest.mark.parametrize("password", ["short", "eleven char", "chidi@example.org", *LONG[:3]])
def test_a_short_or_stolen_password_is_taken_at_no_door(
    password: str, cast: Cast, mailoutbox: list[Any], settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    found = doors(signed_in(cast.contributor), cast.contributor, password, mailoutbox)
    assert found == {"change": False, "reset": False}
    with pytest.raises(ValidationError):
        validate_password(password, cast.contributor)


@pytest.mark.bar("B37")
def test_what_is_asked_of_a_password_is_length_and_that_it_is_not_known() -> None:
    assert LONG
    said = " ".join(password_validators_help_texts())
    assert "at least 12 characters" in said
    for rule in ("uppercase", "digit", "symbol", "numeric"):
        assert rule not in said


# --- codes ---------------------------------------------------------------------------------------
@pytest.mark.bar("B37")
def test_a_code_proves_one_thing_once(cast: Cast, settings: Any) -> None:
    """Who has read the code over a shoulder cannot use it, in this session or another, for signing in or for what asks again."""
    settings.REQUIRE_SECOND_FACTOR = True
    TOTP.activate(cast.publisher, SECRET)
    used, mine = code(), Client()
    sign_in(cast.publisher, client=mine)
    mine.post(SECOND, {"code": used})
    assert is_inside(mine)
    answer = mine.post("/admin/account/second-factor/reauthenticate/", {"code": used})
    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.bar("B37")
@pytest.mark.parametrize(("step", "inside"), [(-30, False), (-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_its_time(step: int, inside: bool, cast: Cast, settings: Any, time_machine: Any) -> None:
    time_machine.move_to(1_772_000_010, tick=False)
    settings.REQUIRE_SECOND_FACTOR = True
    TOTP.activate(cast.publisher, SECRET)
    client = Client()
    sign_in(cast.publisher, client=client)
    client.post(SECOND, {"code": code(step=step)})
    assert is_inside(client) is inside


@pytest.mark.bar("B37")
def test_codes_are_not_guessed(cast: Cast, settings: Any) -> None:
    """Of the thousand codes that somebody with the password may try, five in a minute are looked at."""
    settings.REQUIRE_SECOND_FACTOR = True
    TOTP.activate(cast.publisher, SECRET)
    client = Client()
    sign_in(cast.publisher, client=client)
    right = code()
    for number in range(8):
        client.post(SECOND, {"code": f"{(int(right) + 1 + number) % 10**6:06}"})
    client.post(SECOND, {"code": right})
    assert not is_inside(client)


@pytest.mark.bar("B37")
def test_a_stranger_who_knows_the_name_keeps_nobody_out(cast: Cast) -> None:
    """A hundred failures from fifty networks, for the account and its mail, and its owner comes in."""
    for number in range(100):
        sign_in(cast.contributor, f"wrong {number}", REMOTE_ADDR=f"203.0.{number % 50}.7")
        Client().post(
            "/admin/account/password/", {"email": cast.contributor.email}, REMOTE_ADDR=f"203.0.{number % 50}.7"
        )
    client = Client(REMOTE_ADDR="198.51.100.4")
    sign_in(cast.contributor, client=client)
    assert is_inside(client)


# --- cookies -------------------------------------------------------------------------------------
@pytest.mark.bar("B38")
@pytest.mark.usefixtures("https")
def test_every_cookie_is_bound_to_this_host_and_to_tls(cast: Cast) -> None:
    client = Client()
    client.get(LOGIN, secure=True)
    client.post(LOGIN, {"login": "chidi", "password": PASSWORD}, secure=True, follow=True)
    client.get("/admin/account/sessions/", secure=True)
    assert set(client.cookies) == {"__Host-session", "__Host-csrf"}
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax"), name
    assert client.cookies["__Host-session"]["httponly"]


@pytest.mark.bar("B38")
def test_signing_in_and_out_give_new_keys(cast: Cast) -> None:
    """Who put a key of their own into the browser of somebody else has nothing of it afterwards."""
    client = Client()
    client.get(LOGIN)
    client.post("/admin/account/password/", {"email": "nobody@example.org"})
    stale, token = client.session.session_key, client.cookies["csrf"].value
    sign_in(cast.contributor, client=client)
    key = client.session.session_key
    assert key != stale
    assert client.cookies["csrf"].value != token
    client.post("/admin/logout/")
    again = Client()
    again.cookies["session"] = str(key)
    assert not is_inside(again)
    made_up = Client()
    made_up.cookies["session"] = "a" * 32
    sign_in(cast.contributor, client=made_up)
    assert made_up.cookies["session"].value != "a" * 32


@pytest.mark.bar("B38")
@pytest.mark.parametrize("path", ["/admin/", "/admin/account/sessions/", "/admin/my-mail/"])
def test_nothing_of_a_session_is_kept_by_browsers_and_caches(path: str, cast: Cast) -> None:
    answer = signed_in(cast.contributor).get(path)
    if answer.status_code == 200:
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.bar("B38", "B60")
def test_of_a_session_that_is_over_nothing_is_kept(cast: Cast) -> None:
    """Not the address and not the browser, within an hour of its end: so says the privacy page."""
    ended, idle, lasting = (Client(HTTP_USER_AGENT=name) for name in ("ended", "idle", "lasting"))
    for client in (ended, idle, lasting):
        sign_in(cast.contributor, client=client)
    assert UserSession.objects.count() == 3
    Session.objects.get(session_key=ended.session.session_key).delete()
    half_an_hour_ago = timezone.now() - timedelta(minutes=32)
    UserSession.objects.filter(user_agent="idle").update(last_seen_at=half_an_hour_ago)
    assert forget_ended() == 2
    assert UserSession.objects.get().user_agent == "lasting"
    assert is_inside(lasting)
    assert not is_inside(idle)
    Session.objects.update(expire_date=half_an_hour_ago)
    assert forget_sessions() == 1
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)
