"""A list takes as many queries for 300 rows as for 3."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories as f
from tests.api import many
from tests.cast import assemble
from tests.reading import get

pytestmark = pytest.mark.django_db

BENEFITS = {
    "indicators/?page_size=500": 11,
    "observations/?page_size=500": 6,
    "indicators/?page_size=500&lang=all&status=behind&ordering=-recorded_at": 11,
    "observations/?page_size=500&objective=1&verdict=improved&include_history=true": 3,
    "changes/?page_size=500": 6,
    "documents/?page_size=500": 4,
    "entities/?page_size=500": 4,
    "releases/?page_size=500": 4,
}


@pytest.mark.parametrize("indicators", [3, 300])
def test_lists_of_any_length_take_the_same_queries(indicators: int, django_assert_num_queries: Any) -> None:
    many.publish(indicators)
    for address, queries in BENEFITS.items():
        with django_assert_num_queries(queries):
            assert get(address).status_code == 200, address


@pytest.mark.parametrize("rows", [1, 6])
def test_lists_of_other_kinds_take_the_same_queries(rows: int, django_assert_num_queries: Any) -> None:
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
    expected = {
        "frameworks/": 6,
        "objectives/": 6,
        "initiatives/": 7,
        "milestones/": 6,
        "case-studies/": 11,
        "challenges/": 8,
        "corrective-actions/": 7,
    }
    for address, queries in expected.items():
        with django_assert_num_queries(queries):
            assert get(address).status_code == 200, address
