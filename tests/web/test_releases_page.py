from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from reformtracker.publishing import actions
from reformtracker.publishing.models import Release
from reformtracker.web.views import releases
from tests import factories as f
from tests.cast import Cast
from tests.web.single import html, publish, revise, section, withdraw, words

pytestmark = pytest.mark.django_db

LIST = "/en/reform/releases/"


def test_the_newest_release_comes_first_with_its_title_and_hash(cast: Cast) -> None:
    publish(cast, {}, target={})
    said = words(LIST)
    assert said.index("Release 2 A release") < said.index("Release 1 A release")
    for release in Release.objects.published():
        assert release.hash[:16] in said


def test_a_planned_release_is_nowhere(cast: Cast) -> None:
    chain = publish(cast, {}, target={})
    version = f.approve(f.milestone(chain, cast), cast)
    actions.plan(chain, [version], title="Quietly planned", by=cast.publisher)
    assert "Quietly planned" not in words(LIST)
    assert Client().get(f"{LIST}3/").status_code == 404


def test_a_release_lists_what_it_made_public_by_kind(cast: Cast) -> None:
    publish(cast, {"qualifier": "about"}, target={})
    assert "Framework: 1; Objectives: 1; Initiatives: 1; Indicators: 1" in words(f"{LIST}1/")
    said = section("h-what", f"{LIST}2/")
    assert "Values 1" in said
    assert "2.4.2:2020 ≈16.5% 1 first publication" in said


def test_a_revision_gives_its_kind_and_its_reason(cast: Cast) -> None:
    publish(cast, {"value": "9"}, target={})
    revise(cast, "correction", "A slip of the pen.", value=Decimal("16.5"))
    assert "16.5% A slip of the pen. 2 correction (an error)" in section("h-what", f"{LIST}3/")


def test_a_withdrawn_value_is_not_repeated_by_the_release_that_had_it(cast: Cast) -> None:
    publish(cast, {"value": "16.5"}, target={})
    withdraw(cast, "Another fund's.")
    assert "16.5" not in words(f"{LIST}2/")
    assert "2.4.2:2020 withdrawn" in section("h-what", f"{LIST}2/")


def test_the_manifest_that_the_page_links_has_the_hash_that_it_prints(cast: Cast) -> None:
    publish(cast, {}, target={})
    page = html(f"{LIST}2/")
    link = unescape(re.findall(r'href="([^"]+/manifest/[^"]*)"', page)[0])
    served = Client().get(link)
    assert served.status_code == 200
    assert hashlib.sha256(served.content).hexdigest() in page
    assert Release.objects.get(number=1).hash in page
    assert f"curl -s 'http://testserver{link}' | sha256sum" in unescape(page)


def test_the_first_release_has_none_before_it(cast: Cast) -> None:
    publish(cast, {}, target={})
    assert "This is the first release: its “previous” is null." in words(f"{LIST}1/")


def test_a_snapshot_does_not_know_later_releases(cast: Cast) -> None:
    publish(cast, {}, target={})
    assert "Release 2" not in words(f"{LIST}?release=1")
    assert Client().get(f"{LIST}2/?release=1").status_code == 404
    assert "Release 2" not in words(f"{LIST}1/?release=1")


def test_many_releases_are_told_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(cast, {}, target={})
    monkeypatch.setattr(releases, "MOST", 1)
    assert "Older releases" in words(LIST)
    older = unescape(re.findall(r'href="([^"]*before=[^"]*)"', html(LIST))[0])
    assert "Release 1 A release" in words(older)
    assert "Older releases" not in words(older)


def test_the_mark_of_loaded_data_is_its_own_words(cast: Cast) -> None:
    publish(cast, {}, target={})
    assert "entered by staff" in words(f"{LIST}1/")
    assert "loaded from a reviewed file" not in words(f"{LIST}1/")


@pytest.mark.parametrize("before", ["0", "x", "99999999999", "-1"])
def test_a_page_that_cannot_be_is_the_whole_list_or_an_empty_one(cast: Cast, before: str) -> None:
    publish(cast, {}, target={})
    assert Client().get(f"{LIST}?before={before}").status_code == 200
