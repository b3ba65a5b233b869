from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from casestudies.models import Challenge, ChallengeVersion, CorrectiveAction, CorrectiveActionVersion
from initiatives.models import Entity, Initiative
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web.single import VERDICT, html, section, words

pytestmark = pytest.mark.django_db

PATH = "/en/reform/challenges/"


def publish(chain: Chain, cast: Cast, given: dict[str, list[dict[str, Any]]]) -> None:
    """By code of a challenge: its actions, numbered in their order."""
    drafts: list[Any] = []
    for code, told in given.items():
        drafts.append(f.challenge(chain, cast, code))
        drafts += [f.corrective_action(chain, cast, f"{code}.{n}", **fields) for n, fields in enumerate(told, start=1)]
    f.release(chain, cast, *drafts)


def answer() -> str:
    page = html(PATH)
    return page.split('<p class="sub">')[1].split("</p>")[0]


def test_the_answer_counts_challenges_and_names_those_without_action(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": [{"progress": "done"}], "C2": [], "C10": [{}]})
    assert answer() == (
        "3 challenges are recorded. 2 have a corrective action. None is recorded for C2. No action has a published date."
    )


def test_without_a_challenge_the_page_says_so(chain: Chain) -> None:
    assert answer() == "No challenge has been published."


def test_those_without_an_action_come_first_and_say_so(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": [{}], "C2": [], "C10": [], "C9": [{}]})
    page = html(PATH)
    places = [page.index(f'id="c-{code}"') for code in ("C2", "C10", "C1", "C9")]
    assert places == sorted(places)
    assert section("h-register", PATH).count("no corrective action recorded") == 2


def test_a_cancelled_action_answers_nothing_and_stays_in_sight(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": [{"progress": "cancelled", "title_en": "Given up"}]})
    assert answer() == "1 challenge is recorded. None has a corrective action."
    said = section("h-register", PATH)
    assert "Given up" in said
    assert "cancelled" in said
    assert "no corrective action recorded" in said


@pytest.mark.parametrize(
    ("states", "title"),
    [
        (["planned", "planned"], "Action planned"),
        (["planned", "done"], "Action under way"),
        (["in_progress"], "Action under way"),
        (["done", "done"], "Action taken"),
        (["done", "cancelled"], "Action taken"),
        (["cancelled"], "Nothing recorded"),
    ],
)
def test_an_answer_is_as_far_as_all_its_actions(chain: Chain, cast: Cast, states: list[str], title: str) -> None:
    publish(chain, cast, {"C1": [{"progress": state} for state in states]})
    assert f"{title} 1 challenge C1" in words(PATH)


def test_states_are_counted_with_their_zeros(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.challenge(chain, cast, condition="answered"), f.challenge(chain, cast, "C2"))
    assert "Open: 1; Answered: 1; Closed: 0." in words(PATH)


def test_an_action_tells_owner_progress_note_date_and_source(chain: Chain, cast: Cast) -> None:
    owner = Entity.objects.create(code="dppa", name_en="Department of Peace")
    told = {"owner": owner, "progress": "in_progress", "progress_note_en": "Nine of them.", "due": date(2100, 12, 31)}
    publish(chain, cast, {"C1": [told]})
    said = section("h-register", PATH)
    assert "Action C1.1 Nine of them. Department of Peace in progress by the end of 2100" in said
    assert "overdue" not in said
    assert "A/75/202 , para. 38" in said
    assert 'href="https://undocs.org/en/A/75/202"' in html(PATH)


def test_no_date_is_said_in_words(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": [{}]})
    assert "no date" in section("h-register", PATH)


def test_overdue_is_counted_to_the_day_shown(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": [{"due": date(2026, 1, 1)}]})
    released = chain.releases.get(number=3).released_at
    assert released
    days = (released.date() - date(2026, 1, 1)).days
    assert f"overdue by {days:,} days" in words(f"{PATH}?release=3")
    assert "A date is published for 1 of 1 action. 1 is overdue." in answer()


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_what_is_over_is_not_overdue(chain: Chain, cast: Cast, state: str) -> None:
    publish(chain, cast, {"C1": [{"due": date(2020, 12, 31), "progress": state}]})
    assert "overdue" not in words(PATH)


def test_an_action_shows_where_the_indicator_stands_that_it_should_move(chain: Chain, cast: Cast) -> None:
    challenge, action = f.challenge(chain, cast), f.corrective_action(chain, cast)
    action.indicators.create(indicator=f.Indicator.objects.get(code="2.4.2"))
    f.release(chain, cast, challenge, action)
    assert "2.4.2 on track" in section("h-register", PATH)


def test_an_indicator_that_falls_short_is_listed_until_an_action_should_move_it(cast: Cast) -> None:
    chain = f.chain()
    version = f.indicator(chain, cast, "2.4.1")
    f.release(chain, cast, f.framework(chain, cast), f.initiative(chain, cast), version)
    worse = {**VERDICT, "verdict": "deteriorated", "value": "1"}
    f.release(chain, cast, f.observation(version.thing, cast, **worse))
    assert "2.4.1 Indicator 2.4.1" in section("h-unanswered", PATH)
    challenge, action = f.challenge(chain, cast), f.corrective_action(chain, cast)
    action.indicators.create(indicator=version.thing)
    f.release(chain, cast, challenge, action)
    assert "None: every indicator that falls short" in section("h-unanswered", PATH)


def test_a_withdrawn_challenge_leaves_its_notice_and_is_not_counted(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": [{"title_en": "Still done"}], "C2": []})
    thing = Challenge.objects.get(code="C1")
    withdrawal = actions.withdraw(thing, ChallengeVersion, by=cast.contributor, reason="Told twice.")
    f.release(chain, cast, withdrawal)
    said = section("h-register", PATH)
    assert "Told twice." in said
    assert "Challenge C1" not in said
    assert "Still done" in said
    assert answer().startswith("1 challenge is recorded.")
    before = words(f"{PATH}?release=3")
    assert "Challenge C1" in before
    assert "Withdrawn since" in before


def test_a_withdrawn_action_leaves_its_notice_and_no_answer(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": [{"title_en": "A second call"}]})
    thing = CorrectiveAction.objects.get()
    withdrawal = actions.withdraw(thing, CorrectiveActionVersion, by=cast.contributor, reason="Never begun.")
    f.release(chain, cast, withdrawal)
    said = section("h-register", PATH)
    assert "Never begun." in said
    assert "A second call" not in said
    assert "no corrective action recorded" in said
    assert "Withdrawn since" in words(f"{PATH}?release=3")


def test_a_draft_is_never_shown_and_an_action_does_not_give_its_challenge_away(chain: Chain, cast: Cast) -> None:
    f.challenge(chain, cast, title_en="Unsaid")
    f.release(chain, cast, f.corrective_action(chain, cast))
    said = section("h-register", PATH)
    assert "Unsaid" not in said
    assert "C1 This challenge is not published." in said
    assert answer() == "No challenge has been published."


def test_other_pages_lead_to_the_row(chain: Chain, cast: Cast) -> None:
    challenge = f.challenge(chain, cast)
    challenge.initiatives.create(initiative=Initiative.objects.get(code="2.4"))
    action = f.corrective_action(chain, cast)
    action.indicators.create(indicator=f.Indicator.objects.get(code="2.4.2"))
    f.release(chain, cast, challenge, action)
    for path in ("/en/reform/", "/en/reform/initiatives/2.4/"):
        assert f'href="{PATH}#c-C1"' in html(path)
    assert f'href="{PATH}#act-C1.1"' in html("/en/reform/indicators/2.4.2/")
    assert 'id="c-C1"' in html(PATH)
    assert 'id="act-C1.1"' in html(PATH)


def test_a_day_before_the_release_does_not_know_it(chain: Chain, cast: Cast) -> None:
    publish(chain, cast, {"C1": []})
    assert "Challenge C1" not in words(f"{PATH}?release=2")
    assert Client().get("/en/nowhere/challenges/").status_code == 404
