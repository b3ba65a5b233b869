"""The page of an objective: its initiatives, each with its answer, and nothing of the other objectives."""

from __future__ import annotations

import pytest
from django.test import Client

from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web.single import VERDICT, section, words

pytestmark = pytest.mark.django_db

PATH = "/en/reform/objectives/2/"


@pytest.fixture
def chain(cast: Cast) -> Chain:
    chain = f.chain()
    one, two, other = (f.indicator(chain, cast, code) for code in ("2.1.1", "2.4.2", "1.1.1"))
    parents = [f.objective(chain, cast, code) for code in ("1", "2")]
    parents += [f.initiative(chain, cast, code) for code in ("1.1", "2.1", "2.2", "2.4")]
    f.release(chain, cast, f.framework(chain, cast), *parents, one, two, other)
    f.release(chain, cast, f.observation(two.thing, cast, **VERDICT))
    chain.refresh_from_db()
    return chain


def test_the_answer_counts_the_indicators_of_all_its_initiatives(chain: Chain) -> None:
    said = words(PATH)
    assert "Objective 2 Improved on 1 of 2 indicators; 1 not yet judged." in said
    assert "Carried by 3 initiatives" in said


def test_each_initiative_is_listed_with_its_own_answer(chain: Chain) -> None:
    said = section("h-parts", PATH)
    assert "2.1 Initiative 2.1 Improved on 0 of 1 indicator; 1 not yet judged." in said
    assert "2.4 Initiative 2.4 Improved on 1 of 1 indicator." in said
    assert "2.2 Initiative 2.2 No indicator has been published here yet." in said


def test_what_belongs_to_another_objective_is_not_there(chain: Chain) -> None:
    said = words(PATH)
    assert "2.4.2" in said
    assert "1.1.1" not in said


def test_an_objective_that_is_not_public_in_the_snapshot_is_not_there(chain: Chain, cast: Cast) -> None:
    f.objective(chain, cast, "3")
    assert Client().get(PATH.replace("2", "3")).status_code == 404
    f.release(chain, cast, f.objective(chain, cast, "4"))
    assert Client().get(PATH.replace("2", "4")).status_code == 200
    assert Client().get(f"{PATH.replace('2', '4')}?release=2").status_code == 404


def test_the_front_page_and_the_initiative_lead_to_it(chain: Chain) -> None:
    for path in ("/en/reform/", "/en/reform/initiatives/2.4/"):
        assert f'href="{PATH}"' in Client().get(path).content.decode()
