from __future__ import annotations

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.benefits import example
from tests.cast import Cast
from tests.reading import faults, get, read, refused, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(chain: Chain, cast: Cast) -> Chain:
    """Another framework, which begins in 2022 and cites a document of its own."""
    other = f.chain("second", is_default=False)
    with example.moment(2022, 3, 1):
        version = f.framework(other, cast)
        version.citations.create(document=f.document("A/76/1"), paragraph="2")
        f.release(other, cast, version)
    return other


def test_the_default_framework_is_read_where_none_is_named(second: Chain) -> None:
    assert rows("indicators/") == rows("indicators/", framework="peace-and-security")
    assert rows("indicators/", framework="second") == []


def test_each_framework_has_releases_of_its_own(second: Chain) -> None:
    assert [row["number"] for row in rows("releases/")] == [1, 2]
    assert [row["number"] for row in rows("releases/", framework="second")] == [1]


def test_lists_of_every_framework_take_the_day_in_each(second: Chain) -> None:
    assert [row["slug"] for row in rows("frameworks/")] == ["peace-and-security", "second"]
    assert [row["slug"] for row in rows("frameworks/", as_of="2021-06-30")] == ["peace-and-security"]
    assert [row["symbol"] for row in rows("documents/", as_of="2021-06-30")] == ["A/75/202", "A/75/735"]
    assert [row["symbol"] for row in rows("documents/")] == ["A/75/202", "A/75/735", "A/76/1"]
    assert faults("documents/", as_of="2019-01-01") == [("as_of", "outside_the_record")]
    assert faults("documents/", as_of="2999-01-01") == [("as_of", "outside_the_record")]


def test_a_release_needs_its_framework_where_every_one_is_read(second: Chain) -> None:
    assert faults("documents/", release=1) == [("release", "needs_framework")]
    assert faults("frameworks/", release=1) == [("release", "needs_framework")]
    assert [row["symbol"] for row in rows("documents/", release=1, framework="second")] == ["A/75/202", "A/76/1"]
    assert read("frameworks/second/", release=1)["slug"] == "second"


def test_a_framework_is_named_once(second: Chain) -> None:
    assert read("frameworks/second/", framework="second")["slug"] == "second"
    assert faults("frameworks/second/", framework="peace-and-security") == [("framework", "invalid")]


def test_addresses_carry_the_snapshot_that_was_asked_for(second: Chain) -> None:
    row = read("indicators/2.4.2/", release=1)
    assert row["url"] == "http://testserver/api/v1/indicators/2.4.2/?framework=peace-and-security&release=1"
    assert row["html_url"] == "http://testserver/en/peace-and-security/indicators/2.4.2/?release=1"
    assert read(row["url"]) == row


def test_an_address_of_a_page_leads_somewhere_or_is_null(second: Chain) -> None:
    """Not every resource has a page of its own."""
    for name in ("frameworks", "objectives", "initiatives", "indicators", "releases", "documents"):
        for row in read(f"{name}/")["results"]:
            assert row["html_url"] is None or Client().get(row["html_url"]).status_code == 200, row["html_url"]


def test_a_framework_without_a_release_is_not_there_by_name(second: Chain) -> None:
    f.chain("planned", is_default=False)
    assert get("frameworks/planned/").status_code == 404
    (fault,) = refused("indicators/", framework="planned")["errors"]
    assert fault["allowed"] == ["peace-and-security", "second"]


def test_a_refused_day_says_where_the_record_begins(second: Chain) -> None:
    (fault,) = refused("indicators/", as_of="2019-01-01")["errors"]
    assert fault["allowed"][0].startswith("2020-11-18 to ")
