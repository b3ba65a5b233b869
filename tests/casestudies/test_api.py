from __future__ import annotations

from datetime import date

import pytest

from casestudies.models import Country
from initiatives.models import Entity
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.reading import get, read, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> Chain:
    chain = f.tracker(cast)
    share = f.Indicator.objects.get()
    country = Country.objects.create(iso3="BFA", name_en="Burkina Faso", latitude="12.25", longitude="-1.5")
    Country.objects.create(iso3="CHE", name_en="Switzerland")
    owner = Entity.objects.create(code="dpo", acronym="DPO", name_en="Department")
    case = f.case_study(chain, cast)
    case.places.create(country=country)
    case.paragraphs.create(text_en="It began in 2019.", paragraph="21")
    case.events.create(day=date(2019, 12, 31), precision="year", text_en="It began.")
    case.links.create(indicator=share, bearing="supports", why_en="It moved.")
    challenge = f.challenge(chain, cast, condition="answered", responsible=owner)
    challenge.initiatives.create(initiative=share.initiative)
    action = f.corrective_action(chain, cast, owner=owner, due=date(2021, 6, 30), progress="in_progress")
    action.indicators.create(indicator=share)
    f.release(chain, cast, case, challenge, action)
    return chain


def test_a_case_study_says_where_what_and_what_it_cannot_show(chain: Chain) -> None:
    said = read("case-studies/burkina-faso/")
    assert said["initiatives"] == [{"code": "2.4", "why": None}]
    assert said["places"] == [{"country": "BFA", "name": "Burkina Faso"}]
    assert said["paragraphs"] == [{"text": "It began in 2019.", "paragraph": "21"}]
    assert said["events"] == [{"date": "2019-12-31", "precision": "year", "text": "It began."}]
    assert said["indicators"] == [{"indicator": "2.4.2", "bearing": "supports", "why": "It moved."}]
    assert said["limits"] == "What it cannot show."


@pytest.mark.parametrize(
    ("asked", "count"),
    [({"country": "BFA"}, 1), ({"country": "CHE"}, 0), ({"initiative": "2.4"}, 1), ({"indicator": "2.4.1"}, 0)],
)
def test_case_studies_are_found_by_place_initiative_and_indicator(
    asked: dict[str, str], count: int, chain: Chain
) -> None:
    assert read("case-studies/", **asked)["count"] == count


def test_countries_are_those_of_published_cases(chain: Chain) -> None:
    (country,) = rows("countries/")
    assert (country["code"], country["name"], country["latitude"], country["longitude"]) == (
        *("BFA", "Burkina Faso"),
        *(12.25, -1.5),
    )
    assert get("countries/CHE/").status_code == 404
    assert rows("countries/", release=2) == []


def test_a_challenge_leads_to_what_is_done_about_it(chain: Chain) -> None:
    said = read("challenges/C1/")
    assert (said["state"], said["initiatives"], said["corrective_actions"]) == ("answered", ["2.4"], ["C1.1"])
    assert said["responsible"] == {"code": "dpo", "acronym": "DPO", "name": "Department"}
    assert rows("challenges/", state="open") == []


def test_an_action_that_is_not_public_is_not_named(chain: Chain, cast: Cast) -> None:
    f.corrective_action(chain, cast, "C1.2")
    assert read("challenges/C1/")["corrective_actions"] == ["C1.1"]


def test_a_corrective_action_says_who_by_when_and_what_it_should_move(chain: Chain) -> None:
    said = read("corrective-actions/C1.1/")
    assert (said["challenge"], said["state"], said["due"]) == ("C1", "in_progress", "2021-06-30")
    assert (said["owner"]["code"], said["indicators"]) == ("dpo", ["2.4.2"])
    assert [row["code"] for row in rows("corrective-actions/", indicator="2.4.2", challenge="C1")] == ["C1.1"]
