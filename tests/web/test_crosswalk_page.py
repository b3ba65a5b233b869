"""The original goals of the reform against the initiatives, and what of a goal no initiative names."""

from __future__ import annotations

import pytest
from django.test import Client

from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web.single import section, words

pytestmark = pytest.mark.django_db

PATH = "/en/reform/crosswalk/"


def publish(cast: Cast, answers: dict[str, list[tuple[str, bool]]], **gaps: str) -> Chain:
    """Three goals; by initiative the goals that it answers, and whether first of all."""
    chain = f.chain()
    framework = f.framework(chain, cast)
    for place, code in enumerate(("prevention", "pillar", "alignment")):
        name = f"Goal of {code}"
        framework.goals.create(code=code, name_en=name, gap_en=gaps.get(code), position=place)
    versions = []
    for code, goals in answers.items():
        version = f.initiative(chain, cast, code)
        for goal, is_main in goals:
            version.goals.create(code=goal, is_main=is_main)
        versions.append(version)
    f.release(chain, cast, framework, f.objective(chain, cast, "1"), *versions)
    chain.refresh_from_db()
    return chain


def test_the_page_says_who_answers_what(cast: Cast) -> None:
    publish(cast, {"1.1": [("prevention", True)], "1.2": [("prevention", False), ("pillar", True)]})
    said = section("h-cross", PATH)
    assert "1.1 Initiative 1.1 answers it – does not answer it – does not answer it" in said
    assert "1.2 Initiative 1.2 answers it too answers it – does not answer it" in said


def test_a_goal_that_nobody_answers_is_counted_in_the_first_sentence(cast: Cast) -> None:
    publish(cast, {"1.1": [("prevention", True)], "1.2": []})
    said = words(PATH)
    assert "1 of 2 initiatives answer one or more of the 3 original goals of the reform." in said
    assert "No initiative answers 2 of them." in said


def test_the_gap_is_shown_and_not_hidden(cast: Cast) -> None:
    publish(cast, {"1.1": [("alignment", True)]}, alignment="No initiative names human rights.")
    assert "Goal of alignment No initiative names human rights." in section("h-gap", PATH)
    assert "Goal of pillar nothing recorded" in section("h-gap", PATH)
    assert words(PATH).count("No initiative names human rights.") == 2


def test_a_framework_without_goals_says_so(cast: Cast) -> None:
    chain = f.chain()
    f.release(chain, cast, f.framework(chain, cast))
    assert "No original goals have been published for this framework." in words(PATH)


def test_a_goal_that_the_framework_does_not_have_keeps_an_initiative_from_review(cast: Cast) -> None:
    chain = publish(cast, {})
    version = f.initiative(chain, cast, "1.3")
    version.goals.create(code="unheard-of")
    with pytest.raises(actions.Incomplete, match="The framework has no goal “unheard-of”; it has alignment, pillar"):
        actions.submit(version, by=cast.contributor)


def test_it_is_linked_from_the_initiative_and_from_the_foot(cast: Cast) -> None:
    publish(cast, {"1.1": [("alignment", True)]})
    for path in ("/en/reform/initiatives/1.1/", "/en/reform/"):
        assert f'href="{PATH}"' in Client().get(path).content.decode()
