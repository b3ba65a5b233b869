"""An observation without its texts: what a chart, a table of figures and a deadline read of each of thousands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from benefits.models import Level


class Span(NamedTuple):
    period: str
    start: date
    end: date


class Observed(NamedTuple):
    """Reads like the version with this primary key."""

    pk: int
    thing_id: int
    indicator_id: int
    thing: Span
    value: Decimal | None
    level: Level | None
    missing: str
    qualifier: str
    comparable: bool
    is_withdrawal: bool
