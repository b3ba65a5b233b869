"""Which updates staff owe: the periods of public indicators that are over and have neither an answer nor a draft."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from benefits.models import Indicator, ObservationVersion, Standing
from benefits.periods import Period, PeriodError, parse
from reformtracker.publishing import policy
from reformtracker.publishing.models import Person
from reformtracker.publishing.registry import Due
from reformtracker.publishing.texts import text


def owed_by(person: Person, today: date) -> list[Due]:
    """In two queries."""
    if not policy.may(person, "draft"):
        return []
    standings = Standing.objects.owing(today).select_related("indicator__chain", "indicator_version")
    rows = [(standing, owed) for standing in standings for owed in standing.owed(today)]
    begun = _begun({standing.indicator_id for standing, _owed in rows})
    return [
        Due(
            day=owed.due,
            thing=standing.indicator,
            name=text(standing.indicator_version, "name"),
            period=owed.period.code,
            lapsed=owed.lapsed,
            address=empty_form(standing.indicator, owed.period),
        )
        for standing, owed in rows
        if not any(
            start <= owed.period.end and owed.period.start <= end for start, end in begun.get(standing.indicator_id, ())
        )
    ]


def _begun(indicators: set[int]) -> dict[int, list[tuple[date, date]]]:
    """By indicator: first and last day of the periods that somebody is at work on."""
    found: dict[int, list[tuple[date, date]]] = {}
    opened = ObservationVersion.objects.open().filter(thing__indicator__in=indicators).order_by()
    for indicator, start, end in opened.values_list("thing__indicator", "thing__start", "thing__end"):
        found.setdefault(indicator, []).append((start, end))
    return found


def empty_form(indicator: Indicator, period: Period) -> str:
    """The form of a new update, with indicator and period filled in; a span that no code names is left to be typed."""
    known = {"indicator": str(indicator.pk)}
    with suppress(PeriodError):
        known["period"] = parse(period.code).code
    return f"{reverse('admin:benefits_observationversion_add')}?{urlencode(known)}"
