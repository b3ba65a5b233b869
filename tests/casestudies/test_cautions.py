from __future__ import annotations

from typing import Any

import pytest

from benefits.models import IndicatorVersion, ObservationVersion
from casestudies.models import CorrectiveActionVersion
from reformtracker.publishing.checklist import cautions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CODE = "behind_without_action"


@pytest.fixture
def behind(cast: Cast, chain: Chain) -> ObservationVersion:
    """2024 has fewer than in 2019: worse than at the start, in the last year of the aim."""
    return f.observation(IndicatorVersion.objects.live().get().thing, cast, "2024", "2")


def action(chain: Chain, cast: Cast, **fields: Any) -> CorrectiveActionVersion:
    made = f.corrective_action(chain, cast, **fields)
    made.indicators.create(indicator=IndicatorVersion.objects.live().get().thing)
    return made


def warned(*versions: Any) -> dict[str, list[Any]]:
    return {caution.code: [version for version, _said in caution.about] for caution in cautions(versions)}


def test_an_indicator_that_will_be_short_of_its_aim_without_an_action_is_named(behind: ObservationVersion) -> None:
    assert warned(behind)[CODE] == [behind]


def test_a_figure_on_its_way_is_not_named(cast: Cast, chain: Chain) -> None:
    assert CODE not in warned(f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021", "19"))


def test_an_action_in_the_same_release_answers_it(behind: ObservationVersion, cast: Cast, chain: Chain) -> None:
    assert CODE not in warned(behind, action(chain, cast))


def test_an_action_that_is_public_answers_it_and_a_draft_elsewhere_does_not(
    behind: ObservationVersion, cast: Cast, chain: Chain
) -> None:
    answer = action(chain, cast)
    assert CODE in warned(behind)
    f.release(chain, cast, f.challenge(chain, cast), answer)
    assert CODE not in warned(behind)


def test_a_cancelled_action_answers_nothing(behind: ObservationVersion, cast: Cast, chain: Chain) -> None:
    assert CODE in warned(behind, action(chain, cast, progress="cancelled"))
