"""What PostgreSQL means to do for each public list and page, where there are many observations: it reads none of them in vain.

`make bench` asks the same of a million, as the public role.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any, NamedTuple

import pytest
from bench.inner.queries import BIG, asked
from django.core.management import call_command
from django.db import connection

from tests.bars import Figure
from tests.web.test_leaks import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.bar("B04")]

OF_THE_DEMO: dict[str, tuple[Any, ...]] = {
    "fw": ("demo",),
    "code": ("1.1.1", "1.1", "1"),
    "number": (2,),
    "iso3": ("XXA",),
    "id": ("1.1.1", "1.1", "1", "demo"),
    "slug": ("demo-river-talks",),
    "path": ("nowhere",),
    "form": ("bib",),
    "name": ("nothing",),
    "agency": ("RT",),
    "artefact": ("all",),
    "version": ("latest",),
    "item": ("all",),
    "flow": ("DEMO",),
    "key": ("1_1_1",),
    "provider": ("RT",),
    "component": ("all",),
}
WHOLE = ("/api/v1/export/", "/sdmx/availableconstraint/", "/healthz", "/readyz", "/sdmx/data/DEMO/")
"""What is of everything by its purpose, or of no record."""
LISTS = ("", "&page_size=500", "&include_history=true", "&updated_after=2024-01-01T00:00:00Z")
OBSERVATIONS = ("&indicator=1.1.1", "&status=behind", "&period_from=2023-01-01&period_to=2023-12-31", "&ordering=-end")
MANY = 10_000
"""Rows that no list counts one by one."""


class Plan(NamedTuple):
    statement: str
    nodes: list[dict[str, Any]]

    @property
    def reads_all(self) -> bool:
        return any(node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG for node in self.nodes)

    @property
    def counts_many(self) -> bool:
        return "COUNT(*)" in self.statement and any(node["Plan Rows"] > MANY for node in self.nodes)


def plans(address: str) -> list[Plan]:
    """Of the statements of a second request: how many rows a release holds is counted with the first."""
    answer, statements = asked(address)
    answer.getvalue()
    assert answer.status_code < 500, address
    return [Plan(one, list(_nodes(one))) for one in statements if one.lstrip().upper().startswith(("SELECT", "WITH"))]


def _nodes(statement: str) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.replace('%', '%%')}", [])
        (found,) = cursor.fetchone()
    todo = [(found if isinstance(found, list) else json.loads(found))[0]["Plan"]]
    while todo:
        node = todo.pop()
        todo += node.get("Plans", ())
        yield node


def walked() -> Iterator[str]:
    for address in addresses(["en"], OF_THE_DEMO):
        if address.startswith(WHOLE):
            continue
        if not address.startswith("/api/v1/"):
            yield address
            continue
        more = (*LISTS, *(OBSERVATIONS if "observations" in address else ()))
        yield from (f"{address}?framework=demo{query}" for query in more)


@pytest.mark.parametrize(
    ("indicators", "observations"),
    [(120, 100), pytest.param(1500, 40, marks=pytest.mark.trust)],
    ids=["12,000", "60,000"],
)
def test_no_list_and_no_page_reads_or_counts_all_observations(
    indicators: int, observations: int, settings: Any, figure: Figure
) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    call_command("load_demo", indicators=indicators, observations=observations, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = {address: plans(address) for address in walked()}
    assert sum(map(bool, found.values())) > 60
    assert {at: plan.statement for at, some in found.items() for plan in some if plan.reads_all} == {}
    assert {at: plan.statement for at, some in found.items() for plan in some if plan.counts_many} == {}
    figure("B04", f"{sum(map(len, found.values())):,} statements of {len(found)} addresses explained")
