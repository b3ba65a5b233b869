"""The feed of releases, for readers that poll."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from reformtracker.publishing import actions
from tests import factories as f
from tests.cast import Cast, assemble
from tests.web.single import publish

pytestmark = pytest.mark.django_db

FEED = "/en/reform/releases.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def cast() -> Cast:
    return assemble()


def entries(path: str = FEED) -> list[ElementTree.Element]:
    response = Client().get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314  # our own


def told(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


def test_the_newest_release_comes_first_with_its_hash(cast: Cast) -> None:
    chain = publish(cast, {}, target={})
    found = entries()
    assert [told(entry, "id") for entry in found] == [f"http://testserver/en/reform/releases/{n}/" for n in (2, 1)]
    newest = chain.releases.get(number=2)
    assert newest.hash in told(found[0], "summary")


def test_it_goes_by_the_moment_of_recording(cast: Cast) -> None:
    chain = publish(cast, {}, target={})
    recorded = chain.releases.get(number=2).recorded_at
    assert recorded is not None
    assert told(entries()[0], "updated") == recorded.isoformat()


def test_an_entry_is_the_same_one_in_every_language(cast: Cast) -> None:
    publish(cast, {}, target={})
    arabic = entries(FEED.replace("/en/", "/ar/"))
    assert [told(entry, "id") for entry in arabic] == [told(entry, "id") for entry in entries()]
    link = arabic[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://testserver/ar/reform/releases/2/"


def test_a_planned_release_is_not_in_it(cast: Cast) -> None:
    chain = publish(cast, {}, target={})
    version = f.approve(f.milestone(chain, cast), cast)
    actions.plan(chain, [version], title="Quietly planned", by=cast.publisher)
    assert len(entries()) == 2


def test_the_releases_page_names_it(cast: Cast) -> None:
    publish(cast, {}, target={})
    assert f'type="application/atom+xml" href="{FEED}"' in Client().get("/en/reform/releases/").content.decode()
