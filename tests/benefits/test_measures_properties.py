"""What holds for every figure: agreement with a second reading of the rules, and invariances."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benefits.measures import (
    Aim,
    Basis,
    Direction,
    Kind,
    Qualifier,
    Reading,
    Role,
    Status,
    Yardstick,
    judge,
    refusals,
)
from tests.benefits.figures import AT_LEAST, AT_MOST, DECREASE, INCREASE, MAINTAIN, served, year

measured = settings(deadline=None, max_examples=200)


# The rules once more, written independently: everything turned so that up is wanted, the rules as a list.


def _interpolated(points: list[tuple[date, Fraction]], day: date) -> Fraction:
    place = bisect_left([point[0] for point in points], day)
    if place == len(points):
        return points[-1][1]
    (day_before, low), (day_after, high) = points[place - 1], points[place]
    weight = Fraction((day_after - day).days, (day_after - day_before).days)
    return weight * low + (1 - weight) * high


def oracle(
    indicator: Yardstick, observation: Reading
) -> tuple[str | None, Fraction | None, Fraction | None, str | None]:
    """Exact readings only, of an indicator with a baseline before the observation or none."""
    sign = -1 if indicator.direction is DECREASE else 1
    holds = indicator.direction is MAINTAIN
    levels = indicator.kind is Kind.QUALITATIVE
    aims = sorted(indicator.targets, key=lambda aim: aim.due)
    v = sign * Fraction(observation.value)
    b = sign * Fraction(indicator.baseline.value) if indicator.baseline else None
    m = Fraction(indicator.materiality)
    e = observation.end
    goals = [sign * Fraction(aim.value) for aim in aims]
    candidates = [i for i, aim in enumerate(aims) if aim.due >= e][:1]
    candidates += [i for i, aim in enumerate(aims) if aim.basis == "by_date"][::-1]
    t = candidates[0] if candidates else None

    def met(i: int) -> bool:
        return abs(v - goals[i]) <= m if holds else v >= goals[i]

    def own(i: int) -> bool:
        return observation.start == aims[i].start and e == aims[i].due

    change = None
    if b is not None:
        steps = (v - b) / m
        if holds:
            change = "deteriorated" if not -1 <= steps <= 1 else "unchanged"
        else:
            change = "improved" if steps >= 1 else "deteriorated" if steps <= -1 else "unchanged"
    progress = expected = None
    if t is not None and b is not None and indicator.baseline and not holds and not levels and goals[t] != b:
        way = goals[t] - b
        progress = (v - b) / way
        line = _interpolated([(indicator.baseline.end, b), *zip((aim.due for aim in aims), goals, strict=True)], e)
        expected = sorted([Fraction(0), (line - b) / way, Fraction(1)])[1]
    if indicator.role is Role.CONTEXT:
        return change, progress, expected, None
    if t is None:
        return change, progress, expected, "no_target"
    last = len(aims) - 1
    whole_last, whole_t = aims[last].basis == "whole_period", aims[t].basis == "whole_period"
    keeps_pace = progress is not None and expected is not None and progress - expected >= Fraction(-1, 10)
    rules = [
        ("achieved", met(last) and (own(last) if whole_last else e >= aims[last].due or not holds)),
        ("behind", not met(t) and (own(t) if whole_t else e >= aims[t].due)),
        ("worsening", not met(t) and change == "deteriorated" and not keeps_pace),
        ("on_track", levels and not holds and (met(t) or b is not None)),
        ("undetermined", levels and not holds),
        ("on_track", keeps_pace),
        ("behind", progress is not None),
        ("on_track", met(t)),
        ("behind", holds or (b is not None and goals[t] == b)),
        ("undetermined", True),
    ]
    return change, progress, expected, next(status for status, applies in rules if applies)


small = st.integers(-6, 6).map(Decimal)
ends = st.sampled_from([date(y, m, d) for y in range(2020, 2025) for m, d in ((3, 31), (6, 30), (12, 31))])
periods = st.builds(
    lambda end, long: (date(2020, 1, 1) if long else end.replace(month=1, day=1), end), ends, st.booleans()
)


@st.composite
def worlds(draw: st.DrawFn, directions: tuple[Direction, ...] = tuple(Direction)) -> tuple[Yardstick, Reading]:
    """An indicator that may be entered, with an observation after its baseline; small whole numbers, so that ties are frequent."""
    dues = sorted(draw(st.sets(ends, max_size=3)))
    aims = tuple(
        Aim(draw(small), due, Basis.WHOLE_PERIOD, date(2020, 1, 1)) if draw(st.booleans()) else Aim(draw(small), due)
        for due in draw(st.permutations(dues))
    )
    baseline = draw(st.none() | small.map(lambda value: year(2019, value)))
    indicator = Yardstick(
        kind=draw(st.sampled_from(Kind)),
        role=draw(st.sampled_from([Role.OUTCOME, Role.OUTCOME, Role.OUTPUT, Role.CONTEXT])),
        direction=draw(st.sampled_from(directions)),
        materiality=draw(st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2)])),
        baseline=baseline,
        targets=aims,
        minimum=draw(st.none() | st.just(Decimal(-7))),
        maximum=draw(st.none() | st.just(Decimal(7))),
    )
    assume(not refusals(indicator))
    start, end = draw(periods)
    return indicator, Reading(draw(small), start, end)


qualifiers = st.sampled_from(Qualifier)


def with_qualifiers(
    indicator: Yardstick, observation: Reading, of_baseline: Qualifier, of_value: Qualifier
) -> tuple[Yardstick, Reading]:
    baseline = indicator.baseline and replace(indicator.baseline, qualifier=of_baseline)
    return replace(indicator, baseline=baseline), replace(observation, qualifier=of_value)


@settings(measured, max_examples=600)
@given(worlds())
def test_every_exact_figure_is_judged_as_the_list_of_rules_has_it(world: tuple[Yardstick, Reading]) -> None:
    result = judge(*world)

    assert (result.change, result.progress, result.expected, result.status) == oracle(*world)


def _ends(reading: Reading | None, indicator: Yardstick, target: Aim | None) -> list[Reading | None]:
    if reading is None or reading.qualifier not in (AT_LEAST, AT_MOST):
        return [reading]
    up = reading.qualifier is AT_LEAST
    bound = indicator.maximum if up else indicator.minimum
    far = bound if bound is not None else Decimal(10) ** 9 * (1 if up else -1)
    numbers = [reading.value, far]
    if indicator.direction is MAINTAIN and target and sorted([*numbers, target.value])[1] == target.value:
        numbers.append(target.value)
    return [replace(reading, value=number, qualifier=Qualifier.EXACT) for number in numbers]


@settings(measured, max_examples=400)
@given(worlds(), qualifiers, qualifiers)
def test_a_bound_stands_only_where_all_that_it_may_be_is_judged_alike(
    world: tuple[Yardstick, Reading], of_baseline: Qualifier, of_value: Qualifier
) -> None:
    indicator, observation = with_qualifiers(*world, of_baseline, of_value)
    result = judge(indicator, observation)

    judged = [
        oracle(replace(indicator, baseline=baseline), value)
        for baseline, value in product(
            _ends(indicator.baseline, indicator, result.judged_against),
            _ends(observation, indicator, result.judged_against),
        )
        if value is not None
    ]
    changes, statuses = {change for change, _, _, _ in judged}, {status for _, _, _, status in judged}
    baseline_is_open = indicator.baseline is not None and of_baseline in (AT_LEAST, AT_MOST)
    value_is_open = of_value in (AT_LEAST, AT_MOST)
    assert result.change == (changes.pop() if len(changes) == 1 else None)
    assert result.status == (statuses.pop() if len(statuses) == 1 else "undetermined")
    assert result.progress == (None if baseline_is_open or value_is_open else judged[0][1])
    assert result.expected == (None if baseline_is_open else judged[0][2])


@settings(measured, max_examples=400)
@given(worlds((INCREASE, DECREASE)), st.sampled_from([AT_LEAST, AT_MOST]), st.integers(0, 20))
def test_what_is_said_of_a_bound_holds_for_every_value_it_allows(
    world: tuple[Yardstick, Reading], qualifier: Qualifier, further: int
) -> None:
    indicator, observation = world
    beyond = observation.value + (further if qualifier is AT_LEAST else -further)
    assume(indicator.holds(beyond))
    of_bound = judge(indicator, replace(observation, qualifier=qualifier))
    of_value = judge(indicator, replace(observation, value=beyond))

    assert of_bound.change in (None, of_value.change)
    assert of_bound.status in (Status.UNDETERMINED, of_value.status)


def _each_value(
    indicator: Yardstick, observation: Reading, of: Callable[[Decimal], Decimal]
) -> tuple[Yardstick, Reading]:
    """The same with every value (not the materiality) changed by the function `of`."""
    baseline = indicator.baseline and replace(indicator.baseline, value=of(indicator.baseline.value))
    targets = tuple(replace(aim, value=of(aim.value)) for aim in indicator.targets)
    low, high = (None if bound is None else of(bound) for bound in (indicator.minimum, indicator.maximum))
    changed = replace(indicator, baseline=baseline, targets=targets, minimum=low, maximum=high)
    return changed, replace(observation, value=of(observation.value))


@measured
@given(worlds(), qualifiers, qualifiers, st.sampled_from(["0.001", "0.3", "7", "1250"]).map(Decimal))
def test_scaling_all_values_and_the_materiality_changes_nothing(
    world: tuple[Yardstick, Reading], of_baseline: Qualifier, of_value: Qualifier, factor: Decimal
) -> None:
    indicator, observation = with_qualifiers(*world, of_baseline, of_value)
    scaled, value = _each_value(indicator, observation, lambda number: number * factor)
    scaled = replace(scaled, materiality=indicator.materiality * factor)

    assert served(judge(scaled, value)) == served(judge(indicator, observation))


@measured
@given(worlds(), qualifiers, qualifiers, st.integers(-50, 50))
def test_shifting_all_values_changes_nothing(
    world: tuple[Yardstick, Reading], of_baseline: Qualifier, of_value: Qualifier, shift: int
) -> None:
    indicator, observation = with_qualifiers(*world, of_baseline, of_value)

    shifted = _each_value(indicator, observation, lambda number: number + shift)

    assert served(judge(*shifted)) == served(judge(indicator, observation))


@measured
@given(worlds(), qualifiers, qualifiers)
def test_mirroring_an_increase_into_a_decrease_changes_nothing(
    world: tuple[Yardstick, Reading], of_baseline: Qualifier, of_value: Qualifier
) -> None:
    directions = {INCREASE: DECREASE, DECREASE: INCREASE}
    bounds = {AT_LEAST: AT_MOST, AT_MOST: AT_LEAST}
    indicator, observation = with_qualifiers(*world, of_baseline, of_value)
    mirrored, value = _each_value(indicator, observation, lambda number: -number)
    mirrored = replace(
        mirrored,
        direction=directions.get(indicator.direction, indicator.direction),
        baseline=mirrored.baseline and replace(mirrored.baseline, qualifier=bounds.get(of_baseline, of_baseline)),
        minimum=mirrored.maximum,
        maximum=mirrored.minimum,
    )

    result = judge(mirrored, replace(value, qualifier=bounds.get(of_value, of_value)))

    assert served(result) == served(judge(indicator, observation))


@measured
@given(worlds(), st.integers(-3000, 3000))
def test_moving_every_day_alike_changes_nothing(world: tuple[Yardstick, Reading], days: int) -> None:
    indicator, observation = world
    step = timedelta(days=days)

    def moved(reading: Reading) -> Reading:
        return replace(reading, start=reading.start + step, end=reading.end + step)

    targets = tuple(replace(aim, due=aim.due + step, start=aim.start and aim.start + step) for aim in indicator.targets)
    later = replace(indicator, baseline=indicator.baseline and moved(indicator.baseline), targets=targets)

    assert served(judge(later, moved(observation))) == served(judge(indicator, observation))


@measured
@given(worlds())
def test_the_order_in_which_targets_are_listed_does_not_matter(world: tuple[Yardstick, Reading]) -> None:
    indicator, observation = world
    listed = replace(indicator, targets=tuple(sorted(indicator.targets, key=lambda aim: aim.due)))
    backwards = replace(indicator, targets=listed.targets[::-1])

    assert judge(listed, observation) == judge(backwards, observation) == judge(indicator, observation)
