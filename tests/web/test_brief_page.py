"""The printable page: cut out of the overview, so that it never counts otherwise; about one thing, or about all."""

from __future__ import annotations

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web.single import words

pytestmark = pytest.mark.django_db

BRIEF = "/en/reform/brief/"
IMPROVED = {
    "verdict": "improved",
    "cause": "reform",
    "assessment_basis": "as_reported",
    "justification_en": "So it says.",
}


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """Indicators under two objectives; a case from one country that shows one of them; a challenge to the other."""
    chain = f.chain()
    one, two = f.indicator(chain, cast, "1.1.1"), f.indicator(chain, cast, "2.4.2")
    case, challenge = f.case_study(chain, cast), f.challenge(chain, cast)
    case.places.create(country=f.country())
    case.links.create(indicator=two.thing, bearing="supports")
    challenge.initiatives.create(initiative=one.thing.initiative)
    parents = [f.objective(chain, cast, code) for code in ("1", "2")]
    parents += [f.initiative(chain, cast, code) for code in ("1.1", "2.4")]
    f.release(chain, cast, f.framework(chain, cast), *parents, one, two, case, challenge)
    f.release(chain, cast, f.observation(two.thing, cast, **IMPROVED))
    chain.refresh_from_db()
    return chain


@pytest.mark.parametrize(
    ("query", "sentence", "there", "not_there"),
    [
        ("", "Better on 1 of 2 indicators since the reform, worse on none.", ("1.1.1", "2.4.2"), ()),
        ("?objective=2", "Better on 1 of 1 indicator since the reform, worse on none.", ("2.4.2",), ("1.1.1",)),
        ("?initiative=1.1", "The only indicator has not been judged yet.", ("1.1.1", "Challenge C1"), ("2.4.2",)),
        ("?country=BFA", "Better on 1 of 1 indicator since the reform", ("2.4.2", "A case"), ("1.1.1", "Challenge C1")),
    ],
)
def test_a_brief_says_what_it_is_asked_about_and_nothing_else(
    chain: Chain, query: str, sentence: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    said = words(BRIEF + query)
    assert sentence in said
    assert [word for word in there if word not in said] == []
    assert [word for word in not_there if word in said] == []


def test_it_counts_as_the_front_page_counts(chain: Chain) -> None:
    front, brief = words("/en/reform/"), words(BRIEF)
    for answer in ("1 improved, none deteriorated", "Mainly the reform in 1", "Action on 0 of 1 challenge"):
        assert answer in front
        assert answer in brief


@pytest.mark.parametrize("query", ["?objective=9", "?initiative=9.9", "?country=XXX", "?country=bfa"])
def test_there_is_no_brief_about_what_is_not_there(chain: Chain, query: str) -> None:
    assert Client().get(BRIEF + query).status_code == 404


def test_a_brief_is_about_one_thing(chain: Chain) -> None:
    response = Client().get(f"{BRIEF}?objective=2&country=BFA")
    assert response.status_code == 400
    assert "A brief is about one thing." in response.content.decode()


def test_its_address_for_a_citation_says_the_same_for_ever(chain: Chain) -> None:
    assert "http://testserver/en/reform/brief/?release=2&initiative=2.4" in words(f"{BRIEF}?initiative=2.4")
    assert "Better on" not in words(f"{BRIEF}?release=1")
