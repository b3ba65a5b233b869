"""The API is for everybody: whoever is signed in gets the same answers, byte for byte, and none of them asks who it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reformtracker.api_urls import RESOURCES
from reformtracker.publishing.models import Chain, Person, Role
from tests import factories as f
from tests.bars import Figure
from tests.benefits import example
from tests.cast import Cast, person
from tests.staff import signed_in

pytestmark = [pytest.mark.bar("B25"), pytest.mark.django_db]

QUESTIONS = (
    *(f"{view.NAME}/{query}" for view in RESOURCES for query in ("", "?lang=all", "?colour=red", "?page=0")),
    *("", "schema/", "indicators/2.4.2/", "indicators/9.9.9/", "observations/2.4.2:2021/", "observations/2.4.2:2020/"),
    *("releases/1/manifest/", "releases/2/contents/", "export/observations.csv", "nothing/", "indicators/a%00b/"),
)
OTHERS = [role for role in Role.values if role != Role.CONTRIBUTOR]
FORGED = {"authorization": "Bearer abc", "x-user": "root", "x-forwarded-user": "root"}


@pytest.fixture
def chain(cast: Cast) -> Chain:
    made = example.publish(cast)
    # Something that a member of staff might be shown, and nobody else.
    f.observation(f.Indicator.objects.get(), cast, "2021", narrative_en="A draft.")
    return made


def answer(client: Client, address: str, **headers: str) -> tuple[Any, ...]:
    found: Any = client.get(f"/api/v1/{address}", headers=headers)
    body = found.getvalue()
    return found.status_code, body, sorted(found.headers.items()), dict(found.cookies)


def somebody(role: str) -> Person:
    if role != "superuser":
        return person(f"one-{role}", role)
    root = person("one-superuser")
    root.is_superuser = True
    root.save()
    return root


@pytest.mark.parametrize(
    "role", ["superuser", Role.CONTRIBUTOR, *(pytest.param(role, marks=pytest.mark.trust) for role in OTHERS)]
)
def test_a_session_changes_no_answer(role: str, chain: Chain, figure: Figure) -> None:
    client, visitor = signed_in(somebody(role)), Client()
    assert client.get("/admin/").status_code == 200
    differ = [address for address in QUESTIONS if answer(client, address) != answer(visitor, address)]
    assert differ == []
    figure("B25", f"{len(QUESTIONS)} answers the same for {role} as for anybody")


def test_forged_headers_change_no_answer(chain: Chain) -> None:
    visitor = Client()
    assert [one for one in QUESTIONS if answer(visitor, one, **FORGED) != answer(visitor, one)] == []


def test_no_answer_looks_for_a_session(chain: Chain, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    with CaptureQueriesContext(connection) as asked:
        for address in QUESTIONS:
            answer(client, address)
    tables = ("session", "publishing_person", "auth_")
    assert [query["sql"] for query in asked if any(table in query["sql"] for table in tables)] == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_writes_whoever_they_are(method: str, chain: Chain, cast: Cast) -> None:
    client = signed_in(cast.administrator)
    for view in RESOURCES:
        assert client.generic(method, f"/api/v1/{view.NAME}/", b"{}", "application/json").status_code == 405
