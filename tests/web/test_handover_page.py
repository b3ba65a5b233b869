"""The page on which an initiative is handed over: what was achieved, what stays open, and who goes on."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from initiatives.models import Initiative, InitiativeVersion, Phase
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.web.single import VERDICT, section, words

pytestmark = pytest.mark.django_db
PATH = "/en/reform/initiatives/2.4/hand-over/"


def publish(cast: Cast) -> Chain:
    """One indicator that improved, one without a judgement, a challenge with an action that is not done."""
    chain = f.chain()
    better, unjudged = (f.indicator(chain, cast, code) for code in ("2.4.1", "2.4.2"))
    f.target(better)
    objective, version = f.objective(chain, cast), f.initiative(chain, cast, name_en="Enhanced impact")
    f.release(chain, cast, f.framework(chain, cast), objective, version, better, unjudged)
    f.release(chain, cast, f.observation(better.thing, cast, **VERDICT), f.observation(unjudged.thing, cast))
    challenge = f.challenge(chain, cast, "C1", title_en="Too few people")
    challenge.initiatives.create(initiative=Initiative.objects.get(code="2.4"))
    action = f.corrective_action(chain, cast, "C1.1", title_en="Hire them", due=date(2021, 6, 30))
    f.release(chain, cast, challenge, action)
    chain.refresh_from_db()
    return chain


def move(chain: Chain, cast: Cast, phase: Phase) -> None:
    thing = Initiative.objects.get(code="2.4")
    draft = actions.revise(thing, InitiativeVersion, by=cast.contributor, version_kind="revision")
    InitiativeVersion.objects.filter(pk=draft.pk).update(phase=phase, reason_en="As planned.")
    draft.refresh_from_db()
    f.release(chain, cast, draft)


def test_it_says_what_was_achieved_what_stays_open_and_when_it_is_due(cast: Cast) -> None:
    publish(cast)
    assert "Not handed over yet: its benefits are still managed." in words(PATH)
    assert "2 indicators stay open; 1 corrective action is not done yet." in words(PATH)
    assert "2.4.1" in section("h-achieved", PATH)
    assert "2.4.2" not in section("h-achieved", PATH)
    # What has improved and was not reported since is both.
    assert "2.4.1 Indicator 2.4.1 never reported: 2021–2024" in section("h-open", PATH)
    assert "not yet judged" in section("h-open", PATH)
    assert "Hire them" in section("h-open", PATH)
    assert "overdue by" in section("h-open", PATH)


def test_a_phase_is_entered_by_a_version_that_was_approved(cast: Cast) -> None:
    chain = publish(cast)
    move(chain, cast, Phase.CONTINUOUS_IMPROVEMENT)
    assert "Handed over to continuous improvement on" in words(PATH)
    assert section("h-phases", PATH).count("Release") == 2
    # An earlier day knows nothing of it.
    assert "Not handed over yet" in words(f"{PATH}?release=3")
    move(chain, cast, Phase.CLOSED)
    assert "Closed on" in words(PATH)


def test_one_that_was_withdrawn_is_not_handed_over(cast: Cast) -> None:
    chain = publish(cast)
    notice = actions.withdraw(
        Initiative.objects.get(code="2.4"), InitiativeVersion, by=cast.contributor, reason="Counted twice."
    )
    f.release(chain, cast, notice)
    assert Client().get(PATH).status_code == 404
    assert Client().get(f"{PATH}?release=3").status_code == 200
