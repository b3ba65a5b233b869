"""Every public address says the same, byte for byte, whether its server reads as the owner of the tables or as the public role."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client

from reformtracker.publishing.texts import PATHS
from tests import factories as f
from tests import shipped
from tests.cast import Cast
from tests.planted import plant
from tests.roles import reader
from tests.web.test_leaks import QUERIES, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.bar("B30", "B42")]

OF_THE_MOMENT = {"/healthz", "/readyz"}
SAMPLE = (
    "/en/reform/",
    "/ar/reform/indicators/2.4.2/",
    "/fr/reform/timeline/",
    "/en/search/",
    "/zh/sources/a-75-202/",
    "/sitemap.xml",
    "/api/v1/indicators/",
    "/api/v1/observations/",
    "/api/v1/changes/",
    "/api/v1/entities/",
    "/api/v1/documents/",
    "/api/v1/releases/2/manifest/",
    "/api/v1/export/observations.csv",
    "/sdmx/data/REFORM/all",
)


def answers(walked: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    client, found = Client(), {}
    for address in walked:
        for query in QUERIES.get(address.split("/")[1], QUERIES["pages"]):
            response = client.get(f"{address}{query}")
            found[f"{address}{query}"] = response.status_code, response.getvalue(), sorted(response.items())
    return found


def different(walked: Iterable[str]) -> tuple[list[str], int]:
    """Which addresses answer something else to the public role, and how many answer with a page."""
    addresses_ = [address for address in walked if address not in OF_THE_MOMENT]
    with reader.as_the_public():
        public = answers(addresses_)
    owner = answers(addresses_)
    return [one for one in owner if owner[one] != public[one]], sum(status == 200 for status, *_ in owner.values())


def test_a_sample_of_addresses_says_the_same_to_the_public_role(cast: Cast) -> None:
    plant(f.tracker(cast), cast)
    found, pages = different(SAMPLE)
    assert found == []
    assert pages > 2 * len(SAMPLE)


def test_the_shipped_framework_says_the_same_to_the_public_role() -> None:
    shipped.load()
    site = "/en/peace-and-security"
    found, pages = different([f"{site}/", f"{site}/case-studies/", f"{site}/challenges/", "/en/sources/", SAMPLE[7]])
    assert found == []
    assert pages >= 10


@pytest.mark.trust
def test_every_address_says_the_same_to_the_public_role(cast: Cast) -> None:
    plant(f.tracker(cast), cast)
    found, pages = different(addresses(PATHS))
    assert found == []
    assert pages > 500
