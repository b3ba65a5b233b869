"""Every address of the site is one of the API, and described, or one that somebody has agreed to; and each answers as it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from reformtracker.publishing.models import Chain
from tests.api.test_walking import begun
from tests.bars import Figure
from tests.cast import Cast
from tests.reading import get, read
from tests.rights.doors import pages
from tests.rights.test_matrix import agreed

pytestmark = [pytest.mark.bar("B27"), pytest.mark.django_db]

MACHINES = {"healthz", "readyz", "robots.txt", "sitemap.xml", ".well-known/security.txt", "api/docs/"}
PUBLIC = {
    *("root", "home", "overview", "methodology", "data", "search", "accessibility", "privacy", "sources", "source"),
    *(
        "objective",
        "initiative",
        "hand-over",
        "indicator",
        "case-studies",
        "case-study",
        "country",
        "challenges",
        "timeline",
        "crosswalk",
    ),
    *("objective-cite", "initiative-cite", "indicator-cite", "case-study-cite", "indicator-chart", "embed"),
    *("brief", "brief-pdf", "releases", "release", "changes", "feed", "feed-json", "verify", "verify-script"),
}
"""The pages that everybody reads, by their names."""
NOT_DESCRIBED = {"root", "schema", "missing"}
"""Of the API: where it begins, its description itself, and what answers for all that is not there."""
METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY")


@pytest.fixture
def schema() -> Any:
    return get("schema/").json()


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        else:
            yield path, one


def test_every_address_is_described_or_agreed_to(schema: Any, figure: Figure) -> None:
    described = {path[1:] for path in schema["paths"]}
    staff = {what for door, what, _state in agreed() if door == "page"}
    stray = []
    for path, pattern in patterns(get_resolver()):
        written = path.replace("<str:", "{").replace("<path:", "{").replace(">", "}")
        of_the_api = written in described or (path.startswith("api/v1/") and pattern.name in NOT_DESCRIBED)
        # The pages of staff have their rows in rights.csv, and a standard describes what lies under sdmx/.
        is_known = of_the_api or path in MACHINES or path.startswith(("admin/", "sdmx/")) or pattern.name in PUBLIC
        stray += [] if is_known else [path]
    assert stray == []
    assert {*pages()} == staff
    figure(
        "B27", f"{len(described)} operations described, {len(PUBLIC)} public pages and {len(staff)} of staff agreed to"
    )


def filled(path: str) -> str:
    """One address of each operation that has a variable."""
    known = {"{number}": "2", "{name}": "en.docx" if "/reports/" in path else "observations.csv"}
    for name, value in known.items():
        path = path.replace(name, value)
    member = path.rpartition("/{")[0].rpartition("/")[2]
    if "{" not in path:
        return path
    first = read(f"/api/v1/{member}/")["results"][0]
    return str(urlsplit(first["url"]).path)


def test_every_operation_answers(schema: Any, cast: Cast) -> None:
    begun(cast)
    for path in schema["paths"]:
        answer = get(filled(path))
        assert answer.status_code == 200, path
        answer.getvalue()


def test_every_other_method_is_refused_with_those_that_are_allowed(schema: Any, chain: Chain, figure: Figure) -> None:
    """Also where nothing of that name is there: what may be done to it is known without looking for it."""
    asked = 0
    for path in [*schema["paths"], "/api/v1/", "/api/v1/schema/", "/api/v1/nothing/"]:
        assert set(schema["paths"].get(path, {})) <= {"get", "parameters"}, path
        for method in METHODS:
            answer = Client().generic(method, path.replace("{", "").replace("}", ""), b'{"a": 1}', "application/json")
            assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS"), (method, path)
            assert answer.headers["Content-Type"] == "application/problem+json"
            asked += 1
    figure("B27", f"{asked} requests by other methods refused")


def test_there_is_one_version_and_what_follows_it_says_when_this_one_ends(schema: Any) -> None:
    """How an end is announced, test_deprecation.py tries."""
    assert {path.split("/")[2] for path in schema["paths"]} == {"v1"}
    assert schema["info"]["version"].startswith("1.")
