"""The score: five questions asked of every indicator, as a table with one column each.

Where there are too many indicators for that, a column is an initiative, or an objective, and its shapes stack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from benefits.measures import Status
from reformtracker.publishing.texts import Text
from reformtracker.web import answers, marks, numbers, sentences
from reformtracker.web.marks import NONE_RECORDED, Mark
from reformtracker.web.overview import Goal, Group, Line, Obstacle, Overview

MOST_COLUMNS = 24
MOST_SHAPES = 8
"""In one cell; where there are more, each shape stands once with its count."""


@dataclass(frozen=True)
class Column:
    """`page` names the address that its number leads to; `edge` is the line at its start: objective or initiative.

    The name of an objective that has one column only needs a wider one.
    """

    code: str
    name: Text | None
    page: str
    edge: str
    lines: Sequence[Line]
    groups: Sequence[Group]
    is_alone: bool = False


@dataclass(frozen=True)
class Head:
    code: str
    name: Text | None
    span: int


@dataclass(frozen=True)
class Shape:
    """A mark in a cell; `count` where several stand for one shape."""

    mark: Mark
    count: int = 1

    @property
    def each(self) -> range:
        return range(self.count)


@dataclass(frozen=True)
class Cell:
    edge: str
    said: str
    shapes: Sequence[Shape] = ()
    text: str = ""
    css: str = ""
    span: int = 1

    @property
    def is_counted(self) -> bool:
        return sum(shape.count for shape in self.shapes) > MOST_SHAPES


@dataclass(frozen=True)
class Key:
    mark: Mark
    count: int


@dataclass(frozen=True)
class Row:
    question: str
    answer: str
    keys: Sequence[Key]
    note: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Score:
    hint: str
    heads: Sequence[Head]
    columns: Sequence[Column]
    rows: Sequence[Row]


def score(overview: Overview) -> Score:
    heads, columns, hint = _columns(overview)
    rows = (_better(overview, columns), _because(overview, columns), _against(overview, columns))
    return Score(hint, heads, columns, [*rows, _done(overview, columns), _when(overview, columns)])


# ---------- columns ----------
def _columns(overview: Overview) -> tuple[list[Head], list[Column], str]:
    goals = [goal for goal in overview.goals if goal.judged]
    if len(overview.judged) <= MOST_COLUMNS:
        heads = [Head(goal.code, goal.name, len(goal.judged)) for goal in goals]
        columns = [column for goal in goals for column in _by_indicator(goal)]
        return heads, columns, _("Each column is one indicator. Follow its number for chart, table and sources.")
    if sum(1 for goal in goals for group in goal.groups if group.judged) <= MOST_COLUMNS:
        heads = [Head(goal.code, goal.name, sum(1 for group in goal.groups if group.judged)) for goal in goals]
        columns = [column for goal in goals for column in _by_initiative(goal)]
        return heads, columns, _("Each column is one initiative. A number beside a shape counts its indicators.")
    columns = [Column(goal.code, goal.name, "", "o", goal.judged, goal.groups) for goal in goals]
    return [], columns, _("Each column is one objective. A number beside a shape counts its indicators.")


def _by_indicator(goal: Goal) -> Iterable[Column]:
    for number, group in enumerate(group for group in goal.groups if group.judged):
        for place, line in enumerate(group.judged):
            edge = "" if place else ("i" if number else "o")
            yield Column(line.code, line.name, "indicator", edge, [line], [group], len(goal.judged) == 1)


def _by_initiative(goal: Goal) -> Iterable[Column]:
    groups = [group for group in goal.groups if group.judged]
    for number, group in enumerate(groups):
        page, edge = "initiative" if group.version else "", "i" if number else "o"
        yield Column(group.code, group.name, page, edge, group.judged, [group], len(groups) == 1)


def _shapes(found: Iterable[Mark], order: Iterable[Mark]) -> list[Shape]:
    """In the order of their key, so that cells can be compared at a glance."""
    place = {mark.symbol: number for number, mark in enumerate(order)}
    counted = Counter(found).items()
    return [Shape(mark, count) for mark, count in sorted(counted, key=lambda one: place[one[0].symbol])]


def _said(code: str, shapes: Iterable[Shape]) -> str:
    words = (shape.mark.word if shape.count == 1 else f"{shape.mark.word} ({shape.count})" for shape in shapes)
    style = numbers.convention()
    return f"{code}{style.colon}{style.comma.join(words)}"


def _cells(columns: Iterable[Column], mark_of: Callable[[Line], Mark | None], order: Iterable[Mark]) -> list[Cell]:
    cells, order = [], list(order)
    for column in columns:
        shapes = _shapes((mark for line in column.lines if (mark := mark_of(line))), order)
        cells.append(Cell(column.edge, _said(column.code, shapes) if shapes else "", shapes))
    return cells


def _keys(
    words: Iterable[str], counts: Counter[str], mark_of: Callable[[str], Mark], optional: Iterable[str] = ()
) -> list[Key]:
    """A count of zero is printed, except for words that only matter where they occur."""
    rare = set(optional)
    return [Key(mark_of(word), counts[word]) for word in words if counts[word] or word not in rare]


# ---------- the five questions ----------
def _better(overview: Overview, columns: Sequence[Column]) -> Row:
    counts = Counter(line.verdict for line in overview.judged)
    return Row(
        _("Better or worse?"),
        answers.better(counts),
        _keys(marks.VERDICTS, counts, marks.verdict),
        "",
        _cells(columns, lambda line: marks.verdict(line.verdict), map(marks.verdict, marks.VERDICTS)),
    )


def _because(overview: Overview, columns: Sequence[Column]) -> Row:
    counts = Counter(line.cause for line in overview.judged if line.cause)
    return Row(
        _("Because of what?"),
        answers.because(counts),
        _keys(marks.CAUSES, counts, marks.cause),
        "",
        _cells(columns, lambda line: marks.cause(line.cause) if line.cause else None, map(marks.cause, marks.CAUSES)),
    )


def status_mark(line: Line) -> Mark | None:
    if not line.status:
        return None
    shape = marks.brief_status(line.status)
    return shape.greyed() if line.is_late else shape


def _against(overview: Overview, columns: Sequence[Column]) -> Row:
    counts = Counter(line.status for line in overview.judged if line.is_comparable)
    broken = [line.code for line in overview.judged if not line.is_comparable and line.status != Status.NO_TARGET]
    rare = (Status.UNDETERMINED, Status.BASELINE_ONLY, Status.NO_DATA)
    return Row(
        _("Measured against its target?"),
        answers.against(counts, broken),
        _keys(marks.STATUSES, counts, marks.brief_status, rare),
        "",
        _cells(columns, status_mark, map(marks.brief_status, marks.STATUSES)),
    )


def _done(overview: Overview, columns: Sequence[Column]) -> Row:
    actions = {action.pk: action for obstacle in overview.obstacles for action in obstacle.actions}
    actions |= {action.pk: action for line in overview.judged for action in line.actions}
    counts = Counter(str(action.progress) for action in actions.values())
    without = [obstacle for obstacle in overview.obstacles if not obstacle.live_actions]
    counts[NONE_RECORDED] = len(without) + len(overview.unanswered)
    return Row(
        _("What is being done?"),
        answers.done(len(overview.obstacles), len(overview.obstacles) - len(without), overview.unanswered),
        _keys(marks.ACTIONS, counts, marks.action, ("cancelled",)),
        "",
        list(_action_cells(overview, columns)),
    )


def _action_cells(overview: Overview, columns: Sequence[Column]) -> Iterable[Cell]:
    """Challenges belong to an initiative: their cell spans its columns. Else each column has its own."""
    place, order = 0, list(map(marks.action, marks.ACTIONS))
    while place < len(columns):
        column = columns[place]
        codes = [group.code for group in column.groups]
        obstacles = [one for one in overview.obstacles if set(one.initiatives) & set(codes)]
        span = 1
        while obstacles and place + span < len(columns) and columns[place + span].groups == column.groups:
            span += 1
        lines = [line for one in columns[place : place + span] for line in one.lines]
        shapes = _shapes(_action_marks(obstacles, lines), order)
        said = _said(codes[0] if span > 1 else column.code, shapes) if shapes else ""
        yield Cell(column.edge, said, shapes, span=span)
        place += span


def _action_marks(obstacles: Iterable[Obstacle], lines: Iterable[Line]) -> Iterable[Mark]:
    answering = {action.pk: action for obstacle in obstacles for action in obstacle.actions}
    moving = (action for line in lines for action in line.actions)
    answering |= {action.pk: action for action in moving}
    yield from (marks.action(action.progress) for action in answering.values())
    nothing = [one for one in obstacles if not one.live_actions]
    needed = [line for line in lines if line.needs_action and not line.live_actions]
    yield from (marks.action(NONE_RECORDED) for _one in chain(nothing, needed))


def _when(overview: Overview, columns: Sequence[Column]) -> Row:
    cells = []
    for column in columns:
        years = sorted({line.year for line in column.lines if line.year})
        text = answers.years(years) if years else "–"
        is_late = any(line.is_late for line in column.lines)
        style = numbers.convention()
        said = f"{column.code}{style.colon}{text}" + (f"{style.comma}{_late_word(column.lines)}" if is_late else "")
        cells.append(Cell(column.edge, said, text=text, css="yr late" if is_late else "yr"))
    return Row(_("As of when?"), answers.when(overview.judged), (), answers.when_note(overview.judged), cells)


def _late_word(lines: Sequence[Line]) -> str:
    return sentences.late_by(max(line.timing.days_late for line in lines))
