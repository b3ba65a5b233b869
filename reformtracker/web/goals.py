"""The original goals of the reform against the initiatives of the framework: who answers what, and what nobody names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import InitiativeVersion
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import Text, text
from reformtracker.web import listing, sentences
from reformtracker.web.marks import INK, Mark
from reformtracker.web.overview import Goal, Overview
from reformtracker.web.page import FrameworkPage


@dataclass(frozen=True)
class Cell:
    """Whether an initiative answers a goal; null where it does not."""

    goal: Text
    mark: Mark | None


@dataclass(frozen=True)
class Row:
    code: str
    name: Text | None
    url: str
    tally: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Column:
    code: str
    name: Text
    gap: Text
    count: int


@dataclass(frozen=True)
class Crosswalk:
    columns: Sequence[Column]
    rows: Sequence[Row]
    answer: str


def crosswalk(page: FrameworkPage, overview: Overview) -> Crosswalk:
    goals = list(page.framework.goals.all())
    answered = _answered(page.snapshot)
    rows = [
        Row(
            code=group.code,
            name=group.name,
            url=page.link("initiative", code=group.code),
            tally=listing.tally(group.judged),
            cells=[Cell(text(goal, "name"), _mark(answered.get(group.code, {}).get(goal.code))) for goal in goals],
        )
        for objective in overview.goals
        for group in objective.groups
    ]
    columns = [
        Column(goal.code, text(goal, "name"), text(goal, "gap"), sum(goal.code in one for one in answered.values()))
        for goal in goals
    ]
    return Crosswalk(columns, rows, _answer(columns, answered, overview.goals))


def _answered(snapshot: Snapshot) -> dict[str, dict[str, bool]]:
    """By initiative, the goals that it answers, and whether first of all."""
    versions = InitiativeVersion.objects.with_content(snapshot.number).of(snapshot.chain.pk).prefetch_related("goals")
    return {version.thing.code: {goal.code: goal.is_main for goal in version.goals.all()} for version in versions}


def _mark(is_main: bool | None) -> Mark | None:
    if is_main is None:
        return None
    return Mark("g-main", INK, _("answers it")) if is_main else Mark("g-also", INK, _("answers it too"))


def _answer(columns: Sequence[Column], answered: dict[str, dict[str, bool]], goals: Sequence[Goal]) -> str:
    total = sum(len(goal.groups) for goal in goals)
    if not columns:
        return _("No original goals have been published for this framework.")
    serving = sum(bool(goals_of) for goals_of in answered.values())
    names = {"serving": serving, "total": total, "goals": len(columns)}
    first = ngettext(
        "%(serving)d of %(total)d initiative answers one of the %(goals)d original goals of the reform.",
        "%(serving)d of %(total)d initiatives answer one or more of the %(goals)d original goals of the reform.",
        total,
    )
    without = sum(not column.count for column in columns)
    second = ngettext("No initiative answers %(count)d of them.", "No initiative answers %(count)d of them.", without)
    gaps = [column.gap.value for column in columns if column.gap.value and column.gap.translated]
    return sentences.together(first % names, second % {"count": without} if without else "", *gaps[:1])
