"""The framework with its indicators: what each means, and every figure that is public of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from reformtracker.publishing.texts import Text, text
from reformtracker.reporting import lines
from reformtracker.reporting.document import Block, Cell, Heading, Table
from reformtracker.reporting.reading import Told
from reformtracker.reporting.sections import management
from reformtracker.reporting.writing import (
    bound,
    cell,
    ended,
    named,
    notes,
    objective,
    paragraph,
    piece,
    run,
    say,
    table,
)
from reformtracker.web import figures
from reformtracker.web.overview import Goal, Line


def blocks(told: Told) -> Iterator[Block]:
    version = told.framework
    said = run(piece(ended(text(version, "name")), notes(version.citations.all())))
    yield paragraph("annex.framework", said, [bound(version)])
    for goal in told.overview.goals:
        yield from _objective(goal)
    if told.has_period and told.timeline.events:
        yield management.events("annex.milestones", told.timeline, _("Milestones of the reform"))


def _objective(goal: Goal) -> Iterator[Block]:
    found = [line for group in goal.groups for line in group.lines]
    told_of = (bound(goal.version),) if goal.version else ()
    yield Heading(f"annex.{goal.code}", 2, objective(goal.code, goal.name), told_of)
    if not found:
        yield paragraph(f"annex.{goal.code}.none", run(piece(_("No indicator has been published here yet."))))
        return
    yield _definitions(goal, found)
    yield _figures(goal, found)


def _definitions(goal: Goal, found: Sequence[Line]) -> Table:
    head = [(_("Indicator"), 0.28), (_("Definition"), 0.47), (_("Unit"), 0.25)]
    caption = say(_("Indicators of objective %(code)s: what they mean") % {"code": goal.code})
    told_of = [bound(line.standing.indicator_version) for line in found]
    return table(f"annex.{goal.code}.definitions", caption, head, map(_definition, found), told_of)


def _definition(line: Line) -> Sequence[Cell]:
    version = line.standing.indicator_version
    return [
        cell(named(line.code, line.name)),
        cell(text(version, "definition"), notes(version.citations.all())),
        cell(_unit(line)),
    ]


def _unit(line: Line) -> Text:
    """What a number counts, or the levels of the rubric from the lowest to the highest."""
    levels = [text(level, "label") for level in figures.levels(line.standing)]
    if levels:
        return lines.joined(levels)
    shown, unit = text(line.standing.indicator_version, "unit_label"), line.standing.indicator.unit
    return shown if shown.value or unit is None else text(unit, "label")


def _figures(goal: Goal, found: Sequence[Line]) -> Table:
    head = [(_("Indicator"), 0.28), (_("Baseline"), 0.2), (_("Values by period"), 0.32), (_("Target"), 0.2)]
    caption = say(_("Indicators of objective %(code)s: baselines, values and targets") % {"code": goal.code})
    told_of = [one for line in found for one in lines.drawn(line)]
    return table(f"annex.{goal.code}.figures", caption, head, map(_values, found), told_of)


def _values(line: Line) -> Sequence[Cell]:
    version = line.standing.indicator_version
    values = [lines.observed(version, seen) for seen in line.observations]
    return [
        cell(named(line.code, line.name)),
        cell(lines.baseline(line)),
        cell(lines.joined(values) if values else _("none yet"), notes(lines.shown(line))),
        cell(lines.targets(line)),
    ]
