"""Files of any size: PostgreSQL writes the same bytes as the serializers, and nobody holds more than a batch of rows."""

from __future__ import annotations

import sys
import time
import tracemalloc
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from benefits.models import ObservationVersion
from reformtracker.api.tables import lines
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from reformtracker.publishing.snapshot import current
from reformtracker.web.exports import shaped, store
from reformtracker.web.exports.files import csv_lines
from reformtracker.web.exports.rows import Export
from tests import factories as f
from tests import shipped
from tests.cast import Cast

MEGABYTE = 10**6


@pytest.fixture(autouse=True)
def on_this_machine(settings: Any) -> None:
    """Invented data are refused in production."""
    settings.SITE_URL = "http://127.0.0.1:8000"


def exports(chain: Chain, number: int) -> list[Export]:
    """The file of a release; what is read of it today, in another language; and the record as it is now."""
    frozen = store.export_of(chain.releases.get(number=number))
    return [frozen, Export(frozen.snapshot, "ar"), Export(current(chain))]


def assert_alike(chain: Chain, number: int) -> None:
    for export in exports(chain, number):
        assert shaped.can_shape(export)
        by_serializers = lines.csv_lines(export.rows("observations"), export.columns("observations"))
        assert "".join(csv_lines(export)) == "".join(by_serializers), export


def demo(indicators: int, observations: int) -> Chain:
    call_command("load_demo", indicators=indicators, observations=observations, seed=1, stdout=StringIO())
    return Chain.objects.get(slug="demo")


@pytest.mark.postgres
@pytest.mark.django_db
def test_both_ways_give_the_same_bytes_of_what_ships() -> None:
    shipped.load()
    chain = Chain.objects.get(is_default=True)
    for number in range(1, chain.head + 1):
        assert_alike(chain, number)


@pytest.mark.postgres
@pytest.mark.django_db
def test_both_ways_give_the_same_bytes_of_invented_data_with_gaps_levels_and_revisions() -> None:
    chain = demo(20, 12)
    for number in (1, chain.head // 2, chain.head):
        assert_alike(chain, number)


@pytest.mark.postgres
@pytest.mark.django_db
def test_both_ways_give_the_same_bytes_of_formulas_notices_and_blanks(chain: Chain, cast: Cast) -> None:
    share = f.Indicator.objects.get()
    texts = ["=1+1", "-4", "\t", '"quoted", and\nmore', "＝1", "it’s", ""]
    odd = [
        f.observation(share, cast, str(2021 + number), narrative_en=text, jump_reason="A test.")
        for number, text in enumerate(texts)
    ]
    f.release(chain, cast, *odd)
    first = ObservationVersion.objects.get(thing__period="2020")
    f.release(chain, cast, actions.withdraw(first.thing, ObservationVersion, by=cast.contributor, reason="=Wrong."))
    chain.refresh_from_db()
    for number in (2, 3, 4):
        assert_alike(chain, number)
    assert "withdrawal" in "".join(csv_lines(Export(current(chain))))


@pytest.mark.bar("B05")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("indicators", "observations"),
    [(12, 20), pytest.param(400, 500, marks=pytest.mark.trust)],
    ids=["sample", "200,000"],
)
def test_a_file_of_any_size_takes_the_same_memory(indicators: int, observations: int) -> None:
    chain = demo(indicators, observations)
    export = store.export_of(chain.releases.get(number=chain.head))
    tracemalloc.start()
    begun, size, first = time.monotonic(), 0, 0.0
    for text in csv_lines(export):
        first = first or time.monotonic() - begun
        size += len(text)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    took = time.monotonic() - begun
    sys.stdout.write(
        f"{connection.vendor}: {size / MEGABYTE:.1f} MB in {took:.1f} s, first after {first:.2f} s, {peak / MEGABYTE:.1f} MB\n"
    )
    assert peak < 20 * MEGABYTE
