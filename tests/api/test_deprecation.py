"""Nothing is deprecated yet: the way in which it will be is tried on a resource that only these tests have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIRequestFactory

from reformtracker.api.deprecation import Deprecation
from reformtracker.api.documents import Documents
from reformtracker.publishing.models import Chain

pytestmark = [pytest.mark.bar("B27", "B28"), pytest.mark.django_db]

GOING = Deprecation(date(2026, 1, 1), date(2027, 6, 30), "Use `documents`.")
GONE_FIRST = Deprecation(date(2026, 1, 1), date(2027, 1, 1), "Use `fields`.")


class Sources(Documents):
    NAME = "sources"
    DEPRECATED = GOING


class Papers(Documents):
    NAME = "papers"
    DEPRECATED_PARAMETERS = {"ordering": GOING, "lang": GONE_FIRST}


def ask(view: Any, query: str = "") -> Any:
    return view.as_view({"get": "list"})(APIRequestFactory().get(f"/api/v1/{view.NAME}/{query}"))


def test_a_resource_that_will_go_says_when_and_where_to_read_on(chain: Chain) -> None:
    answer = ask(Sources)
    assert answer.status_code == 200
    assert answer.headers["Deprecation"] == "@1767225600"
    assert answer.headers["Sunset"] == "Wed, 30 Jun 2027 00:00:00 GMT"
    assert answer.headers["Link"] == '<http://testserver/api/docs/>; rel="deprecation"; type="text/html"'
    assert ask(Sources, "?colour=red").headers["Sunset"] == answer.headers["Sunset"]


def test_a_parameter_that_will_go_says_so_where_it_is_used(chain: Chain) -> None:
    assert "Deprecation" not in ask(Papers).headers
    assert ask(Papers, "?ordering=symbol").headers["Sunset"] == "Wed, 30 Jun 2027 00:00:00 GMT"
    assert ask(Papers, "?ordering=symbol&lang=fr").headers["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"


def test_the_description_marks_both() -> None:
    patterns = [path(f"api/v1/{view.NAME}/", view.as_view({"get": "list"})) for view in (Sources, Papers)]
    generator: Any = SchemaGenerator
    found = generator(patterns=patterns).get_schema(request=None, public=True)
    sources, papers = (found["paths"][f"/api/v1/{name}/"]["get"] for name in ("sources", "papers"))
    assert sources["deprecated"] is True
    assert "Deprecated since 2026-01-01, goes on 2027-06-30. Use `documents`." in sources["description"]
    assert "deprecated" not in papers
    marked = {one["name"]: one["description"] for one in papers["parameters"] if one.get("deprecated")}
    assert set(marked) == {"ordering", "lang"}
    assert "Use `fields`." in marked["lang"]


def test_nothing_goes_in_less_than_a_year() -> None:
    with pytest.raises(ValueError, match="stays for a year"):
        Deprecation(date(2026, 1, 1), date(2026, 12, 30), "Too soon.")
