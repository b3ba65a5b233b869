"""Short ways to write down indicators and readings in tests of the arithmetic."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from benefits.measures import Aim, Basis, Direction, Kind, Qualifier, Reading, Result, Role, Yardstick, ratio

INCREASE, DECREASE, MAINTAIN = Direction.INCREASE, Direction.DECREASE, Direction.MAINTAIN
AT_LEAST, AT_MOST = Qualifier.AT_LEAST, Qualifier.AT_MOST


def year(number: int, value: object, qualifier: Qualifier = Qualifier.EXACT) -> Reading:
    return Reading(Decimal(str(value)), date(number, 1, 1), date(number, 12, 31), qualifier)


def by(due_year: int, value: object) -> Aim:
    return Aim(Decimal(str(value)), date(due_year, 12, 31))


def over(first_year: int, last_year: int, value: object) -> Aim:
    return Aim(Decimal(str(value)), date(last_year, 12, 31), Basis.WHOLE_PERIOD, date(first_year, 1, 1))


def span(first_year: int, last_year: int, value: object) -> Reading:
    return Reading(Decimal(str(value)), date(first_year, 1, 1), date(last_year, 12, 31))


def yardstick(
    *targets: Aim,
    b: object = 10,
    direction: Direction = INCREASE,
    materiality: object = 1,
    kind: Kind = Kind.QUANTITATIVE,
    role: Role = Role.OUTCOME,
    bounds: tuple[object, object] = (None, None),
    qualifier: Qualifier = Qualifier.EXACT,
) -> Yardstick:
    """With a baseline `b` for 2019, or none."""
    low, high = (None if bound is None else Decimal(str(bound)) for bound in bounds)
    baseline = None if b is None else year(2019, b, qualifier)
    return Yardstick(kind, role, direction, Decimal(str(materiality)), baseline, targets, low, high)


def qualitative(*targets: Aim, b: object = None, direction: Direction = INCREASE) -> Yardstick:
    return yardstick(*targets, b=b, direction=direction, kind=Kind.QUALITATIVE, bounds=(1, 5))


def served(result: Result) -> tuple[str | None, str | None, str | None, str | None]:
    progress, expected = (None if share is None else str(ratio(share)) for share in (result.progress, result.expected))
    return result.change, progress, expected, result.status
