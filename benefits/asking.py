"""Which values an update is compared with, and what is asked of one that lies unusually far from them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from benefits.jumps import Jump, Why, jump
from benefits.models import IndicatorVersion, Observation, ObservationVersion
from benefits.numbers import written

LIKE = 1.2
"""Periods of about the same length: a year is compared with years, leap or not, and never with a quarter."""


def comparable_before(version: ObservationVersion, beside: IndicatorVersion) -> list[Decimal]:
    """The published values of earlier periods on this side of any break of the series, oldest first."""
    thing = version.thing
    earlier = ObservationVersion.objects.live().of(thing.indicator_id).filter(thing__end__lt=thing.end)
    values = [
        row.value
        for row in earlier.filter(comparable=version.comparable)
        if row.value is not None and _alike(_days(row.thing), _days(thing))
    ]
    is_first = version.comparable and beside.baseline_end and beside.baseline_end < thing.start
    if is_first and beside.baseline_value is not None and _alike(_days(beside), _days(thing)):
        values.insert(0, beside.baseline_value)
    return values


def _days(row: Observation | IndicatorVersion) -> int:
    if isinstance(row, Observation):
        return (row.end - row.start).days + 1
    return (row.baseline_end - row.baseline_start).days + 1 if row.baseline_end and row.baseline_start else 0


def _alike(days: int, other: int) -> bool:
    return max(days, other) <= LIKE * min(days, other)


def jump_of(version: ObservationVersion, beside: IndicatorVersion | None) -> Jump | None:
    """Asks nothing of levels, gaps and withdrawals, nor of a value that is public already."""
    if beside is None or version.value is None or version.is_withdrawal or _is_public(version):
        return None
    aims = [target.value for target in beside.targets.all() if target.value is not None]
    baseline = beside.baseline_value
    span = max(abs(aim - baseline) for aim in aims) if aims and baseline is not None else None
    before = comparable_before(version, beside)
    return jump(version.value, before, materiality=beside.materiality, span=span)


def _is_public(version: ObservationVersion) -> bool:
    return ObservationVersion.objects.live().filter(thing=version.thing_id, value=version.value).exists()


def question(found: Jump, value: Decimal) -> str:
    """What is asked, with the numbers that make it look unusual."""
    numbers = {"value": written(value), "last": written(found.last), "times": written(found.times)}
    match found.why:
        case Why.SIGN:
            said = _("%(value)s has the opposite sign of the last comparable value, %(last)s.")
        case Why.LARGER:
            said = _("%(value)s is about %(times)s times the last comparable value, %(last)s.")
        case Why.SMALLER:
            said = _("%(value)s is about one part in %(times)s of the last comparable value, %(last)s.")
        case Why.STEP:
            said = _("From %(last)s to %(value)s is %(times)s times the usual step of this series.")
        case Why.SPAN:
            said = _("From %(last)s to %(value)s is %(times)s times the whole way from the baseline to the target.")
    return f"{said % numbers} {_('Check it; if it is right, say why it moved so far.')}"
