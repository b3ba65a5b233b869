from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reformtracker.api_urls import RESOURCES
from reformtracker.publishing.models import Chain
from tests.reading import faults, read, refused, rows

pytestmark = [pytest.mark.bar("B26"), pytest.mark.django_db]


def test_only_the_fields_asked_for_are_given_in_the_order_of_the_whole(chain: Chain) -> None:
    (row,) = rows("indicators/", fields="name,code,unit", lang="fr")
    assert list(row) == ["code", "name", "unit"]
    assert list(read("observations/2.4.2:2020/", fields="value")) == ["value"]
    assert read("indicators/", fields="code")["count"] == 1


def test_every_resource_takes_each_of_its_fields(chain: Chain) -> None:
    for view in RESOURCES:
        names = view.field_names()
        for name in names:
            assert all(list(row) == [name] for row in rows(f"{view.NAME}/", fields=name)), (view.NAME, name)
        assert rows(f"{view.NAME}/", fields=",".join(names)) == rows(f"{view.NAME}/")


def test_an_unknown_field_is_refused_with_those_there_are(chain: Chain) -> None:
    (fault,) = refused("releases/1/", fields="number,colour")["errors"]
    assert (fault["parameter"], fault["code"]) == ("fields", "unknown")
    assert {"number", "hash", "released_at"} <= set(fault["allowed"])
    assert faults("schema/", fields="openapi") == [("fields", "unknown")]


def test_what_is_left_out_of_withdrawn_things_is_still_left_out(chain: Chain) -> None:
    assert rows("observations/", fields="id,value,withdrawn", release=2) == [
        {"id": "2.4.2:2020", "value": 16.5, "withdrawn": None}
    ]


def test_few_fields_take_no_more_queries(chain: Chain) -> None:
    with CaptureQueriesContext(connection) as all_of_them:
        rows("indicators/")
    with CaptureQueriesContext(connection) as few:
        rows("indicators/", fields="code")
    assert len(few) <= len(all_of_them)
