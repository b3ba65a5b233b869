"""The feeds of releases, for readers that poll: Atom and JSON Feed, with the same entries."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from reformtracker.publishing import actions
from tests import factories as f
from tests.cast import Cast
from tests.web.single import publish

pytestmark = pytest.mark.django_db

FEED = "/en/reform/releases.atom"
JSON_FEED = "/en/reform/releases.json"
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(path: str = FEED) -> list[ElementTree.Element]:
    response = Client().get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314  # our own


def told(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


def json_feed(path: str = JSON_FEED) -> dict[str, Any]:
    response = Client().get(path)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    found: dict[str, Any] = response.json()
    return found


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


@pytest.mark.parametrize("page", ["", "releases/"])
def test_pages_name_both(cast: Cast, page: str) -> None:
    publish(cast, {}, target={})
    shown = Client().get(f"/en/reform/{page}").content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="{FEED}"' in shown
    assert f'<link rel="alternate" type="application/feed+json" href="{JSON_FEED}"' in shown


def test_json_feed_has_what_version_1_1_requires(cast: Cast) -> None:
    publish(cast, {}, target={})
    found = json_feed()
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"http://testserver{JSON_FEED}"
    assert found["home_page_url"] == "http://testserver/en/reform/releases/"
    assert found["title"].endswith(": Releases")
    assert found["authors"][0]["name"] == "Reform Tracker"
    for item in found["items"]:
        assert item["id"]
        assert item["content_text"]


def test_json_feed_says_what_atom_says(cast: Cast) -> None:
    publish(cast, {}, target={})
    items = json_feed()["items"]
    assert len(items) == 2
    for item, entry in zip(items, entries(), strict=True):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert item["url"] == link.get("href")
        words = ("id", "title", "summary", "published", "updated")
        names = ("id", "title", "content_text", "date_published", "date_modified")
        assert [item[name] for name in names] == [told(entry, word) for word in words]


def test_json_feed_speaks_the_language_of_its_address(cast: Cast) -> None:
    publish(cast, {}, target={})
    chinese = json_feed(JSON_FEED.replace("/en/", "/zh/"))
    assert chinese["language"] == "zh-Hans"
    assert chinese["items"][0]["id"] == json_feed()["items"][0]["id"]
    assert chinese["items"][0]["url"] == "http://testserver/zh/reform/releases/2/"


@pytest.mark.parametrize("path", [FEED, JSON_FEED])
def test_a_feed_holds_no_release_after_the_one_asked_for(cast: Cast, path: str) -> None:
    publish(cast, {}, target={})
    shown = Client().get(f"{path}?release=1").content.decode()
    assert "/releases/1/" in shown
    assert "/releases/2/" not in shown
    assert Client().get(f"{path}?release=9").status_code == 400


@pytest.mark.parametrize("path", [FEED, JSON_FEED])
def test_who_polls_and_has_it_gets_no_body(cast: Cast, path: str) -> None:
    chain = publish(cast, {}, target={})
    first = Client().get(path)
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = Client().get(path, headers=header)
        assert (again.status_code, again.content) == (304, b"")
    f.release(chain, cast, f.milestone(chain, cast))
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
