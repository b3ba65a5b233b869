from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from initiatives.models import Entity, Initiative, InitiativeVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web.single import NO_BASELINE, VERDICT, html, section, words

pytestmark = pytest.mark.django_db

PATH = "/en/reform/initiatives/2.4/"
BROKEN = {"comparable": False, "break_note_en": "It counts more."}


def publish(cast: Cast, given: dict[str, dict[str, Any]], **about: Any) -> Chain:
    """An initiative with indicators: by code what their value for 2020 is told with; `of` is about the indicator."""
    chain = f.chain()
    version = f.initiative(chain, cast, name_en="Enhanced impact", **about)
    things, told = [], []
    for code, fields in given.items():
        indicator = f.indicator(chain, cast, code, **fields.pop("of", {}))
        if fields.pop("target", False):
            f.target(indicator)
        things.append(indicator)
        told.append((indicator.thing, fields))
    f.release(chain, cast, f.framework(chain, cast), f.objective(chain, cast), version, *things)
    if told:
        f.release(chain, cast, *[f.observation(thing, cast, **fields) for thing, fields in told])
    chain.refresh_from_db()
    return chain


def test_the_answer_counts_the_verdicts_that_were_given(cast: Cast) -> None:
    unchanged = {**VERDICT, "verdict": "unchanged", "value": "4"}
    publish(cast, {"2.4.1": dict(VERDICT), "2.4.2": unchanged, "2.4.3": {}})
    assert "Improved on 1 of 3 indicators; 1 unchanged; 1 not yet judged." in words(PATH)
    assert "Since the reform 1 of 3 improved none deteriorated" in words(PATH)


def test_a_worse_indicator_is_in_the_answer(cast: Cast) -> None:
    publish(cast, {"2.4.1": {**VERDICT, "verdict": "deteriorated", "value": "1"}})
    assert "Improved on 0 of 1 indicator; 1 deteriorated." in words(PATH)
    assert "none deteriorated" not in words(PATH)


def test_a_cause_is_asked_for_what_moved(cast: Cast) -> None:
    publish(
        cast, {"2.4.1": dict(VERDICT), "2.4.2": {**VERDICT, "verdict": "unchanged", "value": "4", "cause": "reform"}}
    )
    assert "Cause not assessed for the 1 that moved" in words(PATH)


def test_a_status_across_a_break_is_not_counted(cast: Cast) -> None:
    publish(cast, {"2.4.1": {"target": True, **BROKEN}, "2.4.2": {"target": True}})
    assert "Against its target 1 of 1 on track 1 across a break, not counted" in words(PATH)


def test_each_number_has_a_chart_on_one_scale_that_leads_to_its_page(cast: Cast) -> None:
    publish(cast, {"2.4.1": {"target": True, "value": "9"}, "2.4.2": {"target": True}})
    page = html(PATH)
    assert page.count("data-chart") == 2
    assert 'href="/en/reform/indicators/2.4.2/"' in page
    assert "From 4 per cent in 2019 to 9 per cent in 2020, towards 20 per cent over 2020–2024." in words(PATH)


def test_context_figures_are_listed_and_never_judged_or_counted(cast: Cast) -> None:
    money = {"of": {"role": "context", "name_en": "All approvals", **NO_BASELINE}, "value": "91"}
    publish(cast, {"2.4.1": dict(VERDICT), "2.4.4": money})
    said = section("h-context", PATH)
    assert "never judged" in said
    assert "2.4.4 All approvals" in said
    assert "91" in said
    assert "Improved on 1 of 1 indicator." in words(PATH)


def test_lead_goal_and_expected_benefit_are_said_or_said_to_be_missing(cast: Cast) -> None:
    publish(cast, {})
    said = section("h-expected", PATH)
    assert "The sources name no lead entity." in said
    assert "The sources do not spell out the expected benefit beyond its name." in said
    assert "No indicator has been published here yet." in words(PATH)


def test_what_is_known_of_an_initiative_stands_beside_it(cast: Cast) -> None:
    chain = f.chain()
    version: InitiativeVersion = f.initiative(
        chain, cast, expected_benefit_en="A Fund that knows more.", phase="closed"
    )
    version.goals.create(code="prevention")
    framework = f.framework(chain, cast)
    framework.goals.create(code="prevention", name_en="Prevention first")
    version.leads.create(entity=Entity.objects.create(code="pbso", name_en="Peacebuilding Support Office"))
    f.release(chain, cast, framework, f.objective(chain, cast), version)
    said = words(PATH)
    assert "A Fund that knows more. Lead Peacebuilding Support Office" in said
    assert "Answers this goal of the reform Prevention first" in said
    assert "Phase Closed" in said


def test_challenges_come_with_their_actions_and_cases_with_their_reason(cast: Cast) -> None:
    chain = publish(cast, {"2.4.1": {}})
    thing = Initiative.objects.get(code="2.4")
    challenge = f.challenge(chain, cast, title_en="Too few calls")
    challenge.initiatives.create(initiative=thing)
    action = f.corrective_action(chain, cast, title_en="A second call", progress="done")
    case = f.case_study(chain, cast, title_en="Across the river")
    case.initiatives.update(why_en="Money moved quickly")
    f.release(chain, cast, challenge, action, case)
    assert "Across the river Money moved quickly" in words(PATH)
    assert "Too few calls" in words(PATH)
    assert "A second call" in words(PATH)


def test_without_a_challenge_the_page_says_so(cast: Cast) -> None:
    publish(cast, {"2.4.1": {}})
    assert "No challenge is recorded for this initiative." in words(PATH)


def test_an_indicator_that_falls_short_is_listed_without_action(cast: Cast) -> None:
    publish(cast, {"2.4.3": {"target": True, "value": "4.1"}})
    assert "no corrective action recorded" in section("obstacles", PATH)


def test_a_withdrawn_initiative_shows_its_notice_alone(cast: Cast) -> None:
    chain = publish(cast, {"2.4.1": dict(VERDICT)})
    thing = Initiative.objects.get(code="2.4")
    withdrawal = actions.withdraw(thing, InitiativeVersion, by=cast.contributor, reason="Merged into another.")
    f.release(chain, cast, withdrawal)
    assert "Merged into another." in words(PATH)
    assert "Enhanced impact" not in words(PATH)
    assert "Withdrawn since" in words(f"{PATH}?release=2")
    assert "Enhanced impact" in words(f"{PATH}?release=2")


def test_what_is_not_public_is_not_found(cast: Cast) -> None:
    chain = publish(cast, {})
    f.initiative(chain, cast, "2.9")
    assert Client().get("/en/reform/initiatives/2.9/").status_code == 404


def test_the_day_asked_for_decides_what_is_late(cast: Cast) -> None:
    chain = f.chain()
    version = f.indicator(chain, cast, "2.4.1", reporting_until=date(2100, 12, 31))
    f.target(version)
    f.release(chain, cast, f.framework(chain, cast), f.objective(chain, cast), f.initiative(chain, cast), version)
    assert "baseline only; late by " in words(PATH)
