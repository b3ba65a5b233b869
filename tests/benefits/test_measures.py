from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.measures import (
    Aim,
    Basis,
    Cause,
    Change,
    Direction,
    Kind,
    Missing,
    Qualifier,
    Reading,
    Result,
    Role,
    Status,
    Verdict,
    Yardstick,
    judge,
    ratio,
    verdict_disagrees,
)
from tests.benefits.figures import (
    AT_LEAST,
    AT_MOST,
    DECREASE,
    MAINTAIN,
    by,
    over,
    qualitative,
    served,
    span,
    yardstick,
    year,
)

# One year of two lies behind at the end of 2020: 366 of 731 days, so 0.5007 of the way is expected.
TO_2021 = yardstick(by(2021, 20))
DOWN_TO_2021 = yardstick(by(2021, 0), direction=DECREASE)
HOLD = yardstick(by(2021, 10), direction=MAINTAIN)
HOLD_AT_15 = yardstick(by(2021, 15), direction=MAINTAIN)
STEPS = yardstick(by(2020, 12), by(2021, 20))
DIP = yardstick(by(2020, 30), by(2022, 20))
WHOLE = yardstick(over(2020, 2021, 20))
MIXED = yardstick(by(2020, 12), over(2020, 2024, 20))

EXAMPLES = {
    # increase
    "up, ahead of the line": (TO_2021, year(2020, 16), "improved 0.6000 0.5007 on_track"),
    "up, behind the line but within the leeway": (TO_2021, year(2020, "14.01"), "improved 0.4010 0.5007 on_track"),
    "up, below the leeway": (TO_2021, year(2020, 14), "improved 0.4000 0.5007 behind"),
    "up, less than material": (TO_2021, year(2020, "10.99"), "unchanged 0.0990 0.5007 behind"),
    "up, just material": (TO_2021, year(2020, 11), "improved 0.1000 0.5007 behind"),
    "down where up is wanted": (TO_2021, year(2020, 9), "deteriorated -0.1000 0.5007 worsening"),
    "down, less than material": (TO_2021, year(2020, "9.01"), "unchanged -0.0990 0.5007 behind"),
    "progress is not clamped, a date may be met early": (TO_2021, year(2020, 25), "improved 1.5000 0.5007 achieved"),
    "met exactly": (TO_2021, year(2020, 20), "improved 1.0000 0.5007 achieved"),
    "final target due and met": (TO_2021, year(2021, 20), "improved 1.0000 1.0000 achieved"),
    "final target due and nearly met": (TO_2021, year(2021, "19.9"), "improved 0.9900 1.0000 behind"),
    "final target due, further away than ever": (TO_2021, year(2021, 2), "deteriorated -0.8000 1.0000 behind"),
    "final target passed and missed": (TO_2021, year(2023, "19.9"), "improved 0.9900 1.0000 behind"),
    "final target passed and met since": (TO_2021, year(2023, 21), "improved 1.1000 1.0000 achieved"),
    # decrease
    "fall, ahead of the line": (DOWN_TO_2021, year(2020, 4), "improved 0.6000 0.5007 on_track"),
    "fall, below the leeway": (DOWN_TO_2021, year(2020, 6), "improved 0.4000 0.5007 behind"),
    "fall, just material": (DOWN_TO_2021, year(2020, 9), "improved 0.1000 0.5007 behind"),
    "rise where a fall is wanted": (DOWN_TO_2021, year(2020, 11), "deteriorated -0.1000 0.5007 worsening"),
    "fall met early": (DOWN_TO_2021, year(2020, 0), "improved 1.0000 0.5007 achieved"),
    "fall missed": (DOWN_TO_2021, year(2021, 1), "improved 0.9000 1.0000 behind"),
    # maintain
    "held": (HOLD, year(2020, 10), "unchanged - - on_track"),
    "held within the materiality": (HOLD, year(2020, 11), "unchanged - - on_track"),
    "not held": (HOLD, year(2020, "11.01"), "deteriorated - - worsening"),
    "not held, the other way": (HOLD, year(2020, "8.99"), "deteriorated - - worsening"),
    "held to the end": (HOLD, year(2021, 9), "unchanged - - achieved"),
    "held after the end": (HOLD, year(2022, 9), "unchanged - - achieved"),
    "not held at the end": (HOLD, year(2021, 8), "deteriorated - - behind"),
    "kept where it was, away from the target": (HOLD_AT_15, year(2020, 10), "unchanged - - behind"),
    "moved to the target to be held": (HOLD_AT_15, year(2020, 15), "deteriorated - - on_track"),
    "held without a baseline": (replace(HOLD, baseline=None), year(2020, 10), "- - - on_track"),
    "not held without a baseline": (replace(HOLD, baseline=None), year(2020, 12), "- - - behind"),
    # several targets
    "first of two, due and met": (STEPS, year(2020, 13), "improved 1.5000 1.0000 on_track"),
    "first of two, due and missed": (STEPS, year(2020, "11.9"), "improved 0.9500 1.0000 behind"),
    "the final target met before the first is due": (STEPS, year(2020, 20), "improved 5.0000 1.0000 achieved"),
    "between two targets": (yardstick(by(2020, 12), by(2022, 20)), year(2021, 17), "improved 0.7000 0.6000 on_track"),
    "targets out of order": (yardstick(by(2021, 20), by(2020, 12)), year(2020, 13), "improved 1.5000 1.0000 on_track"),
    # planned dip: a target below an earlier one
    "dip, on the way to the higher target": (DIP, year(2020, 19), "improved 0.4500 1.0000 behind"),
    "dip, met the lower final target early": (DIP, year(2020, 20), "improved 0.5000 1.0000 achieved"),
    "dip, on the way down the plan lies past the target": (DIP, year(2021, 18), "improved 0.8000 1.0000 behind"),
    "dip, within the leeway": (DIP, year(2021, 19), "improved 0.9000 1.0000 on_track"),
    # whole period
    "part of the period, past the target": (WHOLE, year(2020, 25), "improved 1.5000 0.5007 on_track"),
    "part of the period, on the line": (WHOLE, year(2020, 16), "improved 0.6000 0.5007 on_track"),
    "part of the period, short": (WHOLE, year(2020, 12), "improved 0.2000 0.5007 behind"),
    "part of the period, worse": (WHOLE, year(2020, 8), "deteriorated -0.2000 0.5007 worsening"),
    "last part of the period, met": (WHOLE, year(2021, 21), "improved 1.1000 1.0000 on_track"),
    "last part of the period, nearly": (WHOLE, year(2021, 19), "improved 0.9000 1.0000 on_track"),
    "last part of the period, short": (WHOLE, year(2021, "18.9"), "improved 0.8900 1.0000 behind"),
    "last part of the period, worse": (WHOLE, year(2021, 8), "deteriorated -0.2000 1.0000 worsening"),
    "its own value, met": (WHOLE, span(2020, 2021, 20), "improved 1.0000 1.0000 achieved"),
    "its own value, nearly": (WHOLE, span(2020, 2021, "19.9"), "improved 0.9900 1.0000 behind"),
    "its own value, worse": (WHOLE, span(2020, 2021, 8), "deteriorated -0.2000 1.0000 behind"),
    "a longer period than the target's": (WHOLE, span(2019, 2021, 21), "improved 1.1000 1.0000 on_track"),
    "after the period nothing is aimed at": (WHOLE, year(2022, 25), "improved - - no_target"),
    "a whole period to be held, in part": (
        yardstick(over(2020, 2021, 10), direction=MAINTAIN),
        year(2021, 10),
        "unchanged - - on_track",
    ),
    "a whole period to be held, as a whole": (
        yardstick(over(2020, 2021, 10), direction=MAINTAIN),
        span(2020, 2021, 10),
        "unchanged - - achieved",
    ),
    "after the whole period, back to the date before it": (MIXED, year(2025, 11), "improved 0.5000 1.0000 behind"),
    "after the whole period, the date before it is met": (MIXED, year(2025, 12), "improved 1.0000 1.0000 on_track"),
    # no target
    "no target": (yardstick(), year(2020, 16), "improved - - no_target"),
    "no target, worse": (yardstick(), year(2020, 9), "deteriorated - - no_target"),
    "no target and no baseline": (yardstick(b=None), year(2020, 16), "- - - no_target"),
    "no target and no observation": (yardstick(), None, "- - - no_target"),
    "no target, a value from before the baseline's end": (yardstick(), year(2018, 16), "- - - no_target"),
    # no baseline
    "no baseline, short": (yardstick(by(2021, 20), b=None), year(2020, 16), "- - - undetermined"),
    "no baseline, met early": (yardstick(by(2021, 20), b=None), year(2020, 20), "- - - achieved"),
    "no baseline, due and missed": (yardstick(by(2021, 20), b=None), year(2021, 16), "- - - behind"),
    "no baseline, part of the period, met": (yardstick(over(2020, 2021, 20), b=None), year(2020, 20), "- - - on_track"),
    # T = b
    "target is the baseline, met": (yardstick(by(2021, 10)), year(2020, 10), "unchanged - - achieved"),
    "target is the baseline, a little short": (yardstick(by(2021, 10)), year(2020, "9.5"), "unchanged - - behind"),
    "target is the baseline, worse": (yardstick(by(2021, 10)), year(2020, 9), "deteriorated - - worsening"),
    "target is the baseline, over the period": (
        yardstick(over(2020, 2021, 10)),
        year(2020, 12),
        "improved - - on_track",
    ),
    # baseline only, no data, context
    "no observation yet": (TO_2021, None, "- - - baseline_only"),
    "the baseline's own period": (TO_2021, year(2019, 25), "- - - baseline_only"),
    "before the baseline": (TO_2021, year(2018, 25), "- - - baseline_only"),
    "a day after the baseline": (
        TO_2021,
        Reading(Decimal(20), date(2020, 1, 1), date(2020, 1, 1)),
        "improved 1.0000 0.0014 achieved",
    ),
    "neither baseline nor observation": (yardstick(by(2021, 20), b=None), None, "- - - no_data"),
    "neither, nor a target": (yardstick(b=None), None, "- - - no_data"),
    "context": (yardstick(by(2021, 20), role=Role.CONTEXT), year(2020, 25), "improved 1.5000 0.5007 -"),
    "context without a target": (yardstick(role=Role.CONTEXT), year(2020, 25), "improved - - -"),
    "context without anything": (yardstick(b=None, role=Role.CONTEXT), None, "- - - -"),
    "context, nothing since the baseline": (yardstick(by(2021, 20), role=Role.CONTEXT), None, "- - - -"),
    "output": (yardstick(by(2021, 20), role=Role.OUTPUT), year(2020, 25), "improved 1.5000 0.5007 achieved"),
    # qualitative: levels 1 to 5
    "level up": (qualitative(by(2021, 4), b=2), year(2020, 3), "improved - - on_track"),
    "level as before": (qualitative(by(2021, 4), b=2), year(2020, 2), "unchanged - - on_track"),
    "level down": (qualitative(by(2021, 4), b=2), year(2020, 1), "deteriorated - - worsening"),
    "level down, over the period, part of it": (
        qualitative(over(2020, 2021, 4), b=2),
        year(2020, 1),
        "deteriorated - - worsening",
    ),
    "level met early": (qualitative(by(2021, 4), b=2), year(2020, 4), "improved - - achieved"),
    "level due and missed": (qualitative(by(2021, 4), b=2), year(2021, 3), "improved - - behind"),
    "level, no baseline, short": (qualitative(by(2021, 4)), year(2020, 3), "- - - undetermined"),
    "level, no baseline, met early": (qualitative(by(2021, 4)), year(2020, 4), "- - - achieved"),
    "level, no baseline, over the period, met": (qualitative(over(2020, 2021, 4)), year(2020, 4), "- - - on_track"),
    "level, no target": (qualitative(b=2), year(2020, 3), "improved - - no_target"),
    "level, neither": (qualitative(), year(2020, 3), "- - - no_target"),
    "level, baseline only": (qualitative(by(2021, 4), b=2), None, "- - - baseline_only"),
    "level held": (qualitative(by(2021, 3), b=3, direction=MAINTAIN), year(2020, 3), "unchanged - - on_track"),
    "level held within one": (
        qualitative(by(2021, 3), b=3, direction=MAINTAIN),
        year(2020, 2),
        "unchanged - - on_track",
    ),
    "level to hold, still away": (
        qualitative(by(2021, 4), b=2, direction=MAINTAIN),
        year(2020, 2),
        "unchanged - - behind",
    ),
    "level to hold, no baseline": (qualitative(by(2021, 4), direction=MAINTAIN), year(2020, 2), "- - - behind"),
    # bounds
    "about is its number": (TO_2021, year(2020, 16, Qualifier.ABOUT), "improved 0.6000 0.5007 on_track"),
    "baseline about": (
        yardstick(by(2021, 20), qualifier=Qualifier.ABOUT),
        year(2020, 16),
        "improved 0.6000 0.5007 on_track",
    ),
    "at least, already met": (TO_2021, year(2020, 20, AT_LEAST), "improved - 0.5007 achieved"),
    "at least, short: may be met or not": (TO_2021, year(2020, 16, AT_LEAST), "improved - 0.5007 undetermined"),
    "at least, on track towards a period": (WHOLE, year(2020, 16, AT_LEAST), "improved - 0.5007 on_track"),
    "at least, but the unit ends short of the leeway": (
        replace(WHOLE, maximum=Decimal(14)),
        year(2020, 12, AT_LEAST),
        "improved - 0.5007 behind",
    ),
    "at least, below the baseline": (WHOLE, year(2020, 8, AT_LEAST), "- - 0.5007 undetermined"),
    "at most, below the baseline": (TO_2021, year(2020, 8, AT_MOST), "deteriorated - 0.5007 worsening"),
    "at most, below the leeway, without a lower limit": (TO_2021, year(2020, 12, AT_MOST), "- - 0.5007 undetermined"),
    "at most, the unit begins just below": (
        replace(TO_2021, minimum=Decimal(11)),
        year(2020, 12, AT_MOST),
        "improved - 0.5007 behind",
    ),
    "at most, due and missed whatever it is": (TO_2021, year(2021, 12, AT_MOST), "- - 1.0000 behind"),
    "at most, a fall already met": (DOWN_TO_2021, year(2020, 0, AT_MOST), "improved - 0.5007 achieved"),
    "baseline at most": (yardstick(over(2020, 2021, 20), qualifier=AT_MOST), year(2020, 16), "improved - - on_track"),
    "baseline at least, without an upper limit": (
        yardstick(over(2020, 2021, 20), qualifier=AT_LEAST),
        year(2020, 16),
        "- - - on_track",
    ),
    "baseline at least, due and missed": (yardstick(by(2021, 20), qualifier=AT_LEAST), year(2021, 16), "- - - behind"),
    "baseline at least, up to a limit below the value": (
        yardstick(over(2020, 2021, 20), qualifier=AT_LEAST, bounds=(0, 15)),
        year(2020, 17),
        "improved - - undetermined",
    ),
    "both are bounds, away from each other": (
        yardstick(over(2020, 2021, 20), qualifier=AT_MOST),
        year(2020, 16, AT_LEAST),
        "improved - - on_track",
    ),
    "both are bounds, towards each other": (
        yardstick(over(2020, 2021, 20), qualifier=AT_LEAST),
        year(2020, 16, AT_LEAST),
        "- - - undetermined",
    ),
    "to be held, at least, far above": (HOLD, year(2020, 12, AT_LEAST), "deteriorated - - worsening"),
    "to be held, at least, the target lies between": (HOLD, year(2020, 8, AT_LEAST), "- - - undetermined"),
    "to be held, at most, the target lies between": (HOLD, year(2020, 12, AT_MOST), "- - - undetermined"),
    "to be held, at least, the unit ends within reach": (
        replace(HOLD, maximum=Decimal(11)),
        year(2020, "9.5", AT_LEAST),
        "unchanged - - on_track",
    ),
    "no baseline, at least, met": (yardstick(by(2021, 20), b=None), year(2020, 20, AT_LEAST), "- - - achieved"),
    "no baseline, at most, due": (yardstick(by(2021, 20), b=None), year(2021, 19, AT_MOST), "- - - behind"),
    "to be held, no target, at least": (
        yardstick(direction=MAINTAIN),
        year(2020, 12, AT_LEAST),
        "deteriorated - - no_target",
    ),
    "no target, at least": (yardstick(), year(2020, 11, AT_LEAST), "improved - - no_target"),
    "context, at least": (yardstick(by(2021, 20), role=Role.CONTEXT), year(2020, 16, AT_LEAST), "improved - 0.5007 -"),
}


@pytest.mark.parametrize(("indicator", "observation", "words"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_example_is_judged_as_the_method_says(indicator: Yardstick, observation: Reading | None, words: str) -> None:
    assert served(judge(indicator, observation)) == tuple(None if word == "-" else word for word in words.split())


def test_the_share_of_cross_border_investments_in_2020_is_on_track() -> None:
    target = over(2020, 2024, 20)
    result = judge(yardstick(target, b=4, materiality="0.5"), year(2020, "16.5", Qualifier.ABOUT))

    assert served(result) == ("improved", "0.7813", "0.2003", "on_track")
    assert result.judged_against == target
    assert result.progress == Fraction(25, 32)
    assert result.expected == Fraction(366, 1827)


@pytest.mark.parametrize(
    ("indicator", "observation", "target"),
    [
        (STEPS, year(2020, 13), by(2020, 12)),
        (STEPS, year(2021, 13), by(2021, 20)),
        (STEPS, year(2025, 13), by(2021, 20)),
        (yardstick(by(2021, 20), by(2020, 12)), year(2025, 13), by(2021, 20)),
        (STEPS, Reading(Decimal(13), date(2020, 12, 30), date(2020, 12, 30)), by(2020, 12)),
        (STEPS, Reading(Decimal(13), date(2021, 1, 1), date(2021, 1, 1)), by(2021, 20)),
        (MIXED, year(2021, 13), over(2020, 2024, 20)),
        (MIXED, year(2025, 13), by(2020, 12)),
        (WHOLE, year(2022, 13), None),
        (yardstick(), year(2020, 13), None),
        (STEPS, year(2019, 13), None),
        (STEPS, None, None),
    ],
)
def test_judged_against_is_the_first_target_still_ahead_else_the_last_date(
    indicator: Yardstick, observation: Reading | None, target: Aim | None
) -> None:
    assert judge(indicator, observation).judged_against == target


def test_progress_just_at_the_leeway_is_on_track_and_nothing_is_rounded_before() -> None:
    # 2020 to 2023 are 1461 days, 366 of them in 2020: expected - 0.10 is 2199/14610.
    indicator = yardstick(by(2023, 14610), b=0)

    assert judge(indicator, year(2020, 2199)).status is Status.ON_TRACK
    assert judge(indicator, year(2020, "2198.999999")).status is Status.BEHIND
    assert served(judge(indicator, year(2020, "2198.999999")))[1] == str(ratio(Fraction(2199, 14610)))


def test_deterioration_within_the_leeway_is_on_track() -> None:
    indicator = yardstick(by(2021, 100), b=10)
    early = Reading(Decimal(8), date(2020, 1, 1), date(2020, 1, 31))

    assert served(judge(indicator, early)) == ("deteriorated", "-0.0222", "0.0424", "on_track")


def test_a_missing_figure_has_null_for_all_four() -> None:
    assert Result() == Result(change=None, progress=None, expected=None, status=None, judged_against=None)


def test_figures_of_fifteen_digits_are_compared_exactly() -> None:
    indicator = yardstick(by(2021, "999999999.999999"), b="999999999.999998", materiality="0.000001")

    assert judge(indicator, year(2021, "999999999.999999")).status is Status.ACHIEVED
    assert judge(indicator, year(2021, "999999999.999998")).change is Change.UNCHANGED


def test_no_limit_outdoes_the_largest_figures() -> None:
    largest = "999999999999"
    indicator = yardstick(over(2020, 2021, largest), b=f"-{largest}", materiality=largest, qualifier=AT_LEAST)

    # The baseline may be anything above; its lowest is improved upon, its highest fallen short of.
    assert served(judge(indicator, year(2020, largest))) == (None, None, None, "on_track")


@pytest.mark.parametrize("verdict", [None, *Verdict])
@pytest.mark.parametrize("change", [None, *Change])
def test_verdict_and_change_differ_only_where_both_say_something(
    verdict: Verdict | None, change: Change | None
) -> None:
    silent = verdict is None or verdict is Verdict.TOO_EARLY or change is None

    assert verdict_disagrees(verdict, change) is (not silent and str(verdict) != str(change))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(25, 32), "0.7813"),
        (Fraction(366, 1827), "0.2003"),
        (Fraction(1, 20000), "0.0001"),
        (Fraction(-1, 20000), "-0.0001"),
        (Fraction(1, 20001), "0.0000"),
        (Fraction(-1, 20001), "0.0000"),
        (Fraction(2, 3), "0.6667"),
        (Fraction(1), "1.0000"),
        (Fraction(0), "0.0000"),
        (Decimal("0.78125"), "0.7813"),
        (Decimal("-12.34565"), "-12.3457"),
    ],
)
def test_ratios_are_served_with_four_decimals_half_up(value: Fraction | Decimal, text: str) -> None:
    assert str(ratio(value)) == text


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=7))
def test_a_ratio_is_rounded_like_a_decimal(value: Decimal) -> None:
    assert ratio(value) == ratio(Fraction(value)) == value.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def test_the_words_are_those_of_the_contract() -> None:
    words = {
        kind.__name__: " ".join(kind)
        for kind in (Kind, Role, Direction, Qualifier, Basis, Change, Status, Verdict, Cause, Missing)
    }

    assert words == {
        "Kind": "quantitative qualitative",
        "Role": "outcome output context",
        "Direction": "increase decrease maintain",
        "Qualifier": "exact about at_least at_most",
        "Basis": "by_date whole_period",
        "Change": "improved unchanged deteriorated",
        "Status": "no_data no_target baseline_only achieved on_track behind worsening undetermined",
        "Verdict": "improved unchanged deteriorated too_early",
        "Cause": "reform external both not_assessed",
        "Missing": "not_published not_collected not_applicable",
    }


@pytest.mark.parametrize("module", ["measures", "periods", "lateness"])
def test_the_arithmetic_needs_no_django(module: str) -> None:
    code = f"import sys, benefits.{module}; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
