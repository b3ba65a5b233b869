"""The figures of an indicator as rows of a table: the same projection as its chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.lateness import Schedule, never_reported_on, outlook
from benefits.measures import Basis, Missing
from benefits.models import IndicatorCitation, IndicatorVersion, Level, ObservationVersion, Seen, Standing, Target
from benefits.periods import Period
from reformtracker.publishing.models import Version
from reformtracker.publishing.texts import Text, text
from reformtracker.web import figures, history, numbers, references, sentences

LATE, NEVER, AHEAD = "late", "never", "ahead"


class Row(NamedTuple):
    """`footnote` is the number of a series break, 0 where there is none; `level` stands where a number would."""

    head: str
    value: str
    level: Text | None = None
    numerator: str = numbers.NOT_PUBLISHED
    denominator: str = numbers.NOT_PUBLISHED
    notes: tuple[str | Text, ...] = ()
    sources: str = numbers.NOT_PUBLISHED
    footnote: int = 0
    css: str = ""


class Break(NamedTuple):
    """A footnote of the chart and of the table: from when on the series is not comparable."""

    number: int
    period: str
    note: Text
    sources: str


def table(
    standing: Standing,
    observations: Sequence[ObservationVersion],
    day: date,
    replaced: Mapping[int, ObservationVersion],
    notices: Mapping[int, Version],
) -> list[Row]:
    """Baseline, values and gaps in order of time, then the targets. `notices`: by thing, the withdrawal that came
    after this snapshot."""
    version = standing.indicator_version
    numbered = {one.thing_id: at for at, one in enumerate(_broken(version, observations), start=1)}
    timed = [
        (seen.thing.end, seen.thing.start, _of_value(seen, version, replaced, notices, numbered.get(seen.thing_id, 0)))
        for seen in observations
    ]
    timed += [(span.end, span.start, row) for span, row in _gaps(standing, observations, day)]
    in_time = [row for _end, _start, row in sorted(timed, key=lambda entry: entry[:2])]
    baseline = [_of_baseline(version)] if version.has_baseline else []
    return [*baseline, *in_time, *_of_targets(version)]


def breaks(version: IndicatorVersion, observations: Sequence[ObservationVersion]) -> list[Break]:
    return [
        Break(at, numbers.period(seen.thing), text(seen, "break_note"), references.line(seen.citations.all()))
        for at, seen in enumerate(_broken(version, observations), start=1)
    ]


def _broken(version: IndicatorVersion, observations: Sequence[ObservationVersion]) -> Iterator[ObservationVersion]:
    """Values that are not comparable and follow one that is, as the chart marks them."""
    before = version.has_baseline
    for seen in observations:
        if seen.value is None and seen.level is None:
            continue
        if before and not seen.comparable:
            yield seen
        before = seen.comparable


# ---------- rows ----------
def _of_baseline(version: IndicatorVersion) -> Row:
    level, note = version.baseline_level, text(version, "baseline_note")
    return Row(
        head=_("Baseline, %(period)s") % {"period": numbers.period(version.baseline_period)},
        value=_value(version.baseline_value, level, version.baseline_qualifier, version.decimals),
        level=_level(level),
        numerator=numbers.value(version.baseline_numerator),
        denominator=numbers.value(version.baseline_denominator),
        notes=(note,) if note.value else (),
        sources=references.line(_cited(version, "baseline")),
    )


def _of_value(
    seen: ObservationVersion,
    version: IndicatorVersion,
    replaced: Mapping[int, ObservationVersion],
    notices: Mapping[int, Version],
    footnote: int,
) -> Row:
    head = numbers.period(seen.thing)
    if seen.is_withdrawal:
        return Row(head, numbers.NOT_PUBLISHED, notes=tuple(_withdrawn(seen, _("withdrawn"))), css="gone")
    notes = [*_about(seen), *_revised(replaced.get(seen.thing_id))]
    if seen.thing_id in notices:
        notes += _withdrawn(notices[seen.thing_id], _("withdrawn since"))
    return Row(
        head=head,
        value=_value(seen.value, seen.level, seen.qualifier, version.decimals),
        level=_level(seen.level),
        numerator=numbers.value(seen.numerator),
        denominator=numbers.value(seen.denominator),
        notes=tuple(notes),
        sources=references.line(seen.citations.all()) or numbers.NOT_PUBLISHED,
        footnote=footnote,
    )


def _of_targets(version: IndicatorVersion) -> Iterator[Row]:
    for target in sorted(version.targets.all(), key=lambda target: target.due):
        whole = target.basis == Basis.WHOLE_PERIOD
        yield Row(
            head=_("Target, %(period)s") % {"period": target_period(target)},
            value=_value(target.value, target.level, target.qualifier, version.decimals),
            level=_level(target.level),
            notes=(_("for the period as a whole") if whole else _("for that date"),),
            sources=references.line(_cited(version, "target", target.due)) or numbers.NOT_PUBLISHED,
            css="tgt",
        )


def target_period(target: Target) -> str:
    if target.basis == Basis.WHOLE_PERIOD and target.period:
        return numbers.period(target.period)
    return numbers.until(target.due)


def _gaps(standing: Standing, observations: Sequence[ObservationVersion], day: date) -> Iterator[tuple[Period, Row]]:
    """Periods without an answer: late, never reported, or not due yet; neighbours of one kind share a row."""
    schedule = standing.schedule
    if schedule is None:
        return
    kinds = _unanswered(schedule, observations, day)
    for spans in _runs(kinds):
        note = _gap(kinds[spans[0]], spans, schedule, day)
        yield spans[0], Row(_from_to(spans[0], spans[-1]), numbers.NOT_PUBLISHED, notes=(note,))


def _runs(kinds: Mapping[Period, str]) -> list[list[Period]]:
    """Periods of one kind, each directly after the one before."""
    found: list[list[Period]] = []
    for span in sorted(kinds):
        last = found[-1][-1] if found else None
        if last and kinds[last] == kinds[span] and (span.start - last.end).days == 1:
            found[-1].append(span)
        else:
            found.append([span])
    return found


def never_reported(standing: Standing, observations: Sequence[Seen], day: date) -> str:
    """Periods for which nothing ever came, as far as they can still be told: "2021–2024"."""
    schedule = standing.schedule
    kinds = _unanswered(schedule, observations, day) if schedule else {}
    runs = _runs({span: kind for span, kind in kinds.items() if kind == NEVER})
    return numbers.convention().comma.join(_from_to(spans[0], spans[-1]) for spans in runs)


def _unanswered(schedule: Schedule, observations: Sequence[Seen], day: date) -> dict[Period, str]:
    """A withdrawn period answers nothing, but has a row that says so."""
    gone = {(seen.thing.start, seen.thing.end) for seen in observations if seen.is_withdrawal}
    ahead = outlook(schedule, figures.answered(observations))
    never = set(never_reported_on(ahead, schedule, day))
    found = dict.fromkeys(never, NEVER)
    for period in ahead.awaited:
        if period not in never:
            found[period] = LATE if schedule.due(period) < day <= schedule.until else AHEAD
    return {period: kind for period, kind in found.items() if (period.start, period.end) not in gone}


def _gap(kind: str, spans: Sequence[Period], schedule: Schedule, day: date) -> str:
    if kind == NEVER:
        return _("never reported")
    due = schedule.due(spans[0])
    if kind == LATE:
        return sentences.late_by((day - due).days)
    return _("not yet due: %(day)s") % {"day": numbers.day(due)} if len(spans) == 1 else _("not yet due")


def _from_to(first: Period, last: Period) -> str:
    if len(first.code) == len(last.code) == 4:
        return numbers.years(first.start.year, last.end.year)
    names = [_named(period) for period in (first, last)]
    return names[0] if first == last else _("%(first)s to %(last)s") % {"first": names[0], "last": names[1]}


def _named(period: Period) -> str:
    """A period that no code names goes by its years."""
    if "/" in period.code:
        return numbers.years(period.start.year, period.end.year)
    return numbers.period(period.code)


# ---------- cells ----------
def _value(value: Decimal | None, level: Level | None, qualifier: str, decimals: int) -> str:
    return "" if level is not None else numbers.value(value, qualifier=qualifier, decimals=decimals)


def _level(level: Level | None) -> Text | None:
    return text(level, "label") if level is not None else None


def _about(seen: ObservationVersion) -> Iterator[str | Text]:
    if seen.redacted:
        yield _("content removed for legal or personal reasons")
    if seen.missing:
        yield label(Missing(seen.missing))
    if seen.thing.period_basis == "reported":
        yield _("undated: the day of the document")
    derivation = text(seen, "derivation")
    if derivation.value:
        yield derivation


def _revised(before: ObservationVersion | None) -> Iterator[str]:
    if before is not None:
        yield _("was %(value)s until it was revised") % {"value": history.figure(before)}


def _withdrawn(notice: Version, word: str) -> list[str | Text]:
    """On which day, and why."""
    when = notice.release.released_at if notice.release else None
    said = _("%(withdrawn)s: %(day)s") % {"withdrawn": word, "day": numbers.day(when.date())} if when else word
    return [said, text(notice, "reason")]


def _cited(version: IndicatorVersion, part: str, due: date | None = None) -> list[IndicatorCitation]:
    return [one for one in version.citations.all() if one.part == part and one.target_due == due]
