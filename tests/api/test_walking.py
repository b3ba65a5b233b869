"""Whoever walks through the pages of a list while releases come out meets every row once, of one and the same release."""

from __future__ import annotations

from typing import Any

import pytest

from initiatives.models import Entity
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.api.test_errors import LISTS
from tests.bars import Figure
from tests.cast import Cast
from tests.reading import read, rows
from tests.reporting import shelf

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
    shelf.published(chain, cast)


def begun(cast: Cast) -> Chain:
    chain = f.chain("reform")
    f.release(chain, cast, f.framework(chain, cast), title="What was promised")
    for turn in range(2):
        published(chain, cast, turn)
    chain.refresh_from_db()
    return chain


@pytest.fixture
def record(cast: Cast) -> Chain:
    return begun(cast)


def key(row: Any) -> Any:
    return row.get("id") or row.get("code") or row.get("slug") or row.get("iso3") or row.get("number")


def test_no_row_is_skipped_or_met_twice_while_releases_come_out(record: Chain, cast: Cast, figure: Figure) -> None:
    """All lists are walked at once; between one page and the next something of every kind is published."""
    named = f"framework=reform&release={record.head}&"
    asked = {name: f"{name}/?{named if name in (*SPANNING, COUNTING) else ''}" for name in LISTS}
    before = {name: [key(row) for row in rows(f"{address}page_size=500")] for name, address in asked.items()}
    following = {name: f"{address}page_size=1" for name, address in asked.items()}
    met: dict[str, list[Any]] = {name: [] for name in asked}
    turn = 2
    while following:
        for name, address in tuple(following.items()):
            page = read(address)
            assert page["count"] == len(before[name])
            met[name] += map(key, page["results"])
            following[name] = page["next"]
            if page["next"] is None:
                del following[name]
        if turn < 4:
            published(record, cast, turn)
            turn += 1
    assert met == before
    assert [name for name, found in before.items() if len(found) < 2] == ["frameworks", "documents"]
    figure("B28", f"{len(met)} lists walked while {2 * (turn - 2)} releases came out, every row met once")


def test_a_walk_names_its_release_only_where_nothing_else_was_asked_for(record: Chain) -> None:
    record.refresh_from_db()
    newest = f"release={record.head}"
    assert newest in read("objectives/?page_size=1")["next"]
    assert newest not in read("objectives/?page_size=1&release=4")["next"]
    assert "release" not in read("indicators/?page_size=1")["next"]
