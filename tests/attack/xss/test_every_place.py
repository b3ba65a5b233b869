"""Every text of the record and of its staff is an attack: what each page, file, feed, mail and answer makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reformtracker.publishing import notices, outbox
from reformtracker.publishing.models import Person
from reformtracker.publishing.texts import PATHS
from tests import shipped
from tests.attack import walk
from tests.attack.xss import scanning
from tests.attack.xss.payloads import CANARY, PAYLOADS
from tests.attack.xss.planting import OF_PROGRAMS, by_text, columns, plant
from tests.bars import Figure
from tests.benefits.workbook.example import make_example
from tests.browser.public import FRAMEWORK, PAGES
from tests.cast import assemble
from tests.rights.world import PEOPLE, build
from tests.staff import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.bar("B34")]

FILES = (
    *("indicators/2.4.2/chart.svg", "indicators/2.4.2/cite.bib", "brief.pdf", "releases.atom", "releases.json"),
    *("indicators/2.4.2/cite.ris", "case-studies/burkina-faso/cite.bib", "initiatives/2.4/cite.bib"),
)
OPEN_DATA = (
    *(
        "/api/v1/indicators/",
        "/api/v1/observations/",
        "/api/v1/case-studies/",
        "/api/v1/challenges/",
        "/api/v1/releases/",
    ),
    *("/api/v1/documents/", "/api/v1/changes/", "/api/v1/schema/", "/api/docs/", "/sdmx/dataflow/all/all/latest"),
)
LANGUAGES = [("en", "ar"), pytest.param(tuple(PATHS), marks=pytest.mark.trust)]
TURNS = [0, pytest.param(1, marks=pytest.mark.trust)]


def public(languages: Iterable[str]) -> Iterator[str]:
    for lang in languages:
        yield from (f"/{lang}/{page}" for page in PAGES)
        yield from (f"/{lang}/{FRAMEWORK}/{file}" for file in FILES)
    yield from (*OPEN_DATA, "/sitemap.xml", f"/en/{FRAMEWORK}/releases/2/", f"/en/{FRAMEWORK}/brief/?initiative=2.4")


def asked(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code < 500, path
    return response


def harm(client: Client, paths: Iterable[str]) -> tuple[int, int, dict[str, list[str]]]:
    """How many were asked, how many show a payload as the text that it is, and what is wrong where."""
    many = telling = 0
    wrong = {}
    for path in paths:
        response = asked(client, path)
        many += 1
        telling += b"xss(" in response.getvalue()
        if found := scanning.found_in(response):
            wrong[path] = found
    return many, telling, wrong


def test_there_are_sixty_of_them_and_each_is_told_apart() -> None:
    assert len(set(PAYLOADS)) == 60
    assert [number for number, payload in enumerate(PAYLOADS, start=1) if str(number) not in payload] == []


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("languages", LANGUAGES, ids=len)
def test_no_public_place_makes_anything_of_a_text(languages: tuple[str, ...], turn: int, figure: Figure) -> None:
    shipped.load()
    planted = plant(turn)
    many, telling, wrong = harm(Client(), public(languages))
    assert wrong == {}
    assert telling > many / 2
    whole = by_text(planted)
    figure("B34", f"{len(PAYLOADS)} payloads in {len(whole)} texts of the record, {many} public places")


@pytest.mark.parametrize(
    "people", [("superuser",), pytest.param(PEOPLE[1:], marks=pytest.mark.trust)], ids=["one", "everybody"]
)
def test_no_place_of_the_staff_side_makes_anything_of_a_text(people: tuple[str, ...], figure: Figure) -> None:
    world = build(whole=False)
    planted = plant()
    total = 0
    for who in people:
        many, telling, wrong = harm(world.clients[who], walk.staff(world, whole=len(people) > 1))
        assert wrong == {}, who
        assert telling > 20, who
        total += many
    assert total > 60
    figure("B34", f"{len(planted)} columns planted, {total} pages of staff")


@pytest.mark.trust
def test_every_text_has_held_every_payload() -> None:
    """Over both turns and the six languages; a text too short for them all has held as many as fit."""
    shipped.load()
    build_on_top = [by_text(plant(turn)) for turn in (0, 1)]
    rooms = {f"{model._meta.db_table}.{field.column}": field.max_length for model, field in columns()}
    for name, numbers in build_on_top[0].items():
        together = numbers | build_on_top[1][name]
        if name not in rooms and together:
            assert together == set(range(60)), (name, sorted(set(range(60)) - together))


def test_the_columns_that_are_left_out_are_those_of_programs() -> None:
    """And what the database refuses as markup: a link, by its own rule."""
    shipped.load()
    refused = {name for name, numbers in plant().items() if not numbers}
    # A reason for a jump is there where a value jumps, which none of the shipped ones does.
    assert refused <= {"sources_document.link", "benefits_observationversion.jump"}
    assert OF_PROGRAMS.isdisjoint(
        {"name", "title", "note", "link", "username", "narrative", "reason", "text", "summary"}
    )


# --- what a request says -------------------------------------------------------------------------
def echoes(payload: str) -> Iterator[str]:
    said, host = quote(payload), "peace-and-security"
    yield f"/en/search/?q={said}"
    yield f"/en/{said}/"
    yield f"/en/{host}/indicators/{said}/"
    yield f"/en/{host}/?as_of={said}&release={said}&objective={said}&status={said}&verdict={said}&country={said}"
    yield f"/en/{host}/challenges/?objective={said}&status={said}"
    yield f"/en/{host}/changes/?from={said}&to={said}"
    yield f"/en/{host}/timeline/?initiative={said}"
    yield f"/api/v1/indicators/?period={said}&{said}=1&framework={said}&ordering={said}"
    yield f"/api/v1/{said}/"
    yield f"/sdmx/data/{said}/all"
    yield f"/admin/login/?next={said}"
    yield f"/admin/account/password/1-{said}/"


@pytest.mark.parametrize("payloads", [PAYLOADS[::6], pytest.param(PAYLOADS, marks=pytest.mark.trust)], ids=len)
def test_nothing_that_an_address_says_is_made_anything_of(payloads: tuple[str, ...]) -> None:
    shipped.load()
    client = Client()
    wrong = {
        path: found
        for payload in payloads
        for path in echoes(payload)
        if (found := scanning.found_in(asked(client, path)))
    }
    assert wrong == {}


def test_a_form_that_is_sent_back_shows_what_was_typed_as_text() -> None:
    cast = assemble()
    for payload in PAYLOADS:
        for path, form in (
            ("/admin/login/", {"login": payload, "password": payload}),
            ("/admin/account/password/", {"email": payload}),
        ):
            assert scanning.found_in(Client().post(path, form)) == [], (path, payload)
    administrator = signed_in(cast.administrator)
    form = {"username": PAYLOADS[0], "email": PAYLOADS[5], "language": PAYLOADS[9], "first_name": PAYLOADS[30]}
    answer = administrator.post("/admin/publishing/person/add/", form)
    assert "xss(" in answer.content.decode()
    assert scanning.found_in(answer) == []


@pytest.mark.parametrize("payload", [*PAYLOADS[:3], PAYLOADS[5], PAYLOADS[30], PAYLOADS[38], PAYLOADS[41]])
def test_a_spreadsheet_shows_its_name_and_its_cells_as_text(payload: str) -> None:
    example = make_example()
    client = signed_in(example.cast.contributor)
    words = (
        example.sheet().only(("2.4.2", "2021")).put("2.4.2", "2021", value="18", narrative_en=payload, missing=payload)
    )
    for content in (words.csv(), b"indicator,period\r\n" + payload.encode(), b"PK" + payload.encode()):
        file = SimpleUploadedFile(f"{payload.replace('/', '')}.csv", content)
        answer = client.post("/admin/benefits/upload/add/", {"file": file}, follow=True)
        assert scanning.found_in(answer) == [], payload


def test_a_mail_is_plain_text_whatever_it_tells_of() -> None:
    person = assemble().reviewer
    shipped.load()
    plant()
    Person.objects.filter(pk=person.pk).update(email="ruth@example.org", first_name=f"{PAYLOADS[0]}\r\nBcc: a@{CANARY}")
    facts = {"id": PAYLOADS[5], "names": {"en": PAYLOADS[0]}, "name": PAYLOADS[0], "period": PAYLOADS[6], "path": "/"}
    person.refresh_from_db()
    notices.tell(notices.Event.DUE, "greeting", [person], at_once=True, due="2022-03-31", **facts)
    outbox.work()
    (sent,) = mail.outbox
    assert (sent.content_subtype, getattr(sent, "alternatives", []), sent.attachments) == ("plain", [], [])
    assert "xss(" in sent.body
    assert sent.recipients() == ["ruth@example.org"]
    assert CANARY not in str(sent.message()["Bcc"])


def test_the_scan_sees_what_would_run() -> None:
    """Each payload, written out as it is where markup stands, is found; but for those that are text there."""
    as_text = {37, 46, 47, 48, 49, 50, 51, 52, 53, 55, 58, 59, 60}
    for number, payload in enumerate(PAYLOADS, start=1):
        for before, after in (("<p>", "</p>"), ('<p title="', '">'), ("<p title='", "'>"), ("<p title=", ">")):
            if scanning.html(f"{before}{payload}{after}"):
                break
        else:
            assert number in as_text, payload
