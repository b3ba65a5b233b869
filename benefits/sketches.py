"""The server's drawing of a plot: x in per cent, y in pixels, class names for everything else.

Text keeps its size at every width, and a template prints the lists in order without deciding anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from benefits import placing, plots
from benefits.placing import Box, Label, Obstacle, Spot
from benefits.plots import Bracket, Dot, Plot

# Pixels. LEVEL is --level in tokens.css: words of a rubric stand beside its bands in HTML.
HEIGHT, LEVEL, HEAD, FOOT = 210, 56, 26, 26
ABOVE_PLOT, BESIDE_AXIS = 16, 6
SPARK, SPARK_EDGE, SPARK_RADIUS = 30, 4, 3.2

# With more values than this only the first and the latest have a numeral.
MANY = 12

Numeral = Callable[[Decimal], str]


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


class Area(NamedTuple):
    css: str
    x: float
    y: float
    width: float
    height: float


class Line(NamedTuple):
    css: str
    x1: float
    y1: float
    x2: float
    y2: float


class Circle(NamedTuple):
    css: str
    x: float
    y: float
    r: float


class Text(NamedTuple):
    """`dx` in pixels, beside x in per cent; y is the base line."""

    css: str
    x: float
    y: float
    text: str
    anchor: str = "middle"
    dx: float = 0.0


@dataclass(slots=True)
class Sketch:
    height: int
    grid: list[Line] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    circles: list[Circle] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """From days to per cent and from values to pixels."""

    left: float
    top: float
    bottom: float
    low: int
    high: int
    scale: plots.Scale
    ranks: dict[Decimal, int]

    @classmethod
    def of(cls, plot: Plot, height: int, edges: tuple[float, float], left: float) -> Frame:
        ranks = {Decimal(band.number): rank for rank, band in enumerate(plot.levels)}
        return cls(
            left=left,
            top=edges[0],
            bottom=height - edges[1],
            low=plots.day(plot.first),
            high=plots.day(plot.last) + 1,
            scale=plots.scale(plot),
            ranks=ranks,
        )

    def x(self, moment: float) -> float:
        share = (moment - self.low) / (self.high - self.low)
        return round(self.left + share * (100 - self.left), 2)

    def y(self, value: Decimal) -> float:
        if self.ranks:
            return round(self.top + (self.ranks[value] + 0.5) * (self.bottom - self.top) / len(self.ranks), 1)
        share = float((self.scale.top - value) / (self.scale.top - self.scale.floor))
        return round(self.top + share * (self.bottom - self.top), 1)

    def share(self, y: float) -> float:
        """Pixels as a share of the plot's height, from the bottom: 0 to 1, above 1 over the plot."""
        return round((self.bottom - y) / (self.bottom - self.top), 4)


def frame(plot: Plot, height: int = HEIGHT, numeral: Numeral = plain) -> Frame:
    """Room at the left for the widest number of the axis, in the narrowest plot."""
    if plot.bands:
        return Frame.of(plot, tall(plot, height), (0, FOOT), left=0)
    widest = max(placing.breadth(numeral(tick), 12) for tick in plots.scale(plot).ticks)
    return Frame.of(
        plot, height, (HEAD, FOOT), left=round(max(7.0, (widest + BESIDE_AXIS + 2) / placing.WIDTH * 100), 1)
    )


def tall(plot: Plot, height: int) -> int:
    return len(plot.bands) * LEVEL + FOOT if plot.bands else height


def radius(plot: Plot, height: int) -> int:
    """A long series has small dots."""
    if len(plot.dots) > MANY:
        return 3
    return 6 if height >= 300 else 5


def sketch(plot: Plot, height: int = HEIGHT, *, numeral: Numeral = plain) -> Sketch:
    """`numeral` writes the numbers of the axis in the reader's language."""
    box = frame(plot, height, numeral)
    drawn = Sketch(tall(plot, height))
    drawn.grid += _grid(plot, box)
    drawn.areas += [*_stripes(plot, box), *_late(plot, box, inset=0.8)]
    drawn.lines += _marks(plot, box, end=5)
    drawn.circles += _circles(plot, box, radius(plot, height))
    drawn.texts += _axes(plot, box, drawn.height, numeral)
    if not plot.bands:
        drawn.texts += _numerals(plot, box, drawn)
    return drawn


def spark(plot: Plot) -> Sketch:
    """The same marks in one row of a table: no axis, no numerals."""
    box = Frame.of(plot, SPARK, (SPARK_EDGE, SPARK_EDGE), left=0)
    drawn = Sketch(SPARK)
    drawn.areas += _late(plot, box, inset=1.6)
    drawn.lines += [line for line in _marks(plot, box, end=3) if line.css not in {"path", "brk"}]
    drawn.circles += _circles(plot, box, SPARK_RADIUS)
    return drawn


def _stripes(plot: Plot, box: Frame) -> Iterator[Area]:
    """Every other level, as --band stripes the list of words beside it."""
    for rank in range(1, len(plot.bands), 2):
        yield Area("band", box.left, box.top + rank * LEVEL, 100 - box.left, LEVEL)


def _late(plot: Plot, box: Frame, inset: float) -> Iterator[Area]:
    for start, end in plot.late:
        left, right = box.x(plots.day(start)) + inset, box.x(plots.day(end) + 1) - inset
        for css in ("gap", "hatch"):
            yield Area(css, round(left, 2), box.top, round(right - left, 2), box.bottom - box.top - 1)


def _grid(plot: Plot, box: Frame) -> Iterator[Line]:
    if plot.bands:
        edges = [box.top + LEVEL * number for number in range(len(plot.bands) + 1)]
        yield from (Line("grid", box.left, y, 100, y) for y in edges[:-1])
        yield Line("zero", box.left, edges[-1], 100, edges[-1])
        return
    for tick in box.scale.ticks:
        yield Line("grid" if tick else "zero", box.left, box.y(tick), 100, box.y(tick))


def _marks(plot: Plot, box: Frame, end: float) -> Iterator[Line]:
    """Everything that is a line and not an axis, from the back to the front; `end` is half of a bracket's end."""
    steps = [(box.x(moment), box.y(value)) for moment, value in plots.path(plot)]
    yield from (Line("path", *start, *stop) for start, stop in zip(steps, steps[1:], strict=False))
    for moment in plots.breaks(plot):
        yield Line("brk", box.x(moment), max(box.top - ABOVE_PLOT, 0), box.x(moment), box.bottom)
    for aim in plot.aims:
        yield from _bracket(aim, box, end)
    css = "ctx" if plot.context else "actual"
    # A dot ends one line and begins the next: worked out once, and found by its identity.
    ends = {id(dot): (box.x(dot.middle), box.y(dot.value)) for dot in plot.series}
    for before, after in plots.segments(plot):
        yield Line(css, *ends[id(before)], *ends[id(after)])


def _bracket(aim: Bracket, box: Frame, end: float) -> Iterator[Line]:
    """A span with two ends; an aim for one date is the right end alone, with a stub that points to it."""
    y, right = box.y(aim.value), box.x(plots.day(aim.due) + 1)
    spans = aim.basis == "whole_period" and aim.start is not None
    left = box.x(plots.day(aim.start)) + 0.6 if spans and aim.start else right - 2
    yield Line("target", left, y, right, y)
    if spans:
        yield Line("target", left, y - end, left, y + end)
    yield Line("target", right, y - end, right, y + end)


def _circles(plot: Plot, box: Frame, radius: float) -> Iterator[Circle]:
    base = plot.baseline
    for dot in plot.dots:
        if dot.was is not None:
            yield Circle("was", round(box.x(dot.middle) + 2, 2), box.y(dot.was), radius - 1)
        yield Circle("ctxd" if plot.context else "dot", box.x(dot.middle), box.y(dot.value), radius)
    if base:
        same = any(dot.middle == base.middle and dot.value == base.value for dot in plot.dots)
        css = "ctxb" if plot.context else "base"
        yield Circle(f"{css} around" if same else css, box.x(base.middle), box.y(base.value), radius + 3 * same)


def _axes(plot: Plot, box: Frame, height: int, numeral: Numeral) -> Iterator[Text]:
    if not plot.bands:
        for tick in box.scale.ticks:
            yield Text("", box.left, box.y(tick) + 4, numeral(tick), "end", -BESIDE_AXIS)
    for moment, year in plots.years(plot):
        yield Text("", box.x(moment), height - 8, str(year))
    for number, moment in enumerate(plots.breaks(plot), start=1):
        yield Text("fn", box.x(moment), max(box.top - 7, 11), str(number), "start", 4)


# ---------- numerals ----------
ABOVE, BELOW = Spot(0, -12, "middle"), Spot(0, 21, "middle")
RIGHT, LEFT = Spot(10, 5, "start"), Spot(-10, 5, "end")
AROUND = (
    ABOVE,
    BELOW,
    RIGHT,
    LEFT,
    Spot(8, -10, "start"),
    Spot(-8, -10, "end"),
    Spot(8, 20, "start"),
    Spot(-8, 20, "end"),
)
AT_THE_END = (
    Spot(0, -10, "end"),
    Spot(0, 20, "end"),
    Spot(8, 5, "start"),
    Spot(8, 20, "start"),
    Spot(-30, -10, "end"),
    Spot(-30, 20, "end"),
)
CROSSED = {"target": 12, "actual": 8, "ctx": 8, "brk": 8, "path": 3, "zero": 20, "grid": 0}


def _numerals(plot: Plot, box: Frame, drawn: Sketch) -> Iterator[Text]:
    circles = [_around(circle) for circle in drawn.circles]
    lines = [_obstacle(line) for line in (*drawn.grid, *drawn.lines) if CROSSED[line.css]]
    axes = [_box(text) for text in drawn.texts]
    room = Box(0, 0, placing.WIDTH, box.bottom)
    for label, spot in placing.place(list(_labels(plot, box)), circles, lines, room, axes):
        yield Text(label.css, label.x, round(label.y + spot.dy, 1), label.text, spot.anchor, spot.dx)


def _labels(plot: Plot, box: Frame) -> Iterator[Label]:
    """Latest value, targets, baseline, then the others from new to old, then what a revision replaced."""
    dots = sorted(plot.dots, key=lambda dot: dot.end, reverse=True)
    yield from (_beside(dot, box) for dot in dots[:1])
    for aim in plot.aims:
        yield Label("v", aim.label, box.x(plots.day(aim.due) + 1), box.y(aim.value), 14, AT_THE_END, dot=False)
    if plot.baseline and not any(dot.middle == plot.baseline.middle for dot in dots[:1]):
        yield _beside(plot.baseline, box)
    yield from (_beside(dot, box) for dot in (dots[1:] if len(dots) <= MANY else dots[-1:]))
    for dot in dots:
        if dot.was is not None and dot.was_label:
            yield Label("w", dot.was_label, box.x(dot.middle) + 2, box.y(dot.was), 12, (RIGHT, *AROUND))


def _beside(dot: Dot, box: Frame) -> Label:
    return Label("v", dot.label, box.x(dot.middle), box.y(dot.value), 14, AROUND)


def _box(text: Text) -> Box:
    return Label(text.css, text.text, text.x, text.y, 12, ()).box(Spot(text.dx, 0, text.anchor))


def _around(circle: Circle) -> Box:
    x, reach = circle.x / 100 * placing.WIDTH, circle.r + 1
    return Box(x - reach, circle.y - reach, x + reach, circle.y + reach)


def _obstacle(line: Line) -> Obstacle:
    scale = placing.WIDTH / 100
    return Obstacle(line.x1 * scale, line.y1, line.x2 * scale, line.y2, CROSSED[line.css])
