"""What the figures say: change, progress, expected and status of one observation against one indicator version.

Pure arithmetic: no database, no settings and no clock, so that what was computed at publication can be computed again
by anyone from the published figures. Numbers come in as decimals and are worked with as exact fractions; nothing is
rounded before it is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"


class Role(StrEnum):
    OUTCOME = "outcome"
    OUTPUT = "output"
    CONTEXT = "context"


class Direction(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"


class Qualifier(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Basis(StrEnum):
    BY_DATE = "by_date"
    WHOLE_PERIOD = "whole_period"


class Change(StrEnum):
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


class Status(StrEnum):
    NO_DATA = "no_data"
    NO_TARGET = "no_target"
    BASELINE_ONLY = "baseline_only"
    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    WORSENING = "worsening"
    UNDETERMINED = "undetermined"


class Verdict(StrEnum):
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    TOO_EARLY = "too_early"


class Cause(StrEnum):
    REFORM = "reform"
    EXTERNAL = "external"
    BOTH = "both"
    NOT_ASSESSED = "not_assessed"


class Missing(StrEnum):
    NOT_PUBLISHED = "not_published"
    NOT_COLLECTED = "not_collected"
    NOT_APPLICABLE = "not_applicable"


class Refused(StrEnum):
    """What is refused at entry, in English, as message ids: forms translate them, the loader prints them as they are."""

    MATERIALITY_NOT_POSITIVE = "The materiality must be above 0."
    BASELINE_BEYOND_BOUNDS = "The baseline lies beyond the bounds of the unit."
    TARGET_BEYOND_BOUNDS = "The target lies beyond the bounds of the unit."
    TARGET_DUE_TOO_SOON = "The target must be due after the end of the baseline's period."
    TARGET_ON_WRONG_SIDE = "The target lies on the wrong side of the baseline for the desired direction."
    OBSERVATION_BEYOND_BOUNDS = "The value lies beyond the bounds of the unit."


LEEWAY = Fraction(1, 10)
"""How far progress may lie below expected and still be on track."""

LIMITLESS = Fraction(10) ** 30
"""Stands for "without limit". Figures have at most 15 digits, so every comparison comes out as it would at infinity."""


@dataclass(frozen=True)
class Reading:
    """A baseline or an observation; the value of a level is its number."""

    value: Decimal
    start: date
    end: date
    qualifier: Qualifier = Qualifier.EXACT

    @cached_property
    def number(self) -> Fraction:
        return Fraction(self.value)

    @property
    def is_bound(self) -> bool:
        return self.qualifier in (Qualifier.AT_LEAST, Qualifier.AT_MOST)


@dataclass(frozen=True)
class Aim:
    """A target. `start` belongs to a `whole_period` target, whose period runs from it to `due`."""

    value: Decimal
    due: date
    basis: Basis = Basis.BY_DATE
    start: date | None = None

    @cached_property
    def number(self) -> Fraction:
        return Fraction(self.value)


@dataclass(frozen=True)
class Yardstick:
    """The part of an indicator version that observations are judged by. One yardstick judges any number of them."""

    kind: Kind
    role: Role
    direction: Direction
    materiality: Decimal
    baseline: Reading | None
    targets: tuple[Aim, ...]
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @cached_property
    def aims(self) -> list[Aim]:
        return sorted(self.targets, key=lambda aim: aim.due)

    def aim_at(self, day: date) -> Aim | None:
        """T: the first target due on `day` or later, else the last one set for a date."""
        ahead = [aim for aim in self.aims if aim.due >= day]
        past = [aim for aim in self.aims if aim.basis is Basis.BY_DATE]
        return ahead[0] if ahead else past[-1] if past else None

    @cached_property
    def least_move(self) -> Fraction:
        return Fraction(self.materiality)

    def points_away(self, aim: Aim, baseline: Reading) -> bool:
        """Whether the target lies on the wrong side of the baseline."""
        way = _gain(baseline.number, aim.number, self.direction)
        return self.direction is not Direction.MAINTAIN and way < 0

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies within the bounds of the unit."""
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True, slots=True)
class Result:
    """All null is the result of a missing or withdrawn observation. Fractions are exact: serve them through `ratio`."""

    change: Change | None = None
    progress: Fraction | None = None
    expected: Fraction | None = None
    status: Status | None = None
    judged_against: Aim | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing refused; `target` is the place in `Yardstick.targets` of the target concerned."""

    reason: Refused
    target: int | None = None


def judge(yardstick: Yardstick, observation: Reading | None) -> Result:
    """Judge an observation, or the indicator as it stands without any.

    A reading that does not end after the baseline's period is no move away from it: it has neither change nor
    progress, and there is nothing that it was judged against.
    """
    baseline = yardstick.baseline
    if observation is None or (baseline is not None and observation.end <= baseline.end):
        return Result(status=_status_before_any_move(yardstick))
    aim = yardstick.aim_at(observation.end)
    values = _possible_numbers(observation, yardstick, aim)
    baselines = _possible_numbers(baseline, yardstick, aim) if baseline else [None]
    cases = [_Case(yardstick, observation, aim, v, b) for v, b in product(values, baselines)]
    as_written = cases[0]
    is_open, baseline_is_open = observation.is_bound, baseline is not None and baseline.is_bound
    return Result(
        change=_agreed((case.change for case in cases), otherwise=None),
        progress=None if is_open or baseline_is_open else as_written.progress,
        expected=None if baseline_is_open else as_written.expected,
        status=_agreed((case.status for case in cases), otherwise=Status.UNDETERMINED),
        judged_against=aim,
    )


def refusals(yardstick: Yardstick, observation: Reading | None = None) -> list[Refusal]:
    """What is refused at entry: of an indicator version and, where given, of an observation to be judged by it."""
    found = []
    baseline = yardstick.baseline
    if yardstick.materiality <= 0:
        found.append(Refusal(Refused.MATERIALITY_NOT_POSITIVE))
    if baseline and not yardstick.holds(baseline.value):
        found.append(Refusal(Refused.BASELINE_BEYOND_BOUNDS))
    for index, aim in enumerate(yardstick.targets):
        if not yardstick.holds(aim.value):
            found.append(Refusal(Refused.TARGET_BEYOND_BOUNDS, index))
        if baseline and aim.due <= baseline.end:
            found.append(Refusal(Refused.TARGET_DUE_TOO_SOON, index))
        if baseline and yardstick.points_away(aim, baseline):
            found.append(Refusal(Refused.TARGET_ON_WRONG_SIDE, index))
    if observation and not yardstick.holds(observation.value):
        found.append(Refusal(Refused.OBSERVATION_BEYOND_BOUNDS))
    return found


def verdict_disagrees(verdict: Verdict | None, change: Change | None) -> bool:
    """Whether a person's verdict differs from the computed change, so that its justification must say why."""
    if verdict is None or verdict is Verdict.TOO_EARLY or change is None:
        return False
    return verdict.value != change.value


def ratio(value: Fraction | Decimal) -> Decimal:
    """A ratio as it is stored and served: four decimals, half up (halves go away from zero)."""
    above, below = value.as_integer_ratio()
    size = (abs(above) * 20_000 + below) // (2 * below)
    return Decimal(-size if above < 0 else size).scaleb(-4)


@dataclass(frozen=True)
class _Case:
    """One pair of numbers to judge: as written or, where a reading is a bound, at the far end of what it leaves open.

    What several rules ask for is worked out once: a big release judges a great many of these.
    """

    yardstick: Yardstick
    observation: Reading
    aim: Aim | None
    v: Fraction
    b: Fraction | None

    @cached_property
    def change(self) -> Change | None:
        move, least = self._move, self.yardstick.least_move
        if move is None:
            return None
        if self._maintains:
            return Change.DETERIORATED if abs(move) > least else Change.UNCHANGED
        gain = -move if self.yardstick.direction is Direction.DECREASE else move
        if gain >= least:
            return Change.IMPROVED
        return Change.DETERIORATED if gain <= -least else Change.UNCHANGED

    @cached_property
    def progress(self) -> Fraction | None:
        """How far v has come from b (0) to T (1); none where there is no such way."""
        return None if self._way is None or self._move is None else self._move / self._way

    @cached_property
    def expected(self) -> Fraction | None:
        baseline, end = self.yardstick.baseline, self.observation.end
        if self._way is None or baseline is None or self.b is None or self.aim is None:
            return None
        if self.aim is self.yardstick.aims[0] and end < self.aim.due:
            # Between b and T itself the share of the way is the share of the time.
            return Fraction((end - baseline.end).days, (self.aim.due - baseline.end).days)
        planned = self._planned(baseline.end, self.b)
        return min(max((planned - self.b) / self._way, Fraction(0)), Fraction(1))

    @property
    def status(self) -> Status | None:
        """The first rule that applies, so their order is part of the method."""
        progress, expected = self.progress, self.expected
        lags = progress is not None and expected is not None and progress < expected - LEEWAY
        if self.yardstick.role is Role.CONTEXT:
            return None
        if self.aim is None:
            return Status.NO_TARGET
        met = self._meets(self.aim)
        if self._achieves(self.yardstick.aims[-1]):
            return Status.ACHIEVED
        if self._is_decisive_for(self.aim) and not met:
            return Status.BEHIND
        if not met and self.change is Change.DETERIORATED and (progress is None or lags):
            return Status.WORSENING
        if progress is not None:
            return Status.BEHIND if lags else Status.ON_TRACK
        return self._status_without_progress(met)

    def _status_without_progress(self, met: bool) -> Status:
        if met:
            return Status.ON_TRACK
        if self._maintains:
            return Status.BEHIND
        if self.b is None:
            return Status.UNDETERMINED
        # A level has no progress at all; for a number with a baseline none means that the target is the baseline.
        return Status.ON_TRACK if self.yardstick.kind is Kind.QUALITATIVE else Status.BEHIND

    def _meets(self, aim: Aim) -> bool:
        if self._maintains:
            return abs(self.v - aim.number) <= self.yardstick.least_move
        return self.v <= aim.number if self.yardstick.direction is Direction.DECREASE else self.v >= aim.number

    def _achieves(self, final: Aim) -> bool:
        counts_early = final.basis is Basis.BY_DATE and not self._maintains
        return self._meets(final) and (counts_early or self._is_decisive_for(final))

    def _is_decisive_for(self, aim: Aim) -> bool:
        """Whether the observation is one by which the target is finally achieved or missed."""
        if aim.basis is Basis.WHOLE_PERIOD:
            return (self.observation.start, self.observation.end) == (aim.start, aim.due)
        return self.observation.end >= aim.due

    def _planned(self, since: date, level: Fraction) -> Fraction:
        """Where the straight line from the baseline through the targets stands at the end of the observation."""
        day = self.observation.end
        for aim in self.yardstick.aims:
            if day < aim.due:
                return level + (aim.number - level) * Fraction((day - since).days, (aim.due - since).days)
            since, level = aim.due, aim.number
        return level

    @cached_property
    def _move(self) -> Fraction | None:
        """From b to v."""
        return None if self.b is None else self.v - self.b

    @cached_property
    def _way(self) -> Fraction | None:
        """From b to T."""
        if self.yardstick.kind is Kind.QUALITATIVE or self._maintains or self.b is None or self.aim is None:
            return None
        return (self.aim.number - self.b) or None

    @property
    def _maintains(self) -> bool:
        return self.yardstick.direction is Direction.MAINTAIN


def _status_before_any_move(yardstick: Yardstick) -> Status | None:
    if yardstick.role is Role.CONTEXT:
        return None
    if yardstick.baseline is None:
        return Status.NO_DATA
    return Status.BASELINE_ONLY if yardstick.aim_at(yardstick.baseline.end) else Status.NO_TARGET


def _possible_numbers(reading: Reading, yardstick: Yardstick, aim: Aim | None) -> list[Fraction]:
    """The number as written; for a bound also the far end of its open side and, to maintain, a target between them."""
    number = reading.number
    if not reading.is_bound:
        return [number]
    if reading.qualifier is Qualifier.AT_LEAST:
        far = LIMITLESS if yardstick.maximum is None else Fraction(yardstick.maximum)
    else:
        far = -LIMITLESS if yardstick.minimum is None else Fraction(yardstick.minimum)
    numbers = [number, far]
    if yardstick.direction is Direction.MAINTAIN and aim and min(numbers) < aim.number < max(numbers):
        numbers.append(aim.number)
    return numbers


def _agreed(values: Iterable[T], otherwise: T) -> T:
    first, *others = values
    return first if all(other == first for other in others) else otherwise


def _gain(origin: Fraction, number: Fraction, direction: Direction) -> Fraction:
    """How far `number` lies beyond `origin` in the wanted direction; negative on the other side."""
    return origin - number if direction is Direction.DECREASE else number - origin
