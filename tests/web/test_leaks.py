"""A secret word in everything that is not public reaches no public address. The addresses come from the resolver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from pypdf import PdfReader

from reformtracker.publishing.texts import PATHS
from tests import factories as f
from tests.cast import Cast
from tests.planted import SECRET, plant
from tests.web.single import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B30")]

STAFF = ("admin/",)

# What may stand where a path has a variable: what is public, what is only a draft, and what is nothing.
VALUES: dict[str, tuple[Any, ...]] = {
    "fw": ("reform", "quiet"),
    "code": ("2.4", "2.4.2", "2.9", "2.9.1", "9"),
    "number": (1, 2, 3, 4),
    "iso3": ("BFA", "MLI"),
    "id": ("2.4.2", "2.4", "2", "9", "2.9.1", "2.4.2:2020", "2.4.2:2021", "reform", "quiet", "C9", "C9.1", "a-75-202"),
    "slug": ("burkina-faso", "a-case", "a-75-202", "q-1"),
    "path": ("nowhere",),
    "form": ("bib", "ris"),
    "name": ("observations.csv", "tracker.xlsx", "datapackage.zip", "nothing"),
    "agency": ("RT",),
    "artefact": ("all", "QUIET"),
    "version": ("latest",),
    "item": ("all",),
    "flow": ("REFORM", "QUIET"),
    "key": ("all", "2_9_1"),
    "provider": ("RT",),
    "component": ("all",),
}
QUERIES = {
    "pages": ("", "?release=1"),
    "api": ("", "?release=1", "?lang=all", "?include_history=true", "?framework=quiet", "?page_size=500"),
    "sdmx": ("", "?release=1", "?references=all", "?includeHistory=true"),
}


def patterns(resolver: URLResolver | Any = None, route: str = "") -> Iterator[str]:
    """Every address of the site, with its variables as `<name>`; the catch-all of the API is a regular expression."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) not in STAFF:
                yield from patterns(entry, route + str(entry.pattern))
        elif isinstance(entry, URLPattern) and isinstance(entry.pattern, RoutePattern):
            yield route + str(entry.pattern)


def addresses(languages: Iterable[str] = PATHS, values: Mapping[str, tuple[Any, ...]] = VALUES) -> Iterator[str]:
    values = {**values, "lang": tuple(languages)}
    for route in patterns():
        names = [part.split(">")[0] for part in route.split("<")[1:]]
        choices = [values[name.split(":")[-1]] for name in names]
        for chosen in product(*choices):
            path = route
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"<{name}>", str(value), 1)
            yield f"/{path}"


def words(response: Any) -> str:
    content = response.getvalue()
    if response.headers.get("Content-Type") == "application/pdf":
        return text_of(PdfReader(BytesIO(content)))
    return str(content.decode(errors="replace"))


def found_at(walked: Iterable[str]) -> list[str]:
    client, found = Client(), []
    for address in walked:
        for query in QUERIES.get(address.split("/")[1], QUERIES["pages"]):
            response = client.get(f"{address}{query}")
            if SECRET.lower() in words(response).lower() or SECRET in str(response.headers):
                found.append(f"{address}{query}")
    return found


def test_the_walk_meets_every_kind_of_public_address(cast: Cast) -> None:
    f.tracker(cast)
    assert len(set(patterns())) > 40
    walked = set(addresses())
    for address in (
        "/",
        "/ar/reform/",
        "/en/reform/indicators/2.4.2/",
        "/api/v1/observations/",
        "/sdmx/data/REFORM/all",
        "/sitemap.xml",
    ):
        assert address in walked


@pytest.mark.parametrize(
    "languages", [("fr",), pytest.param(tuple(PATHS), marks=pytest.mark.trust)], ids=["one language", "six languages"]
)
def test_nothing_that_is_not_public_is_at_any_public_address(languages: tuple[str, ...], cast: Cast) -> None:
    plant(f.tracker(cast), cast)
    assert found_at(addresses(languages)) == []


def test_the_walk_would_have_found_it(cast: Cast) -> None:
    chain = f.tracker(cast)
    secret = f.challenge(chain, cast, "C9", title_en=SECRET)
    f.release(chain, cast, secret)
    found = found_at(["/en/reform/", "/api/v1/challenges/", "/robots.txt"])
    assert "/en/reform/" in found
    assert "/api/v1/challenges/" in found
    assert not {"/en/reform/?release=1", "/api/v1/challenges/?release=1", "/robots.txt"} & set(found)
