"""An observation without its texts: what a chart, a table of figures and a deadline read of each of thousands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple


class Span(NamedTuple):
    period: str
    start: date
    end: date
    period_basis: str


class Observed(NamedTuple):
    """Reads like the version with this primary key; `level` is that of its rubric, or null."""

    pk: int
    number: int
    thing_id: int
    indicator_id: int
    thing: Span
    value: Decimal | None
    level: Any
    missing: str
    qualifier: str
    comparable: bool
    is_withdrawal: bool
