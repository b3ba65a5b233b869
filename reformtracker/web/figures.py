"""From what is published about an indicator to the description of its chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language

from benefits.charts import Band, Bracket, Dot, Panel, Plot, panel
from benefits.lateness import Frequency, outlook
from benefits.measures import Direction, Role
from benefits.models import IndicatorVersion, Level, ObservationVersion, Seen, Standing, Target
from benefits.periods import Period
from reformtracker.publishing.texts import text
from reformtracker.web import numbers

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.ANNUAL: 12}


def plot_of(
    standing: Standing,
    observations: Sequence[Seen],
    day: date,
    *,
    replaced: Mapping[int, ObservationVersion] | None = None,
    with_path: bool = False,
) -> Plot:
    """`observations`: all that are public of this indicator, missing and withdrawn ones too; `day`: the one to which
    lateness is counted. `replaced`: by thing, the version whose value a revision replaced."""
    indicator, version = standing.indicator, standing.indicator_version
    judged = indicator.role != Role.CONTEXT
    baseline = baseline_dot(version)
    dots = tuple(_dots(observations, replaced or {}, version.decimals))
    brackets = tuple(_brackets(version)) if judged else ()
    late = tuple((period.start, period.end) for period in late_periods(standing, observations, day))
    first, last = _frame(standing, day, [*((baseline,) if baseline else ()), *dots], brackets, late)
    return Plot(
        code=indicator.code,
        title=text(version, "name").value,
        unit=text(version, "unit_label").value,
        decimals=version.decimals,
        first=first,
        last=last,
        baseline=baseline,
        dots=dots,
        brackets=brackets,
        path=_path(version) if with_path and judged else (),
        late=late,
        bands=tuple(Band(level.number, text(level, "label").value) for level in levels(standing)),
        context=not judged,
        months=MONTHS.get(Frequency(indicator.frequency), 12),
    )


def panel_of(plot: Plot, sentence: str, *, url: str = "", height: int = 210) -> Panel:
    """`benefits.charts.panel` with the numbers of the axis in the reader's language."""
    return panel(plot, sentence=sentence, url=url, height=height, numeral=numbers.number)


def has_marks(plot: Plot) -> bool:
    """Without a value and a target there is nothing to draw: the page says so in words."""
    return bool(plot.series or plot.aims)


def levels(standing: Standing) -> list[Level]:
    """Prefetch `indicator__levels` where many indicators are read."""
    return list(standing.indicator.levels.all()) if standing.indicator.is_qualitative else []


def amount(value: Decimal | None, level: Level | None) -> Decimal | None:
    """Where a value or a level stands on its scale."""
    return Decimal(level.number) if level is not None else value


def late_periods(standing: Standing, observations: Iterable[Seen], day: date) -> list[Period]:
    """Periods whose value is awaited and overdue on that day."""
    schedule = standing.schedule
    if schedule is None or day > schedule.until:
        return []
    return [period for period in outlook(schedule, answered(observations)).awaited if schedule.due(period) < day]


def answered(observations: Iterable[Seen]) -> list[tuple[date, date]]:
    """First and last day of every period that has an answer, one that says why there is no figure included."""
    return [(seen.thing.start, seen.thing.end) for seen in observations if not seen.is_withdrawal]


def baseline_dot(version: IndicatorVersion) -> Dot | None:
    value = amount(version.baseline_value, version.baseline_level)
    if value is None or version.baseline_start is None or version.baseline_end is None:
        return None
    return Dot(
        period=numbers.period(version.baseline_period),
        start=version.baseline_start,
        end=version.baseline_end,
        value=value,
        qualifier=version.baseline_qualifier,
        label=_numeral(value, version.baseline_level, version.baseline_qualifier, version.decimals),
    )


def _dots(observations: Iterable[Seen], replaced: Mapping[int, ObservationVersion], decimals: int) -> Iterable[Dot]:
    active = get_language()
    for seen in observations:
        value = amount(seen.value, seen.level)
        if value is None:
            continue
        before = replaced.get(seen.thing_id)
        was = amount(before.value, before.level) if before else None
        yield Dot(
            period=numbers.period(seen.thing, active),
            start=seen.thing.start,
            end=seen.thing.end,
            value=value,
            qualifier=seen.qualifier,
            label=_numeral(value, seen.level, seen.qualifier, decimals, active),
            comparable=seen.comparable,
            was=was if was != value else None,
            was_label=_numeral(was, before.level, before.qualifier, decimals) if before and was is not None else "",
        )


def _numeral(value: Decimal, level: Level | None, qualifier: str, decimals: int, active: str | None = None) -> str:
    """A level is named, never numbered."""
    if level is not None:
        return text(level, "label").value
    return numbers.value(value, qualifier=qualifier, decimals=decimals, active=active)


def _brackets(version: IndicatorVersion) -> Iterable[Bracket]:
    for target in version.targets.all():
        value = amount(target.value, target.level)
        if value is not None:
            label = _numeral(value, target.level, target.qualifier, version.decimals)
            yield Bracket(target.start, target.due, value, label, target.basis)


def _path(version: IndicatorVersion) -> tuple[tuple[date, Decimal], ...]:
    """The straight line from the baseline through the targets, where progress is judged by one."""
    indicator = version.thing
    no_way = indicator.is_qualitative or indicator.desired_direction == Direction.MAINTAIN
    if no_way or version.baseline_value is None or version.baseline_end is None:
        return ()
    steps = [(version.baseline_end, version.baseline_value)]
    steps += [(target.due, target.value) for target in by_due(version) if target.value is not None]
    return tuple(steps) if len(steps) > 1 else ()


def by_due(version: IndicatorVersion) -> list[Target]:
    return sorted(version.targets.all(), key=lambda target: target.due)


def _frame(
    standing: Standing, day: date, dots: Sequence[Dot], brackets: Sequence[Bracket], late: Sequence[tuple[date, date]]
) -> tuple[date, date]:
    """Whole years from the first mark to the last."""
    starts = [dot.start for dot in dots] + [start for start, _ in late] + [aim.start or aim.due for aim in brackets]
    ends = [dot.end for dot in dots] + [end for _, end in late] + [aim.due for aim in brackets]
    first = min(starts, default=standing.reporting_from or day)
    last = max(ends, default=standing.reporting_until or day)
    return date(first.year, 1, 1), date(max(first, last).year, 12, 31)
