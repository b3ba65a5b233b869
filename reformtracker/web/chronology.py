"""The server's drawing of dated events on one line: x in per cent, y in pixels, no words but the years.

What is dated to the day is a filled dot; what is known to the month, quarter or year is a hollow one in the middle of a
stroke over all the days it may have been. Events stand above the line, review meetings hang below it on a stem.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from benefits.sketches import Circle, Line, Sketch, Text

# Pixels. Where more happens at once than MOST_LEVELS, dots lie on each other.
RADIUS, STEP, STEM, HEAD, FOOT = 5, 15, 18, 8, 26
MOST_LEVELS = 12
MOST_YEARS = 12
# Half of a dot and the room beside it, in per cent of a narrow plot.
REACH = 1.7
# Two years side by side are two strokes.
APART = 0.2


@dataclass(frozen=True, slots=True)
class Point:
    """An event: the first and the last day on which it may have been."""

    start: date
    end: date
    meeting: bool = False
    ahead: bool = False

    @property
    def width(self) -> int:
        """0 for a day or a month, more for a quarter, most for a year."""
        return (self.end - self.start).days // 32

    def css(self, *words: str) -> str:
        hollow = ("wide",) if self.start < self.end else ()
        return " ".join((*words, *hollow, *(("ahead",) if self.ahead else ())))


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole years, from that of the first event to that of the last."""

    first: int
    last: int

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    def x(self, day: date, later: int = 0) -> float:
        start, end = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal() + 1
        return round(REACH + (day.toordinal() + later - start) / (end - start) * (100 - 2 * REACH), 2)

    def middle(self, start: date, end: date) -> float:
        return round((self.x(start) + self.x(end, 1)) / 2, 2)


def draw(points: Iterable[Point], today: date) -> Sketch:
    """`today` is marked where it lies within the years drawn."""
    ordered = sorted(points, key=lambda point: (point.start, point.end))
    axis = Axis(ordered[0].start.year, max(point.end for point in ordered).year)
    above = _levels([point for point in ordered if not point.meeting], axis)
    below = _levels([point for point in ordered if point.meeting], axis)
    line = HEAD + STEP * (_highest(above) + 1)
    foot = line + (STEM + STEP * _highest(below) if below else 0) + HEAD
    drawn = Sketch(foot + FOOT)
    edges = [axis.x(date(year, 1, 1)) for year in axis.years] + [100 - REACH]
    drawn.grid += [Line("grid", edge, 0, edge, foot) for edge in edges]
    drawn.grid.append(Line("zero", REACH, line, 100 - REACH, line))
    if axis.first <= today.year <= axis.last:
        drawn.lines.append(Line("now", axis.x(today), 0, axis.x(today), foot))
    for point, level in above:
        _dot(drawn, point, axis, line - RADIUS - 4 - STEP * level)
    for point, level in below:
        x, y = axis.middle(point.start, point.end), line + STEM + STEP * level
        drawn.lines.append(Line(point.css("stem"), x, line, x, y - RADIUS))
        _dot(drawn, point, axis, y)
    drawn.texts += _numerals(axis, foot + 18)
    return drawn


def _levels(points: Iterable[Point], axis: Axis) -> list[tuple[Point, int]]:
    """Each at the lowest level where it covers no other; what is known exactly lies nearest to the line."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for point in sorted(points, key=lambda point: (point.width, point.start)):
        middle = axis.middle(point.start, point.end)
        left, right = min(axis.x(point.start), middle - REACH), max(axis.x(point.end, 1), middle + REACH)
        free = (
            level for level, spans in enumerate(taken) if all(end <= left or right <= start for start, end in spans)
        )
        level = next(free, min(len(taken), MOST_LEVELS - 1))
        taken[level:] = taken[level:] or [[]]
        taken[level].append((left, right))
        found.append((point, level))
    return found


def _highest(placed: Iterable[tuple[Point, int]]) -> int:
    return max((level for _point, level in placed), default=0)


def _dot(drawn: Sketch, point: Point, axis: Axis, y: float) -> None:
    if point.start < point.end:
        left, right = axis.x(point.start) + APART, axis.x(point.end, 1) - APART
        drawn.lines.append(Line(point.css("span"), round(left, 2), y, round(right, 2), y))
    drawn.circles.append(Circle(point.css("ev"), axis.middle(point.start, point.end), y, RADIUS))


def _numerals(axis: Axis, y: float) -> Iterable[Text]:
    every = -(-len(axis.years) // MOST_YEARS)
    for year in axis.years[::every]:
        yield Text("", axis.middle(date(year, 1, 1), date(year, 12, 31)), y, str(year))
