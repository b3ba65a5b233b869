"""A chart as one SVG that stands alone: title, sentence, unit, plot, key, then source, date and licence.

Positions are pixels and looks are attributes, without a style sheet: programs that show no page read it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from benefits.charts import Panel
from benefits.placing import breadth
from benefits.sketches import LEVEL, Area, Circle, Line, Sketch, Text

WIDTH, SIDE, LEVELS = 960, 28, 240
TITLE, SAID, SMALL, NOTE = 18, 14, 12, 11
LEADING = 1.4
KEY, KEY_LINE = 290, 20

Look = Mapping[str, str]
Shape = Line | Circle | Area

SHARP: Look = {"shape-rendering": "crispEdges"}
LOOKS: Mapping[str, Look] = {
    "grid": {"stroke": "rule", **SHARP},
    "zero": {"stroke": "ink", **SHARP},
    "actual": {"stroke": "better", "stroke-width": "2.25"},
    "ctx": {"stroke": "ink-3", "stroke-width": "1.75"},
    "target": {"stroke": "ink", "stroke-width": "2", "fill": "none", **SHARP},
    "path": {"stroke": "mark", "stroke-width": "1.25", "stroke-dasharray": "1.5 4", "stroke-linecap": "round"},
    "brk": {"stroke": "ink-2", "stroke-dasharray": "3 3", **SHARP},
    "dot": {"fill": "better"},
    "base": {"fill": "paper", "stroke": "better", "stroke-width": "2.25"},
    "base around": {"fill": "none", "stroke": "better", "stroke-width": "2.25"},
    "was": {"fill": "paper", "stroke": "mark", "stroke-width": "1.5"},
    "ctxd": {"fill": "ink-3"},
    "ctxb": {"fill": "paper", "stroke": "ink-3", "stroke-width": "1.75"},
    "band": {"fill": "band"},
    "gap": {"fill": "paper"},
    "hatch": {"fill": "url(#hatch)"},
    "hl": {"stroke": "hatch", "stroke-width": "1.25"},
}
"""Class of static/css/charts.css -> what it does, in names of tokens."""

HALO: Look = {"paint-order": "stroke", "stroke": "paper", "stroke-width": "3", "stroke-linejoin": "round"}
TEXTS: Mapping[str, Look] = {
    "": {"fill": "ink-2", "font-size": "12"},
    "v": {"fill": "ink", "font-size": "14", "font-weight": "600", **HALO},
    "w": {"fill": "ink-2", "font-size": "12", **HALO},
    "fn": {"fill": "ink-2", "font-size": "11"},
}

MARKS: Mapping[str, Sequence[Shape]] = {
    "baseline": (Circle("base", 11, 6, 4.5),),
    "value": (Line("actual", 0, 6, 22, 6), Circle("dot", 11, 6, 4.5)),
    "context": (Line("ctx", 0, 6, 22, 6), Circle("ctxd", 11, 6, 4.5)),
    "period": (Line("target", 1, 6, 21, 6), Line("target", 1, 2, 1, 10), Line("target", 21, 2, 21, 10)),
    "date": (Line("target", 12, 6, 21, 6), Line("target", 21, 1, 21, 11)),
    "path": (Line("path", 0, 9, 22, 3),),
    "revised": (Circle("was", 11, 6, 4),),
    "break": (Line("brk", 11, -2, 11, 14),),
    "late": (Area("hatch", 2, 0, 18, 12),),
}
"""Name of a mark in `charts.keys` -> its small drawing, 22 by 12 pixels, as in templates/benefits/_key.html."""

RIGHT_TO_LEFT, END = "\u2067", "\u2069"
"""Isolates instead of an attribute: not every program that draws SVG knows `direction`."""
_PIECES = re.compile(
    r"[\u3000-\u9fff\uff00-\uffef][\u3001\u3002\u300b\u300d\uff01\uff09\uff0c\uff1a\uff1b\uff1f]*"
    r"|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+"
)


@dataclass(frozen=True)
class Setting:
    """How it is set: `tokens` are colours by their names in tokens.css, `face` a list of typefaces, `width` in pixels. `is_headed`: title
    and sentence stand above the plot, with room around, unless the text that it stands in says them."""

    tokens: Mapping[str, str]
    lang: str
    face: str
    is_rtl: bool = False
    width: int = WIDTH
    is_headed: bool = True


@dataclass
class Plate:
    """An SVG that grows downwards: each method begins below what is there."""

    setting: Setting
    root: ET.Element
    bottom: float = SIDE

    @property
    def start(self) -> float:
        """Where a line of the reader's language begins."""
        return self.setting.width - SIDE if self.setting.is_rtl else SIDE

    # ---------- words ----------
    def words(self, text: str, size: float, ink: str, *, weight: int = 400, before: float = 0) -> None:
        self.bottom += before
        for line in lines(text, size, self.setting.width - 2 * SIDE):
            self.bottom += size * LEADING
            self._line(line, self.start, self.bottom, size, ink, weight)

    def _line(self, text: str, x: float, y: float, size: float, ink: str, weight: int = 400) -> None:
        rtl = self.setting.is_rtl
        look = {"fill": ink, "font-size": _pixels(size), "font-weight": str(weight)}
        look["text-anchor"] = "end" if rtl else "start"
        self._text(f"{RIGHT_TO_LEFT}{text}{END}" if rtl else text, look, x, y)

    # ---------- drawings ----------
    def plot(self, sketch: Sketch, levels: Sequence[str]) -> None:
        aside = LEVELS if levels else 0
        left = SIDE if self.setting.is_rtl else SIDE + aside
        self._levels(levels)
        scale = (self.setting.width - 2 * SIDE - aside) / 100
        bands = [area for area in sketch.areas if area.css == "band"]
        others = [area for area in sketch.areas if area.css != "band"]
        shapes: list[Shape] = [*bands, *sketch.grid, *others, *sketch.lines, *sketch.circles]
        for shape in shapes:
            self._shape(shape, left, self.bottom, scale)
        for text in sketch.texts:
            self._numeral(text, left, scale)
        self.bottom += sketch.height

    def _levels(self, levels: Sequence[str]) -> None:
        """Words of a rubric beside its bands; every other band is striped here as it is in the plot."""
        edge, inset = (self.setting.width - SIDE - LEVELS, -8) if self.setting.is_rtl else (SIDE, 8)
        for rank, level in enumerate(levels):
            top = self.bottom + rank * LEVEL
            if rank % 2:
                self._shape(Area("band", edge, 0, LEVELS, LEVEL), 0, top, 1)
            self._shape(Line("grid", edge, 0, edge + LEVELS, 0), 0, top, 1)
            rows = lines(level, SMALL, LEVELS - 16)
            middle = top + LEVEL / 2 - (len(rows) - 1) * SMALL * 0.65
            for number, row in enumerate(rows):
                self._line(row, self.start + inset, middle + 4 + number * SMALL * 1.3, SMALL, "ink-2")
        if levels:
            foot = self.bottom + len(levels) * LEVEL
            self._shape(Line("zero", edge, 0, edge + LEVELS, 0), 0, foot, 1)

    def key(self, keys: Sequence[tuple[str, str]]) -> None:
        """Marks with their words, in columns."""
        self.bottom += SMALL
        columns = (self.setting.width - 2 * SIDE) // KEY
        across = (self.setting.width - 2 * SIDE) / columns
        for number, (name, words) in enumerate(keys):
            row, column = divmod(number, columns)
            top = self.bottom + row * KEY_LINE
            begin = self.start + column * across * (-1 if self.setting.is_rtl else 1)
            left = begin - 22 if self.setting.is_rtl else begin
            for shape in MARKS[name]:
                self._shape(shape, left, top, 1)
            self._line(words, begin + (-30 if self.setting.is_rtl else 30), top + 10, SMALL, "ink-2")
        self.bottom += -(-len(keys) // columns) * KEY_LINE

    def _shape(self, shape: Shape, left: float, top: float, scale: float) -> None:
        """x in units of `scale` pixels from `left`, y in pixels from `top`."""
        look = LOOKS[shape.css]
        match shape:
            case Line(_, x1, y1, x2, y2):
                self._add("line", look, x1=left + x1 * scale, y1=top + y1, x2=left + x2 * scale, y2=top + y2)
            case Circle(_, x, y, r):
                self._add("circle", look, cx=left + x * scale, cy=top + y, r=r)
            case Area(_, x, y, width, height):
                self._add("rect", look, x=left + x * scale, y=top + y, width=width * scale, height=height)

    def _numeral(self, text: Text, left: float, scale: float) -> None:
        look = {**TEXTS[text.css], "text-anchor": text.anchor}
        self._text(text.text, look, left + text.x * scale + text.dx, self.bottom + text.y)

    def _text(self, text: str, look: Look, x: float, y: float) -> None:
        self._add("text", look, x=x, y=y).text = text

    def _add(self, tag: str, look: Look, **places: float) -> ET.Element:
        tokens = self.setting.tokens
        numbers = {name: _pixels(value) for name, value in places.items()}
        return ET.SubElement(self.root, tag, {**numbers, **{name: tokens.get(v, v) for name, v in look.items()}})


def drawn(panel: Panel, *, keys: Sequence[tuple[str, str]], notes: Iterable[str], setting: Setting) -> ET.Element:
    """An `svg`. `keys`: the marks of `panel.keys` with their words; `notes`: source, date, licence, each on a line of its own."""
    plate = Plate(setting, ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"}))
    ET.SubElement(plate.root, "title").text = panel.title
    ET.SubElement(plate.root, "desc").text = panel.sentence
    paper = plate._add("rect", {"fill": "paper"}, x=0, y=0, width=setting.width, height=0)
    _hatch(plate)
    plate.bottom = plate.bottom - TITLE * 0.4 if setting.is_headed else 0
    if setting.is_headed:
        plate.words(panel.title, TITLE, "ink", weight=600)
        plate.words(panel.sentence, SAID, "ink-2", before=4)
    plate.words(panel.unit, SMALL, "ink-2", before=10)
    plate.bottom += 12
    plate.plot(panel.sketch, [band.label for band in panel.levels])
    plate.key(keys)
    plate.bottom += 4
    for note in notes:
        plate.words(note, NOTE, "ink-3")
    height = _pixels(round(plate.bottom + (SIDE * 0.75 if setting.is_headed else NOTE * 0.3)))
    paper.set("height", height)
    size = {"width": str(setting.width), "height": height, "viewBox": f"0 0 {setting.width} {height}"}
    for name, value in {**size, "lang": setting.lang, "font-family": setting.face}.items():
        plate.root.set(name, value)
    return plate.root


def lines(text: str, size: float, width: float) -> list[str]:
    """Broken at spaces, and between East Asian characters, so that each fits into `width` pixels."""
    rows, used = [""], 0.0
    for piece in _PIECES.findall(text):
        wide = breadth(piece.rstrip(), size)
        if used and used + wide > width:
            rows.append("")
            used = 0.0
        rows[-1] += piece
        used += breadth(piece, size)
    return [row.rstrip() for row in rows]


def _hatch(plate: Plate) -> None:
    """The pattern of templates/_glyphs.html."""
    pattern = ET.SubElement(
        ET.SubElement(plate.root, "defs"),
        "pattern",
        {
            "id": "hatch",
            "width": "6",
            "height": "6",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    inside = Plate(plate.setting, pattern)
    inside._shape(Line("hl", 0, 0, 0, 6), 0, 0, 1)


def _pixels(number: float) -> str:
    return f"{round(number, 2):g}"
