"""Every door of the staff side: who comes in with what, who is kept out, and for how long."""

from __future__ import annotations

import base64
import hmac
import re
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from reformtracker.publishing import outbox
from reformtracker.publishing.models import AuditEvent, Person, Role
from reformtracker.publishing.signin.door import OPEN, SET_UP
from tests.cast import Cast, assemble
from tests.staff import form_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B37", "B38")]
PASSWORD = "a password of nobody else"
SECRET = base64.b32encode(b"twenty bytes of seed").decode()
LOGIN, ADMIN = "/admin/login/", "/admin/"


@pytest.fixture
def cast() -> Cast:
    made = assemble()
    for person in (made.contributor, made.publisher, made.administrator):
        person.set_password(PASSWORD)
        person.save()
    return made


@pytest.fixture
def second_factor(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def code(secret: str = SECRET, step: int = 0) -> str:
    """RFC 6238, worked out here once more."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def sign_in(person: Person, password: str = PASSWORD, client: Client | None = None, **headers: str) -> Any:
    data = {"login": person.username, "password": password}
    return (client or Client()).post(LOGIN, data, follow=True, **headers)  # type: ignore[arg-type]  # as META


def is_inside(client: Client) -> bool:
    return client.get(ADMIN).status_code == 200


# --- the second factor ---------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("second_factor")
@pytest.mark.parametrize("name", ["publisher", "administrator"])
def test_who_answers_for_what_is_public_sets_a_second_factor_up_before_anything_else(name: str, cast: Cast) -> None:
    client = Client()
    page = sign_in(getattr(cast, name), client=client)
    assert page.redirect_chain[-1][0] == "/admin/account/second-factor/"
    assert "Your role asks for a second factor" in page.text
    # The way there asks for the password once more, then for the code of an app.
    page = client.get("/admin/account/second-factor/totp/activate/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/admin/account/reauthenticate/")
    assert not is_inside(client)
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert not is_inside(client)
    client.post("/admin/account/second-factor/totp/activate/", {"code": code(secret)})
    assert is_inside(client)


@pytest.mark.usefixtures("second_factor")
def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(cast: Cast) -> None:
    TOTP.activate(cast.publisher, SECRET)
    client = Client()
    page = sign_in(cast.publisher, client=client)
    assert page.redirect_chain[-1][0] == "/admin/account/second-factor/authenticate/"
    assert "_auth_user_id" not in client.session
    wrong = client.post("/admin/account/second-factor/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not is_inside(client)
    client.post("/admin/account/second-factor/authenticate/", {"code": code()})
    assert is_inside(client)


@pytest.mark.usefixtures("second_factor")
def test_a_code_opens_one_session_only(cast: Cast) -> None:
    TOTP.activate(cast.publisher, SECRET)
    used = code()
    for expected in (True, False):
        client = Client()
        sign_in(cast.publisher, client=client)
        client.post("/admin/account/second-factor/authenticate/", {"code": used})
        assert is_inside(client) is expected


@pytest.mark.usefixtures("second_factor")
def test_a_recovery_code_opens_once_where_the_telephone_is_lost(cast: Cast) -> None:
    TOTP.activate(cast.publisher, SECRET)
    lasting = RecoveryCodes.activate(cast.publisher).generate_codes()[0]
    for expected in (True, False):
        client = Client()
        sign_in(cast.publisher, client=client)
        client.post("/admin/account/second-factor/authenticate/", {"code": lasting})
        assert is_inside(client) is expected


@pytest.mark.usefixtures("second_factor")
def test_others_sign_in_with_a_password_and_may_have_a_second_factor(cast: Cast) -> None:
    client = Client()
    sign_in(cast.contributor, client=client)
    assert is_inside(client)
    TOTP.activate(cast.contributor, SECRET)
    client = Client()
    sign_in(cast.contributor, client=client)
    assert not is_inside(client)


@pytest.mark.usefixtures("second_factor")
def test_whoever_becomes_a_publisher_must_prove_it_from_then_on(cast: Cast) -> None:
    client = Client()
    sign_in(cast.contributor, client=client)
    cast.contributor.groups.add(Group.objects.get(name=Role.PUBLISHER))
    assert not is_inside(client)
    sign_in(cast.contributor, client=client)
    assert not is_inside(client)


def test_the_trial_run_forces_no_second_factor(cast: Cast) -> None:
    client = Client()
    sign_in(cast.publisher, client=client)
    assert is_inside(client)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("second_factor")
def test_setting_a_factor_up_ends_the_sessions_that_have_not_proved_it(cast: Cast) -> None:
    elsewhere, here = Client(), Client()
    for client in (elsewhere, here):
        sign_in(cast.contributor, client=client)
    here.post("/admin/account/reauthenticate/", {"password": PASSWORD})
    secret = here.get("/admin/account/second-factor/totp/activate/").context["form"].secret
    here.post("/admin/account/second-factor/totp/activate/", {"code": code(secret)})
    assert Authenticator.objects.filter(user=cast.contributor, type="totp").exists()
    assert (is_inside(here), is_inside(elsewhere)) == (True, False)
    assert AuditEvent.objects.filter(act="change second factor", actor=cast.contributor.pseudonym).exists()


@pytest.mark.usefixtures("second_factor")
def test_another_administrator_takes_away_a_factor_that_is_lost(cast: Cast) -> None:
    TOTP.activate(cast.publisher, SECRET)
    stolen = Client()
    sign_in(cast.publisher, client=stolen)
    stolen.post("/admin/account/second-factor/authenticate/", {"code": code()})
    assert is_inside(stolen)
    path = f"/admin/publishing/person/{cast.publisher.pk}/second-factor/"
    assert signed_in(cast.contributor).post(path).status_code == 403
    assert signed_in(cast.administrator, "password", "mfa").post(path).status_code == 302
    assert not Authenticator.objects.exists()
    assert not is_inside(stolen)
    assert AuditEvent.objects.filter(act="take away second factor", subject=cast.publisher.pseudonym).exists()


def test_nobody_takes_away_their_own_factor_as_an_administrator(cast: Cast) -> None:
    TOTP.activate(cast.administrator, SECRET)
    path = f"/admin/publishing/person/{cast.administrator.pk}/second-factor/"
    assert signed_in(cast.administrator).post(path).status_code == 403
    assert Authenticator.objects.exists()


# --- all doors -----------------------------------------------------------------------------------
def doors(resolver: Any = None, route: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of the site as the resolver has it, with something in place of its variables, and its name."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = route + re.sub(r"\(\?P<\w+>.*?\)(?=/|\$|$)|<[^>]*>", "1", str(entry.pattern)).lstrip("^").rstrip("$\\Z")
        if isinstance(entry, URLResolver):
            yield from doors(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.name or ""


def test_the_walk_reaches_every_part_of_the_site() -> None:
    found = [path for path, _name in doors()]
    assert len(found) > 150
    for part in ("/admin/login/", "/admin/publishing/release/waiting/", "/admin/account/second-factor/", "/api/v1/"):
        assert any(path.startswith(part) for path in found), part


@pytest.mark.usefixtures("second_factor")
def test_no_door_makes_a_session_of_a_password_alone(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    TOTP.activate(cast.publisher, SECRET)
    names = ("login", "username", "email")
    form = {**dict.fromkeys(names, cast.publisher.username), **dict.fromkeys(("password", "password1"), PASSWORD)}
    for path, _name in doors():
        client = Client(raise_request_exception=False)
        client.post(path, {**form, "this_is_the_login_form": "1", "next": ADMIN})
        assert "_auth_user_id" not in client.session, path


@pytest.mark.usefixtures("second_factor")
def test_without_the_second_factor_a_session_opens_nothing_but_the_way_to_it(cast: Cast) -> None:
    client = signed_in(cast.publisher)
    way_there = OPEN | SET_UP
    inside = [path for path, _name in doors() if path.startswith(ADMIN) and resolve(path).url_name not in way_there]
    assert len(inside) > 100
    for path in inside:
        for method in (client.get, client.post):
            response = method(path)
            assert response.status_code in (302, 404), path
            if response.status_code == 302:
                assert "/account/second-factor/" in response.url or response.url.startswith(LOGIN), path
    assert is_inside(signed_in(cast.publisher, "password", "mfa"))


@pytest.mark.usefixtures("second_factor")
def test_a_password_does_not_add_a_second_factor_beside_the_one_there_is(cast: Cast) -> None:
    TOTP.activate(cast.publisher, SECRET)
    client = signed_in(cast.publisher)
    for path in ("", "totp/activate/", "webauthn/add/", "totp/deactivate/", "recovery-codes/"):
        response = client.get(f"/admin/account/second-factor/{path}")
        assert response.url.startswith("/admin/account/second-factor/reauthenticate/"), path
    client.post("/admin/account/second-factor/reauthenticate/", {"code": code()})
    assert is_inside(client)


def test_nobody_signs_up_and_nobody_changes_their_address(cast: Cast) -> None:
    names = {name for _path, name in doors()}
    assert names.isdisjoint({"account_signup", "account_email", "account_confirm_email", "account_request_login_code"})


# --- failures ------------------------------------------------------------------------------------
def test_failures_slow_down_where_they_come_from_and_lock_nobody_out_elsewhere(cast: Cast) -> None:
    for _try in range(5):
        sign_in(cast.contributor, "wrong", REMOTE_ADDR="192.0.2.7")
    client = Client()
    refused = sign_in(cast.contributor, client=client, REMOTE_ADDR="192.0.2.9")
    assert "Too many failed login attempts" in refused.text
    assert not is_inside(client)
    client = Client(REMOTE_ADDR="198.51.100.4")
    sign_in(cast.contributor, client=client)
    assert is_inside(client)


def test_who_was_slowed_down_comes_in_after_a_while(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to("2026-03-01T10:00:00Z", tick=False)
    for _try in range(6):
        sign_in(cast.contributor, "wrong")
    time_machine.move_to("2026-03-01T10:01:01Z", tick=False)
    client = Client()
    sign_in(cast.contributor, client=client)
    assert is_inside(client)


def test_behind_a_proxy_a_forged_address_makes_no_new_network_and_locks_nobody_else(cast: Cast, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(8):
        sign_in(cast.contributor, "wrong", HTTP_X_FORWARDED_FOR=f"10.{number}.0.1, 192.0.2.7")
    client = Client(HTTP_X_FORWARDED_FOR="10.99.0.1, 192.0.2.7")
    assert "Too many" in sign_in(cast.contributor, client=client).text
    client = Client(HTTP_X_FORWARDED_FOR="198.51.100.4")
    sign_in(cast.contributor, client=client)
    assert is_inside(client)


@pytest.mark.bar("B08")
def test_without_redis_failures_still_slow_down_and_staff_still_come_in(cast: Cast, settings: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{probe.getsockname()[1]}/0"
        backend = "reformtracker.publishing.signin.memory.RedisOrMemory"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": nobody}}
        client = Client()
        sign_in(cast.contributor, client=client)
        assert is_inside(client)
        for _try in range(5):
            sign_in(cast.contributor, "wrong")
        assert "Too many failed login attempts" in sign_in(cast.contributor).text


def test_a_closed_account_does_not_come_in(cast: Cast) -> None:
    Person.objects.filter(pk=cast.contributor.pk).update(is_active=False)
    client = Client()
    sign_in(cast.contributor, client=client)
    assert not is_inside(client)


# --- sessions ------------------------------------------------------------------------------------
def close_account(who: Person) -> None:
    Person.objects.filter(pk=who.pk).update(is_active=False)


def take_role(who: Person) -> None:
    who.groups.clear()


def give_role(who: Person) -> None:
    who.groups.add(Group.objects.get(name=Role.REVIEWER))


def make_superuser(who: Person) -> None:
    Person.objects.filter(pk=who.pk).update(is_superuser=True)


def change_password(who: Person) -> None:
    who.set_password("another password of nobody else")
    who.save()


@pytest.mark.parametrize("happens", [close_account, take_role, give_role, make_superuser, change_password])
def test_sessions_end_with_the_next_request_when_an_account_changes(happens: Any, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    assert is_inside(client)
    happens(cast.contributor)
    response = client.get(ADMIN)
    assert response.status_code == 302
    assert response.url.startswith(LOGIN)


@pytest.mark.parametrize(
    ("visits", "inside"),
    [
        # Minutes after signing in; the last visit counts.
        ([29, 58], True),
        ([31], False),
        ([29, 61], False),
        (list(range(25, 720, 25)), True),
        (list(range(25, 720, 25)) + [721], False),
    ],
)
def test_a_session_ends_after_half_an_hour_without_use_and_after_half_a_day(
    visits: list[int], inside: bool, cast: Cast, time_machine: Any
) -> None:
    start = 1_772_000_000
    time_machine.move_to(start, tick=False)
    client = signed_in(cast.contributor)
    for minute in visits:
        time_machine.move_to(start + minute * 60, tick=False)
        found = is_inside(client)
    assert found is inside


def test_a_person_sees_and_ends_their_own_sessions(cast: Cast) -> None:
    other, mine, elsewhere = Client(), Client(), Client()
    sign_in(cast.administrator, client=other)
    for client in (mine, elsewhere):
        sign_in(cast.contributor, client=client)
    page = mine.get("/admin/account/sessions/")
    assert page.context["session_count"] == 2
    mine.post("/admin/account/sessions/")
    assert [is_inside(client) for client in (mine, elsewhere, other)] == [True, False, True]


def test_the_cookie_is_for_this_server_alone(cast: Cast) -> None:
    client = Client()
    sign_in(cast.contributor, client=client)
    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    # It goes when the browser is closed.
    assert cookie["max-age"] == ""


# --- a fresh proof -------------------------------------------------------------------------------
def test_a_change_of_roles_long_after_signing_in_asks_for_the_password_and_is_then_done(
    cast: Cast, time_machine: Any
) -> None:
    start = 1_772_000_000
    time_machine.move_to(start, tick=False)
    client = Client(enforce_csrf_checks=True)
    token = client.get(LOGIN).context["csrf_token"]
    client.post(LOGIN, {"login": "amal", "password": PASSWORD, "csrfmiddlewaretoken": token})
    time_machine.move_to(start + 11 * 60, tick=False)
    path = f"/admin/publishing/person/{cast.contributor.pk}/change/"
    page = client.get(path)
    assert page.status_code == 200
    reviewer = Group.objects.get(name=Role.REVIEWER)
    changed = {"groups": str(reviewer.pk), "csrfmiddlewaretoken": str(page.context["csrf_token"])}
    form = form_of(page) | changed
    asked = client.post(path, form)
    assert asked.url.startswith("/admin/account/reauthenticate/")
    assert cast.contributor.groups.get().name == Role.CONTRIBUTOR
    token = client.get(asked.url).context["csrf_token"]
    wrong = client.post(asked.url, {"password": "wrong", "next": path, "csrfmiddlewaretoken": token})
    assert wrong.status_code == 200
    assert cast.contributor.groups.get().name == Role.CONTRIBUTOR
    client.post(asked.url, {"password": PASSWORD, "next": path, "csrfmiddlewaretoken": token})
    assert cast.contributor.groups.get() == reviewer


@pytest.mark.parametrize("path", ["/admin/publishing/release/waiting/", "/admin/publishing/release/1/publish/"])
def test_publishing_long_after_signing_in_asks_for_the_password(path: str, cast: Cast, time_machine: Any) -> None:
    start = 1_772_000_000
    time_machine.move_to(start, tick=False)
    client = signed_in(cast.publisher)
    time_machine.move_to(start + 9 * 60, tick=False)
    assert client.post(path).status_code in (200, 404)
    time_machine.move_to(start + 11 * 60, tick=False)
    assert client.post(path).url.startswith("/admin/account/reauthenticate/")


# --- invitation and forgotten password -----------------------------------------------------------
def link(mail: Any) -> str:
    found = re.search(r"http://testserver(/admin/account/password/\S+)", mail.body)
    assert found
    return found[1]


def choose_password(client: Client, address: str, password: str = PASSWORD) -> Any:
    page = client.get(address, follow=True)
    if page.context.get("token_fail"):
        return page
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)


def test_an_administrator_invites_and_the_invited_person_chooses_a_password(cast: Cast, mailoutbox: list[Any]) -> None:
    administrator = signed_in(cast.administrator)
    role = Group.objects.get(name=Role.CONTRIBUTOR)
    form = {"username": "nia", "email": "nia@example.org", "language": "fr", "usable_password": "false"}
    response = administrator.post("/admin/publishing/person/add/", {**form, "groups": str(role.pk)})
    assert response.status_code == 302, response.context["adminform"].form.errors
    outbox.work()
    (mail,) = mailoutbox
    assert mail.to == ["nia@example.org"]
    client = Client()
    choose_password(client, link(mail))
    assert "_auth_user_id" not in client.session
    sign_in(Person.objects.get(username="nia"), client=client)
    assert is_inside(client)
    assert choose_password(Client(), link(mail)).context["token_fail"]


@pytest.mark.usefixtures("second_factor")
def test_a_forgotten_password_is_no_way_round_the_second_factor(cast: Cast, mailoutbox: list[Any]) -> None:
    TOTP.activate(cast.publisher, SECRET)
    Client().post("/admin/account/password/", {"email": cast.publisher.email})
    outbox.work()
    client = Client()
    choose_password(client, link(mailoutbox[0]), "quite another password")
    sign_in(cast.publisher, "quite another password", client=client)
    assert not is_inside(client)
    client.post("/admin/account/second-factor/authenticate/", {"code": code()})
    assert is_inside(client)


def test_who_asks_for_a_password_does_not_learn_who_has_an_account(cast: Cast, mailoutbox: list[Any]) -> None:
    pages = [
        Client().post("/admin/account/password/", {"email": email}, follow=True)
        for email in (cast.contributor.email, "nobody@example.org")
    ]
    outbox.work()
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert [mail.to for mail in mailoutbox] == [[cast.contributor.email]]


def test_the_key_of_a_password_mail_lies_nowhere_in_the_database(cast: Cast, mailoutbox: list[Any]) -> None:
    from reformtracker.publishing.models import Notice, OutboxEntry

    Client().post("/admin/account/password/", {"email": cast.contributor.email})
    outbox.work()
    key = link(mailoutbox[0]).rstrip("/").split("-", 1)[1]
    kept = str(list(Notice.objects.values())) + str(list(OutboxEntry.objects.values()))
    assert key not in kept
