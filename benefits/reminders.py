"""Which updates are due soon, or late: what contributors are reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from benefits.lateness import next_due_on, outlook
from benefits.models import ObservationVersion, Standing
from benefits.periods import Period
from reformtracker.publishing.deadlines import Deadline
from reformtracker.publishing.models import State
from reformtracker.publishing.texts import SUFFIXES, text


def deadlines(day: date) -> Iterator[Deadline]:
    """The next update of every indicator, unless somebody has submitted it. Invented data have no deadlines."""
    current = Standing.objects.filter(to_release=None, indicator__chain__is_demo=False)
    together = current.select_related("indicator__chain", "indicator_version").order_by("indicator")
    submitted = _submitted()
    for standing in together:
        found = _next(standing, day)
        if found is None:
            continue
        due, period = found
        if any(start <= period.end and period.start <= end for start, end in submitted.get(standing.indicator_id, [])):
            continue
        yield Deadline(
            id=standing.indicator.code,
            names={code: text(standing.indicator_version, "name", code).value for code in SUFFIXES},
            period=period.code,
            due=due,
            path=f"{reverse('admin:benefits_observationversion_add')}?indicator={standing.indicator_id}",
            framework=standing.indicator.chain.slug,
        )


def _next(standing: Standing, day: date) -> tuple[date, Period] | None:
    """The due day and the period, as the public pages count them."""
    schedule = standing.schedule
    if schedule is None:
        return None
    last = standing.answered_until
    ahead = outlook(schedule, [(last, last)] if last else [])
    due = next_due_on(ahead, schedule, day)
    period = next((period for period in ahead.awaited if schedule.due(period) == due), None)
    return (due, period) if due and period else None


def _submitted() -> dict[int, list[tuple[date, date]]]:
    """By indicator: start and end of what is in review or approved."""
    found: dict[int, list[tuple[date, date]]] = {}
    rows = ObservationVersion.objects.filter(state__in=(State.IN_REVIEW, State.APPROVED))
    for indicator, start, end in rows.values_list("thing__indicator", "thing__start", "thing__end"):
        found.setdefault(indicator, []).append((start, end))
    return found
