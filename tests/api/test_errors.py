from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain
from tests.reading import faults, get, refused

pytestmark = [pytest.mark.bar("B26", "B28"), pytest.mark.django_db]

EXPORT = "export/observations.csv"
LISTS = [
    *("frameworks", "objectives", "initiatives", "indicators", "observations", "case-studies", "challenges"),
    *("corrective-actions", "milestones", "countries", "documents", "entities", "releases", "changes", "reports"),
]


@pytest.mark.parametrize("resource", LISTS)
def test_an_unknown_parameter_is_refused_with_those_that_are_known(resource: str, chain: Chain) -> None:
    answer = refused(f"{resource}/?colour=red")
    assert (answer["title"], answer["status"], answer["instance"]) == ("Bad Request", 400, f"/api/v1/{resource}/")
    (fault,) = answer["errors"]
    assert (fault["parameter"], fault["code"]) == ("colour", "unknown")
    assert {"as_of", "format", "framework", "lang", "ordering", "page", "page_size", "release"} <= set(fault["allowed"])
    assert "colour" in answer["detail"]
    assert "page_size" in answer["detail"]


@pytest.mark.parametrize(
    "address", ["indicators/2.4.2/", "observations/2.4.2:2020/", "releases/1/", "releases/1/manifest/"]
)
def test_a_single_address_takes_no_parameters_of_lists(address: str, chain: Chain) -> None:
    assert faults(f"{address}?page=1") == [("page", "unknown")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lang=en&lang=fr", [("lang", "repeated")]),
        ("lang=", [("lang", "empty")]),
        ("lang", [("lang", "empty")]),
        ("lang=%20", [("lang", "empty")]),
        ("lang=de", [("lang", "invalid")]),
        ("lang=zh-hans", [("lang", "invalid")]),
        ("format=xml", [("format", "invalid")]),
        ("format=pdf", [("format", "invalid")]),
        ("framework=nowhere", [("framework", "unknown")]),
        ("page=0", [("page", "invalid")]),
        ("page=-1", [("page", "invalid")]),
        ("page=1.0", [("page", "invalid")]),
        ("page=%D9%A1", [("page", "invalid")]),
        ("page=99999999999999999999", [("page", "invalid")]),
        ("page=2", [("page", "out_of_range")]),
        ("page_size=501", [("page_size", "invalid")]),
        ("page_size=0", [("page_size", "invalid")]),
        ("page_size=all", [("page_size", "invalid")]),
        ("ordering=colour", [("ordering", "unknown")]),
        ("ordering=code,", [("ordering", "unknown")]),
        ("ordering=--code", [("ordering", "unknown")]),
        ("ordering=thing__chain", [("ordering", "unknown")]),
        ("ordering=code,-code", [("ordering", "repeated")]),
        ("fields=colour", [("fields", "unknown")]),
        ("fields=code,", [("fields", "unknown")]),
        ("fields=code,name,code", [("fields", "repeated")]),
        ("fields=code&fields=name", [("fields", "repeated")]),
        ("as_of=20210630", [("as_of", "invalid")]),
        ("as_of=2021-02-30", [("as_of", "invalid")]),
        ("as_of=0000-01-01", [("as_of", "invalid")]),
        ("as_of=2020-11-17", [("as_of", "outside_the_record")]),
        ("as_of=9999-12-31", [("as_of", "outside_the_record")]),
        ("release=0", [("release", "invalid")]),
        ("release=3", [("release", "outside_the_record")]),
        ("release=999999999", [("release", "outside_the_record")]),
        ("release=1&as_of=2021-06-30", [("as_of", "exclusive"), ("release", "exclusive")]),
        ("objective=%00", [("objective", "invalid")]),
        ("colour=red&lang=&page=1&page=2", [("colour", "unknown"), ("lang", "empty"), ("page", "repeated")]),
    ],
)
def test_nothing_that_is_not_understood_is_ignored(query: str, found: list[tuple[str, str]], chain: Chain) -> None:
    assert faults(f"indicators/?{query}") == found


@pytest.mark.parametrize("query", ["lang=de", "format=pdf", "framework=no", "page_size=501", "ordering=x", "release=9"])
def test_a_refusal_says_what_is_allowed(query: str, chain: Chain) -> None:
    (fault,) = refused(f"indicators/?{query}")["errors"]
    assert fault["allowed"]
    assert fault["message"]


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("GET", "indicators/9.9.9/", {}, 404),
        ("GET", "observations/2.4.2:1999/", {}, 404),
        ("GET", "observations/2.4.2/", {}, 404),
        ("GET", "observations/:/", {}, 404),
        ("GET", "releases/3/", {}, 404),
        ("GET", "releases/%D9%A1/", {}, 404),
        ("GET", "releases/99999999999999999999/", {}, 404),
        ("GET", "frameworks/nowhere/", {}, 404),
        ("GET", "documents/A/1/1/", {}, 404),
        ("GET", "countries/BFA/", {}, 404),
        ("GET", "indicators/a%00b/", {}, 404),
        ("GET", "documents/%00/", {}, 404),
        ("GET", "nothing/", {}, 404),
        ("POST", "nothing/", {}, 405),
        ("GET", "indicators/", {"accept": "application/pdf"}, 406),
        ("POST", "indicators/", {}, 405),
        ("PUT", "indicators/2.4.2/", {}, 405),
        ("PATCH", "releases/1/", {}, 405),
        ("DELETE", "observations/2.4.2:2020/", {}, 405),
        ("TRACE", "indicators/", {}, 405),
        ("POST", "schema/", {}, 405),
    ],
)
def test_every_refusal_is_a_problem_in_the_same_shape(
    method: str, address: str, headers: dict[str, str], status: int, chain: Chain
) -> None:
    response = Client().generic(method, f"/api/v1/{address}", headers=headers)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = json.loads(response.content)
    assert list(said) == ["type", "title", "status", "detail", "instance", "errors"]
    assert said["status"] == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    if status == 405:
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "query",
    [
        "objective=%ED%A0%80",
        "%ED%A0%80=1",
        "%00=1",
        "lang=%FF",
        "framework=%27%20OR%201=1",
        "updated_after=9999-12-31T23:59:59-14:00",
        "period_from=0000",
        "period_to=9999-Q4",
        "&".join(f"a{number}=1" for number in range(1500)),
    ],
)
def test_broken_bytes_are_answered_in_words(query: str, chain: Chain) -> None:
    assert get(f"/api/v1/observations/?{query}").status_code in (200, 400)


def test_too_many_parameters_are_a_problem_too(chain: Chain) -> None:
    query = "&".join(f"a{number}=1" for number in range(1500))
    assert refused(f"indicators/?{query}")["errors"] == []


@pytest.mark.parametrize("address", ["", "indicators/", "indicators/2.4.2/", "releases/1/manifest/", "schema/"])
def test_anybody_may_read_from_another_site(address: str, chain: Chain) -> None:
    answer = get(address)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Last-Modified", "Link", "Retry-After", "RateLimit", "Deprecation", "Sunset"} <= set(exposed)
    assert "Origin" not in answer.headers.get("Vary", "")
    head = Client().head(f"/api/v1/{address}")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("address", ["indicators/", "indicators", "nothing/", "schema/"])
def test_a_browser_that_asks_first_is_let_through_whatever_follows(address: str, chain: Chain) -> None:
    asks = {"origin": "https://example.org", "access-control-request-method": "GET"}
    answer = Client().options(f"/api/v1/{address}?colour=red", headers=asks)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Origin"] == answer.headers["Access-Control-Allow-Headers"] == "*"


@pytest.mark.parametrize("address", ["", "indicators/", "indicators/2.4.2/", "releases/1/manifest/", "schema/", EXPORT])
def test_what_is_allowed_can_be_asked_and_is_refused_in_words_as_well(address: str, chain: Chain) -> None:
    answer = Client().options(f"/api/v1/{address}")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    for ask in (Client().options, Client().head, Client().get):
        assert ask(f"/api/v1/{address}?colour=red").status_code == 400


def test_pages_are_not_for_scripts_of_other_sites(chain: Chain) -> None:
    assert "Access-Control-Allow-Origin" not in Client().get("/en/").headers


def test_an_address_without_its_slash_leads_to_the_one_that_has_it(chain: Chain) -> None:
    response = get("/api/v1/indicators?lang=fr")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/indicators/?lang=fr")


def test_no_answer_sets_a_cookie(chain: Chain) -> None:
    assert not get("indicators/").cookies


@pytest.mark.parametrize("resource", [name for name in LISTS if name not in ("frameworks", "documents")])
def test_before_the_first_release_there_is_nothing(resource: str) -> None:
    assert get(f"{resource}/").status_code == 404


@pytest.mark.parametrize("resource", ["frameworks", "documents"])
def test_before_the_first_release_lists_of_everything_are_empty(resource: str) -> None:
    assert json.loads(get(f"{resource}/").content)["count"] == 0
