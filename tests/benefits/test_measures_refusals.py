from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from benefits.measures import Aim, Refusal, Refused, Yardstick, refusals
from tests.benefits.figures import DECREASE, MAINTAIN, by, yardstick, year


@pytest.mark.parametrize(
    ("indicator", "reasons"),
    [
        (yardstick(by(2021, 20)), []),
        (yardstick(by(2021, 0), direction=DECREASE), []),
        (yardstick(by(2021, 15), direction=MAINTAIN), []),
        (yardstick(by(2020, 30), by(2022, 20)), []),
        (yardstick(by(2021, 10)), []),
        (yardstick(by(2021, 5), direction=MAINTAIN), []),
        (yardstick(by(2021, 5), b=None), []),
        (yardstick(by(2021, "9.9")), [Refusal(Refused.TARGET_ON_WRONG_SIDE, 0)]),
        (yardstick(by(2021, "10.1"), direction=DECREASE), [Refusal(Refused.TARGET_ON_WRONG_SIDE, 0)]),
        (yardstick(by(2021, 20), by(2022, 9)), [Refusal(Refused.TARGET_ON_WRONG_SIDE, 1)]),
        (yardstick(by(2019, 20)), [Refusal(Refused.TARGET_DUE_TOO_SOON, 0)]),
        (yardstick(Aim(Decimal(20), date(2020, 1, 1))), []),
        (yardstick(by(2018, 20), b=None), []),
        (yardstick(by(2021, 20), by(2018, 20)), [Refusal(Refused.TARGET_DUE_TOO_SOON, 1)]),
        (yardstick(materiality=0), [Refusal(Refused.MATERIALITY_NOT_POSITIVE)]),
        (yardstick(materiality="-0.1"), [Refusal(Refused.MATERIALITY_NOT_POSITIVE)]),
        (yardstick(materiality="0.000001"), []),
        (yardstick(by(2021, 100), b=0, bounds=(0, 100)), []),
        (yardstick(by(2021, "100.1"), bounds=(0, 100)), [Refusal(Refused.TARGET_BEYOND_BOUNDS, 0)]),
        (yardstick(b="-0.1", bounds=(0, None)), [Refusal(Refused.BASELINE_BEYOND_BOUNDS)]),
        (yardstick(b="100.1", bounds=(None, 100)), [Refusal(Refused.BASELINE_BEYOND_BOUNDS)]),
        (yardstick(b="100.1", bounds=(0, None)), []),
    ],
)
def test_what_cannot_be_judged_is_refused_at_entry(indicator: Yardstick, reasons: list[Refusal]) -> None:
    assert refusals(indicator) == reasons


def test_an_observation_beyond_the_bounds_of_its_unit_is_refused() -> None:
    percent = yardstick(bounds=(0, 100))

    assert refusals(percent, year(2020, 100)) == refusals(percent, year(2020, 0)) == []
    assert refusals(percent, year(2020, "100.1")) == [Refusal(Refused.OBSERVATION_BEYOND_BOUNDS)]
    assert refusals(percent, year(2020, "-0.1")) == [Refusal(Refused.OBSERVATION_BEYOND_BOUNDS)]


def test_everything_wrong_is_named_at_once() -> None:
    indicator = yardstick(by(2018, -1), b=101, materiality=0, bounds=(0, 100))

    assert [refusal.reason.name for refusal in refusals(indicator, year(2020, 200))] == [
        "MATERIALITY_NOT_POSITIVE",
        "BASELINE_BEYOND_BOUNDS",
        "TARGET_BEYOND_BOUNDS",
        "TARGET_DUE_TOO_SOON",
        "TARGET_ON_WRONG_SIDE",
        "OBSERVATION_BEYOND_BOUNDS",
    ]
