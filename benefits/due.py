"""Which updates staff owe: the periods of public indicators that are over and that nothing answers or is to answer."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from benefits.models import Indicator, ObservationVersion, Standing
from benefits.periods import Period, PeriodError, parse
from reformtracker.publishing import policy
from reformtracker.publishing.deadlines import Due
from reformtracker.publishing.models import Person, State
from reformtracker.publishing.texts import text


def owed_by(person: Person, today: date) -> list[Due]:
    """In two queries."""
    assigned = policy.within(person, "draft", Indicator.objects.order_by())
    owing = Standing.objects.owing(today).filter(indicator__in=assigned)
    standings = owing.select_related("indicator__chain", "indicator_version")
    rows = [(standing, owed) for standing in standings for owed in standing.owed(today)]
    works = Works({standing.indicator_id for standing, _owed in rows})
    met = [(standing, owed, works.state(standing.indicator_id, owed.period)) for standing, owed in rows]
    return [
        Due(
            day=owed.due,
            thing=standing.indicator,
            name=text(standing.indicator_version, "name"),
            period=owed.period.code,
            lapsed=owed.lapsed,
            begun=state == State.DRAFT,
            address=empty_form(standing.indicator, owed.period),
        )
        for standing, owed, state in met
        if state in (None, State.DRAFT)
    ]


class Works:
    """Periods that somebody is at work on, by indicator."""

    def __init__(self, indicators: set[int]) -> None:
        self._spans: dict[int, list[tuple[date, date, str]]] = defaultdict(list)
        opened = ObservationVersion.objects.open().filter(thing__indicator__in=indicators).order_by()
        for indicator, *span in opened.values_list("thing__indicator", "thing__start", "thing__end", "state"):
            self._spans[indicator].append((span[0], span[1], span[2]))

    def state(self, indicator: int, period: Period) -> str | None:
        """Of the first update that lies in the period; none where there is none."""
        spans = self._spans.get(indicator, ())
        return next((state for start, end, state in spans if start <= period.end and period.start <= end), None)


def empty_form(indicator: Indicator, period: Period) -> str:
    """The form of a new update, with indicator and period filled in; a span that no code names is left to be typed."""
    known = {"indicator": str(indicator.pk)}
    with suppress(PeriodError):
        known["period"] = parse(period.code).code
    return f"{reverse('admin:benefits_observationversion_add')}?{urlencode(known)}"
