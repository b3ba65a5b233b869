"""Whoever walks through the pages of a list while releases come out meets every row once, of one and the same release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from initiatives.models import Entity
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.api.test_errors import LISTS
from tests.cast import Cast
from tests.reading import read, rows

pytestmark = [pytest.mark.bar("B28"), pytest.mark.django_db]

SPANNING = ("frameworks", "documents")
"""Of every framework at once."""
COUNTING = "indicators"
"""Counts days late: to today, or to the day of the snapshot that is named."""


def published(chain: Chain, cast: Cast, turn: int) -> None:
    """One more of each kind, that stands before all others in the order of codes, and is cited from a document of its own."""
    code = f"{9 - turn}"
    share = f.indicator(chain, cast, f"{code}.4.2")
    entity = Entity.objects.create(code=f"e{code}", name_en=f"Entity {code}")
    initiative = f.initiative(chain, cast, f"{code}.4")
    initiative.leads.create(entity=entity)
    study = f.case_study(chain, cast, f"case-{code}")
    study.places.create(country=f.country(f"AA{chr(75 - turn)}"))
    versions: list[Any] = [
        *(f.objective(chain, cast, code), initiative, share, f.milestone(chain, cast, f"day-{code}"), study),
        *(f.challenge(chain, cast, f"C{code}"), f.corrective_action(chain, cast, f"C{code}.1")),
    ]
    f.release(chain, cast, *versions, title=f"Turn {turn}")
    f.release(chain, cast, f.observation(share.thing, cast, f"20{10 - turn:02}"), title=f"Figures of turn {turn}")


@pytest.fixture
def record(cast: Cast) -> Chain:
    chain = f.chain("reform")
    f.release(chain, cast, f.framework(chain, cast), title="What was promised")
    for turn in range(3):
        published(chain, cast, turn)
    return chain


def key(row: Any) -> Any:
    return row.get("id") or row.get("code") or row.get("slug") or row.get("iso3") or row.get("number")


def walked(address: str, chain: Chain, cast: Cast) -> Iterator[Any]:
    """Between one page and the next something of every kind is published."""
    turn, following = 3, f"{address}page_size=1"
    while following:
        page = read(following)
        yield page["count"], page["results"]
        following = page["next"]
        if turn < 6:
            published(chain, cast, turn)
            turn += 1


@pytest.mark.parametrize("resource", [name for name in LISTS if name != "frameworks"])
def test_no_row_is_skipped_or_met_twice_while_releases_come_out(resource: str, record: Chain, cast: Cast) -> None:
    record.refresh_from_db()
    named = f"framework=reform&release={record.head}&" if resource in (*SPANNING, COUNTING) else ""
    before = [key(row) for row in rows(f"{resource}/?{named}page_size=500")]
    pages = list(walked(f"{resource}/?{named}", record, cast))
    assert [key(row) for _count, results in pages for row in results] == before
    assert {count for count, _results in pages} == {len(before)}
    assert len(before) > 1 or resource == "documents"


def test_a_walk_names_its_release_only_where_nothing_else_was_asked_for(record: Chain) -> None:
    record.refresh_from_db()
    newest = f"release={record.head}"
    assert newest in read("objectives/?page_size=1")["next"]
    assert newest not in read("objectives/?page_size=1&release=5")["next"]
    assert "release" not in read("indicators/?page_size=1")["next"]
