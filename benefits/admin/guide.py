"""What stands in the row of the figure itself: what it counts, where it started, where it is to go, what was last said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from benefits.models import IndicatorVersion, ObservationVersion
from benefits.plots import Bracket, Dot, Plot
from benefits.sketches import Sketch, spark

LAST = 3


def guide(found: dict[str, Any]) -> SafeString:
    """`found`: what `beside.guidance` says of an indicator that has a version to be judged by."""
    version, earlier = found["indicator_version"], found["earlier"]
    drawn = sparkline(version, [row for row, _figure in earlier])
    return render_to_string("admin/benefits/_guide.html", {**found, "last": earlier[:LAST], "spark": drawn})


def sparkline(version: IndicatorVersion, rows: Sequence[ObservationVersion]) -> Sketch | None:
    """The baseline, these values and the targets, without axes; None where there is nothing to compare."""
    dots = list(_dots(rows))
    marks = [*([baseline] if (baseline := _baseline(version)) else []), *dots]
    aims = tuple(_brackets(version))
    if len(marks) + len(aims) < 2:
        return None
    starts = [*(dot.start for dot in marks), *(aim.start or aim.due for aim in aims)]
    ends = [*(dot.end for dot in marks), *(aim.due for aim in aims)]
    indicator = version.thing
    return spark(
        Plot(
            code=indicator.code,
            title="",
            unit="",
            decimals=version.decimals,
            first=min(starts).replace(month=1, day=1),
            last=max(ends).replace(month=12, day=31),
            baseline=baseline,
            dots=tuple(sorted(dots, key=lambda dot: dot.end)),
            brackets=aims,
            context=indicator.role == "context",
        )
    )


def _dots(rows: Sequence[ObservationVersion]) -> Iterable[Dot]:
    for row in rows:
        if row.value is not None:
            thing = row.thing
            yield Dot(thing.period, thing.start, thing.end, row.value, row.qualifier, comparable=row.comparable)


def _baseline(version: IndicatorVersion) -> Dot | None:
    start, end, value = version.baseline_start, version.baseline_end, version.baseline_value
    if start is None or end is None or value is None:
        return None
    return Dot(version.baseline_period, start, end, value, version.baseline_qualifier)


def _brackets(version: IndicatorVersion) -> Iterable[Bracket]:
    for target in version.targets.all():
        if target.value is not None:
            yield Bracket(target.start, target.due, target.value, "", target.basis)
