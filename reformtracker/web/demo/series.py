"""An invented series: a walk from where it begins towards its goal, or away from it, with noise, gaps and a break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benefits.measures import Missing, Qualifier
from benefits.periods import Period
from reformtracker.web.demo.plan import periods
from reformtracker.web.demo.profiles import Profile
from reformtracker.web.demo.subjects import LEVELS

REASONS = tuple(Missing)


@dataclass(slots=True)
class Figure:
    """One observation: a value, a level or the reason why there is none."""

    place: int
    period: Period
    value: Decimal | None = None
    level: int | None = None
    missing: str = ""
    qualifier: str = Qualifier.EXACT.value
    numerator: int | None = None
    denominator: int | None = None
    comparable: bool = True


def figures(profile: Profile) -> Iterator[Figure]:
    """In the order of the periods. Each is drawn when it is asked for; the walk goes on from there."""
    random = profile.random("series").random
    values = _levels(profile) if profile.is_qualitative else _values(profile)
    broken = profile.breaks_at
    for place, period in enumerate(periods(profile.rhythm, profile.order.observations)[1:]):
        figure = Figure(place, period, comparable=broken is None or place < broken)
        amount = next(values)
        chance = random()
        if chance < 0.02 and place:
            figure.missing = REASONS[place % len(REASONS)].value
        elif profile.is_qualitative:
            figure.level = int(amount)
        else:
            _say(figure, amount, profile, chance)
        yield figure


def _say(figure: Figure, amount: float, profile: Profile, chance: float) -> None:
    scale = 10**profile.decimals
    figure.value = Decimal(round(amount * scale)).scaleb(-profile.decimals)
    if profile.shows_shares:
        figure.denominator = 200 + int(chance * 600)
        figure.numerator = round(figure.denominator * amount / 100)
        share = Decimal(100 * figure.numerator) / figure.denominator
        figure.value = round(share, profile.decimals)
    elif chance > 0.96:
        figure.qualifier = Qualifier.ABOUT.value
    elif chance > 0.95:
        figure.qualifier = (Qualifier.AT_LEAST if figure.place % 2 else Qualifier.AT_MOST).value


def _values(profile: Profile) -> Iterator[float]:
    """Noise that remembers a little of itself around a straight way; some get there, some only half, some turn away.

    Sums and products only: functions such as a logarithm differ in the last digit from one machine to another.
    """
    random = profile.random("walk").random
    start, goal, many = float(profile.origin), float(profile.goal), profile.order.observations
    fate = -0.5 + 1.8 * random()
    pace = (goal - start) * fate / many
    breadth = max(abs(goal - start), start * 0.1) / 12
    measure = profile.measure
    lowest = float("-inf") if measure is None or measure.minimum is None else float(measure.minimum)
    highest = float("inf") if measure is None or measure.maximum is None else float(measure.maximum)
    noise = 0.0
    for place in range(many):
        noise = 0.8 * noise + (random() + random() - 1.0) * breadth
        yield min(max(start + pace * (place + 1) + noise, lowest), highest)


def _levels(profile: Profile) -> Iterator[float]:
    random = profile.random("walk").random
    steps = 6.0 / max(profile.order.observations, 6)
    level = int(profile.origin)
    for _place in range(profile.order.observations):
        chance = random()
        if chance < steps:
            level = min(level + 1, len(LEVELS))
        elif chance > 1 - steps / 3:
            level = max(level - 1, 1)
        yield float(level)
