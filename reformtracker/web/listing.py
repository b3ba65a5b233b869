"""All indicators as rows of words: what is reported, better or worse, because of what, against the target, by which source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.charts import Panel, Sketch, highest, keys, spark
from benefits.labels import label
from benefits.measures import Missing, Status
from benefits.models import IndicatorCitation
from reformtracker.publishing.texts import Text, text
from reformtracker.sources.models import Citation
from reformtracker.web import answers, figures, marks, numbers, references, sentences
from reformtracker.web.marks import Mark
from reformtracker.web.overview import Goal, Group, Line, Overview
from reformtracker.web.page import FrameworkPage
from reformtracker.web.score import status_mark

NARRATIVE = 700
"""Characters of a report in a table; the style sheet shows the first lines of it, and paper all."""
MOST_FIGURES = 12


@dataclass(frozen=True)
class Report:
    """What is reported, in one cell: a number with its drawing, or a level and words."""

    value: str = ""
    unit: Text | None = None
    level: Text | None = None
    narrative: Text | None = None
    newer: str = ""
    spark: Sketch | None = None


@dataclass(frozen=True)
class Row:
    line: Line
    report: Report
    verdict: Mark | None
    cause: Mark | None
    status: Mark | None
    notes: Sequence[str]
    action: Mark | None
    source: str


@dataclass(frozen=True)
class Block:
    """An initiative in the table, with its count at the end of its line."""

    group: Group
    tally: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Table:
    goal: Goal
    tally: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Figure:
    """`words` and `unit`: title and unit of the panel, in whatever language they are."""

    panel: Panel
    words: Text
    unit: Text
    status: Mark | None
    source: str
    footnote: Text | None


def tables(overview: Overview, *, late_is_said: bool) -> list[Table]:
    """`late_is_said`: most values are late, the page has said so once, and rows keep their grey."""
    return [
        Table(
            goal,
            tally(goal.judged),
            [
                Block(group, tally(group.judged), [row(line, late_is_said=late_is_said) for line in group.lines])
                for group in goal.groups
            ],
        )
        for goal in overview.goals
    ]


def tally(lines: Sequence[Line]) -> str:
    if not lines:
        return _("no indicator published")
    improved = sum(line.verdict == "improved" for line in lines)
    names = {"improved": improved, "total": len(lines)}
    return ngettext("%(improved)d of %(total)d improved", "%(improved)d of %(total)d improved", len(lines)) % names


def row(line: Line, *, late_is_said: bool) -> Row:
    return Row(
        line=line,
        report=_report(line),
        verdict=None if line.is_context else marks.verdict(line.verdict),
        cause=marks.cause(line.cause) if line.cause else None,
        status=status_mark(line),
        notes=_notes(line, late_is_said),
        action=_action(line),
        source=references.line(citations(line)),
    )


def _report(line: Line) -> Report:
    version, latest, newer = line.standing.indicator_version, line.latest, line.newer
    said = _unavailable(newer.missing, numbers.period(newer.thing)) if newer else ""
    narrative = _shortened(text(latest, "narrative")) if latest else None
    if line.standing.indicator.is_qualitative:
        level = latest.level if latest else version.baseline_level
        return Report(level=text(level, "label") if level else None, narrative=narrative, newer=said)
    unit = None if numbers.is_share(version.thing.unit) else text(version, "unit_label")
    value = _value(line)
    return Report(value, unit if value else None, None, None if value else narrative, said, _spark(line))


def _unavailable(missing: str, period: str) -> str:
    word = label(Missing(missing)) if missing else _("withdrawn")
    return _("%(period)s: %(word)s") % {"period": period, "word": word}


def _value(line: Line) -> str:
    """ "4 → ≈16.5 %", for an isolated left-to-right run."""
    version, latest = line.standing.indicator_version, line.latest
    unit, decimals = version.thing.unit, version.decimals
    if latest is None:
        baseline = numbers.value(version.baseline_value, unit, version.baseline_qualifier, decimals)
        return baseline if version.has_baseline else ""
    after = numbers.value(latest.value, unit, latest.qualifier, decimals)
    if sentences.after_baseline(line.standing) is None or version.baseline_value is None:
        return after
    return f"{numbers.value(version.baseline_value, None, version.baseline_qualifier, decimals)} → {after}"


def _shortened(said: Text) -> Text | None:
    """Its beginning; Chinese has no spaces to cut at."""
    if len(said.value) <= NARRATIVE:
        return said if said.value else None
    cut = said.value[:NARRATIVE]
    return said._replace(value=f"{cut.rpartition(' ')[0] or cut} …")


def _spark(line: Line) -> Sketch | None:
    drawn = line.plot
    return spark(drawn) if len(drawn.series) + len(drawn.aims) > 1 else None


def _notes(line: Line, late_is_said: bool) -> list[str]:
    notes = []
    if line.status and not line.is_comparable and line.status not in (Status.NO_TARGET, Status.NO_DATA):
        notes.append(_("across a break in the series"))
    if line.is_late and not late_is_said:
        notes.append(sentences.late_by(line.timing.days_late))
    return notes


def _action(line: Line) -> Mark | None:
    if not line.needs_action:
        return None
    if not line.live_actions:
        return Mark("a-none", marks.SHORT, _("no corrective action recorded"))
    return marks.action(line.live_actions[-1].progress)


def citations(line: Line) -> list[Citation]:
    """Of the latest value; where there is none, of the baseline, else of the definition."""
    if line.latest:
        return list(line.latest.citations.all())
    own = list(line.standing.indicator_version.citations.all())
    of_baseline = [one for one in own if one.part == IndicatorCitation.Part.BASELINE]
    return [*(of_baseline or [one for one in own if one.part == IndicatorCitation.Part.DEFINITION])]


# ---------- figures with a target ----------
def with_target(overview: Overview) -> list[Line]:
    return [line for line in overview.judged if line.standing.indicator_version.targets.all()]


def multiplied(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not line.standing.indicator.is_qualitative][:MOST_FIGURES]


def multiples(page: FrameworkPage, lines: Sequence[Line]) -> tuple[list[Figure], tuple[str, ...]]:
    """Small multiples, one scale for each unit; and the marks that they use."""
    shown = multiplied(lines)
    plots = {line.code: line.plot for line in shown}
    units = {line.code: line.standing.indicator.unit_id for line in shown}
    ceilings: Mapping[int | None, Decimal | None] = {
        unit: highest(plots[code] for code in plots if units[code] == unit) for unit in set(units.values())
    }
    return [_figure(page, line, ceilings[units[line.code]]) for line in shown], keys(*plots.values())


def _figure(page: FrameworkPage, line: Line, ceiling: Decimal | None) -> Figure:
    missing = line.newer if line.newer and line.newer.missing else None
    version, latest = line.standing.indicator_version, line.latest
    drawn = replace(line.plot, ceiling=ceiling)
    source = references.line([*(latest.citations.all() if latest else ()), *version.citations.all()])
    panel = figures.panel_of(
        drawn,
        sentences.spoken(line.standing, missing),
        url=page.link("indicator", code=line.code),
    )
    broken = latest if latest and not latest.comparable else None
    note = text(broken, "break_note") if broken else None
    unit = text(line.standing.indicator_version, "unit_label")
    return Figure(panel, line.name, unit, _spoken_status(line), source, note)


def _spoken_status(line: Line) -> Mark | None:
    """The status with all that is said beside it."""
    shape = status_mark(line)
    if shape is None:
        return None
    parts = [shape.word, *_notes(line, late_is_said=False)]
    if line.needs_action and not line.live_actions:
        parts.append(_("no corrective action recorded"))
    return replace(shape, word=answers.joined(*parts))
