"""What kind of indicator each one is: drawn from the seed and its number, the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random

from benefits.lateness import Frequency
from benefits.measures import Basis, Direction, Kind, Role
from benefits.periods import Period
from reformtracker.web.demo.plan import ENDS, Order, Rhythm, periods
from reformtracker.web.demo.subjects import LEVELS, RUBRICS, SUBJECTS, Measure, Subject
from reformtracker.web.demo.words import Said, marked

OBJECTIVES, INITIATIVES = 3, 3
"""Objectives, and initiatives of each."""

FAR_END = date(2030, 12, 31)
"""Whoever has to report until then, and is behind, is late on any day on which this is read."""

LATE_BY = 3


@dataclass(frozen=True, slots=True)
class Aim:
    due: date
    basis: Basis
    period: Period | None
    value: Decimal


@dataclass(frozen=True)
class Profile:
    """Values are decimals; those of a qualitative indicator are the numbers of its levels."""

    order: Order
    number: int
    """From 0; it decides kind, role, frequency and gaps in turn, so that few indicators already show every one."""

    @cached_property
    def code(self) -> str:
        return f"{self.initiative_code}.{self.number // (OBJECTIVES * INITIATIVES) + 1}"

    @cached_property
    def initiative_code(self) -> str:
        objective, initiative = divmod(self.number % (OBJECTIVES * INITIATIVES), INITIATIVES)
        return f"{objective + 1}.{initiative + 1}"

    def random(self, purpose: str) -> Random:
        """A text as seed gives the same numbers on every machine and with every Python."""
        return Random(f"{self.order.seed}/{self.number}/{purpose}")  # noqa: S311  # invented data keep no secret

    @property
    def kind(self) -> Kind:
        return Kind.QUALITATIVE if self.number % 6 == 5 else Kind.QUANTITATIVE

    @property
    def is_qualitative(self) -> bool:
        return self.kind is Kind.QUALITATIVE

    @property
    def role(self) -> Role:
        if self.number % 10 == 9:
            return Role.CONTEXT
        return Role.OUTPUT if self.number % 3 == 1 else Role.OUTCOME

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.number % 7 % len(SUBJECTS)]

    @property
    def name(self) -> Said:
        said = RUBRICS[self.number % len(RUBRICS)] if self.is_qualitative else self.subject.name
        return marked(said, self.number + 1)

    @property
    def measure(self) -> Measure | None:
        return None if self.is_qualitative else self.subject.measure

    @property
    def direction(self) -> Direction:
        return Direction.INCREASE if self.is_qualitative else self.subject.direction

    @property
    def decimals(self) -> int:
        return 0 if self.is_qualitative else self.subject.decimals

    @cached_property
    def rhythm(self) -> Rhythm:
        known: tuple[Frequency, ...] = self.order.frequencies()
        return Rhythm(known[self.number // 2 % len(known)], LATE_BY if self.is_late else 0)

    @property
    def is_late(self) -> bool:
        return self.number % 9 == 4

    @property
    def reporting_until(self) -> date | None:
        """None: until the framework's end."""
        return FAR_END if self.is_late else None

    @property
    def baseline_period(self) -> Period:
        return periods(self.rhythm, self.order.observations)[0]

    @property
    def has_baseline(self) -> bool:
        return self.number % 8 != 7

    @cached_property
    def origin(self) -> Decimal:
        """Where the series begins: the baseline, where there is one."""
        if self.is_qualitative:
            return Decimal(1 + self.number % 2)
        subject = self.subject
        return self._rounded(Decimal(self.random("origin").randint(subject.low * 100, subject.high * 100)) / 100)

    @cached_property
    def goal(self) -> Decimal:
        """What would be reached at the end if all went well."""
        return Decimal(len(LEVELS)) if self.is_qualitative else self._rounded(self.origin * self.subject.factor)

    @property
    def materiality(self) -> Decimal:
        return Decimal(1) if self.is_qualitative else self._rounded(max(self.origin / 20, Decimal(1)))

    @cached_property
    def aims(self) -> tuple[Aim, ...]:
        last = FAR_END if self.number % 5 == 1 else ENDS
        final = Aim(last, Basis.BY_DATE, None, self.goal)
        match self.number % 7:
            case 6:
                return ()
            case 2:
                span = Period(f"{last.year - 4}-{last.year}", date(last.year - 4, 1, 1), last)
                return (Aim(last, Basis.WHOLE_PERIOD, span, self.goal),) if self._lies_ahead(span.start) else (final,)
            case 4 if not self.is_qualitative and self._lies_ahead(date(last.year - 10, 12, 31)):
                halfway = self._rounded((self.origin + self.goal) / 2)
                return Aim(date(last.year - 10, 12, 31), Basis.BY_DATE, None, halfway), final
        return (final,)

    def _lies_ahead(self, day: date) -> bool:
        return day > self.baseline_period.end

    @property
    def breaks_at(self) -> int | None:
        """From which observation on the series is no longer comparable."""
        return self.order.observations * 3 // 5 if self.number % 11 == 5 else None

    @property
    def shows_shares(self) -> bool:
        """Whether numerator and denominator stand beside the value."""
        return self.measure is not None and self.measure.maximum == 100 and self.number % 4 == 0

    def _rounded(self, value: Decimal) -> Decimal:
        return round(value, self.decimals)
