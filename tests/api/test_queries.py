"""A list takes as many queries for 300 rows as for 3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as f
from tests.api import many
from tests.cast import assemble
from tests.reading import get

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B04")]

BENEFITS = {
    "indicators/?page_size=500": 14,
    "observations/?page_size=500": 8,
    "indicators/?page_size=500&lang=all&status=on_track&ordering=-recorded_at": 15,
    "observations/?page_size=500&objective=1&include_history=true": 9,
    "changes/?page_size=500": 7,
    "documents/?page_size=500": 5,
    "entities/?page_size=500": 3,
    "releases/?page_size=500": 4,
}


OTHERS = {
    "frameworks/": 9,
    "objectives/": 6,
    "initiatives/": 8,
    "milestones/": 6,
    "case-studies/": 12,
    "challenges/": 8,
    "corrective-actions/": 7,
}


def prices(addresses: Iterable[str]) -> dict[str, int]:
    """Asked for the second time: how many rows a release holds is counted with the first."""
    found = {}
    for address in addresses:
        get(address)
        with CaptureQueriesContext(connection) as queries:
            assert get(address).status_code == 200
        found[address] = len(queries)
    return found


@pytest.mark.parametrize("indicators", [3, 60, pytest.param(300, marks=pytest.mark.trust)])
def test_lists_of_any_length_take_the_same_queries(indicators: int) -> None:
    many.publish(indicators)
    assert prices(BENEFITS) == BENEFITS


@pytest.mark.parametrize("rows", [1, 6])
def test_lists_of_other_kinds_take_the_same_queries(rows: int) -> None:
    cast, chain = assemble(), f.chain()
    made: list[Any] = [f.framework(chain, cast)]
    for number in range(1, rows + 1):
        made += [
            f.objective(chain, cast, f"{number}"),
            f.initiative(chain, cast, f"{number}.1"),
            f.milestone(chain, cast, f"milestone-{number}"),
            f.case_study(chain, cast, f"case-{number}"),
            f.challenge(chain, cast, f"C{number}"),
            f.corrective_action(chain, cast, f"C{number}.1"),
        ]
    f.release(chain, cast, *made)
    assert prices(OTHERS) == OTHERS
