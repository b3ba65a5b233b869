"""When a value is asked about: a slip of the sign or the decimal mark, or a step far beyond the usual."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.jumps import Jump, Why, jump

NUMBERS = st.decimals("-1000000", "1000000", places=2)


def asked(value: str, *before: str, materiality: str = "1", span: str | None = None) -> Jump | None:
    numbers = [Decimal(one) for one in before]
    return jump(Decimal(value), numbers, materiality=Decimal(materiality), span=Decimal(span) if span else None)


@pytest.mark.parametrize(
    ("value", "before", "why", "times"),
    [
        ("-52", ("50",), Why.SIGN, "1"),
        ("510", ("50",), Why.LARGER, "10"),
        ("52000", ("52",), Why.LARGER, "1000"),
        ("5", ("50",), Why.SMALLER, "10"),
        ("90", ("50", "52", "54", "56"), Why.STEP, "17.0"),
        ("10", ("50", "52", "54", "56"), Why.STEP, "23.0"),
    ],
)
def test_a_value_far_from_the_ones_before_is_asked_about(
    value: str, before: tuple[str, ...], why: Why, times: str
) -> None:
    assert asked(value, *before) == Jump(why, Decimal(before[-1]), Decimal(times))


@pytest.mark.parametrize(
    ("value", "before"),
    [
        ("64", ("50", "52", "54", "56")),  # exactly four usual steps
        ("56.5", ("50", "50", "50", "50")),  # six steps of nothing: the materiality is the usual step
        ("90", ("50", "52")),  # too few steps to know what is usual, and nothing was promised
        ("0", ("50",)),
        ("50", ("0",)),
        ("50", ()),
    ],
)
def test_a_value_within_reach_is_not(value: str, before: tuple[str, ...]) -> None:
    assert asked(value, *before, materiality="6.5" if value == "56.5" else "1") is None


def test_with_few_values_the_way_that_was_promised_says_what_is_usual() -> None:
    assert asked("40", "4", "16.5", span="16") == Jump(Why.SPAN, Decimal("16.5"), Decimal("1.5"))
    assert asked("32", "4", "16.5", span="16") is None


@given(st.lists(NUMBERS, min_size=1, max_size=6), NUMBERS)
def test_a_move_below_the_materiality_is_never_asked_about(before: list[Decimal], value: Decimal) -> None:
    beyond = abs(value - before[-1]) + 1
    assert jump(value, before, materiality=beyond, span=Decimal("0.01")) is None


@given(st.lists(NUMBERS, min_size=1, max_size=6), NUMBERS)
def test_what_is_asked_does_not_depend_on_the_direction(before: list[Decimal], value: Decimal) -> None:
    found = jump(value, before, materiality=Decimal(1), span=Decimal(10))
    mirrored = jump(-value, [-one for one in before], materiality=Decimal(1), span=Decimal(10))
    assert (found and (found.why, found.times)) == (mirrored and (mirrored.why, mirrored.times))
