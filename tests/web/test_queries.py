"""A page takes as many queries for 300 indicators as for 3."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reformtracker.publishing.models import Chain
from reformtracker.web.finding import KEPT
from tests import factories as f
from tests.api import many
from tests.cast import assemble

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B04")]

PAGES = {
    "/en/many/": 24,
    "/en/many/?release=1": 16,
    "/ar/many/?verdict=unjudged&country=BFA": 24,
    "/en/many/case-studies/": 22,
    "/en/many/case-studies/burkina-faso/": 22,
    "/en/many/countries/BFA/": 19,
    "/en/many/challenges/": 16,
    "/en/many/timeline/": 8,
    "/ar/sources/": 6,
    "/en/sources/a-75-202/": 20,
    "/en/methodology/": 10,
    "/fr/data/": 5,
    "/en/accessibility/": 3,
    "/en/search/": 3,
    "/fr/search/?q=indicator": 19,
    "/fr/search/?q=indicator&kind=indicator": 19,
    "/en/search/?q=para+1": 20,
    "/en/search/?q=nowhere": 19,
    "/en/many/brief/?initiative=1.1": 22,
    "/en/many/brief.pdf?country=BFA": 22,
    "/ar/many/indicators/1.1.002/": 20,
    "/en/many/initiatives/1.1/": 26,
    "/en/many/initiatives/1.1/hand-over/": 27,
    "/en/many/embed/indicators/1.1.002/": 19,
    "/en/many/objectives/1/": 23,
    "/en/many/crosswalk/": 27,
    "/en/many/changes/?from=2019-01-01": 45,
    "/en/many/releases.atom": 5,
    "/en/many/releases.json": 5,
    "/ar/many/indicators/1.1.002/cite.bib": 10,
    "/en/many/case-studies/burkina-faso/cite.ris": 7,
    "/en/many/releases/": 5,
    "/en/many/releases/1/": 21,
    "/en/many/releases/verify/": 4,
    "/en/many/releases/verify.py": 4,
    "/sitemap.xml": 12,
    "/en/": 1,
}


def publish(indicators: int) -> Chain:
    """With one of everything else that the pages show."""
    chain, cast = many.publish(indicators), assemble()
    challenge, action = f.challenge(chain, cast), f.corrective_action(chain, cast)
    challenge.initiatives.create(initiative=f.Initiative.objects.get(code="1.1"))
    action.indicators.create(indicator=f.Indicator.objects.get(code="1.1.002"))
    case = f.case_study(chain, cast)
    case.places.create(country=f.country())
    case.links.create(indicator=f.Indicator.objects.get(code="1.1.002"), bearing="supports")
    others: list[Any] = [f.objective(chain, cast, "1"), f.initiative(chain, cast, "1.1")]
    f.release(chain, cast, *others, challenge, action, case, f.milestone(chain, cast))
    return chain


def queries(path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert Client().get(path).status_code in (200, 302), path
    return len(found)


def prices() -> dict[str, int]:
    found = {}
    for path in PAGES:
        KEPT.forget()
        found[path] = queries(path)
    return found


@pytest.mark.parametrize("indicators", [3, 30, pytest.param(300, marks=pytest.mark.trust)])
def test_a_page_takes_the_same_queries_whatever_it_shows(indicators: int) -> None:
    publish(indicators)
    assert prices() == PAGES


def test_who_searches_again_reads_what_can_be_found_no_more() -> None:
    publish(3)
    first, second = (queries("/en/search/?q=indicator") for _ in range(2))
    assert second == first - 12
