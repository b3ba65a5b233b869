"""A sketch as the SVG of a page: x in per cent, y in pixels, classes only, no viewBox, so that text never scales.

Written here and not by a template, which takes ten times as long for the thousands of marks of a long page.
"""

from __future__ import annotations

from html import escape

from benefits.sketches import Area, Circle, Line, Sketch, Text


def svg(drawn: Sketch, label: str = "") -> str:
    """Markup, with every text escaped. `label` is read aloud; without it the drawing is decoration beside its words."""
    said = f' role="img" aria-label="{escape(label)}"' if label else ' aria-hidden="true" focusable="false"'
    parts = (
        [f'<svg class="chart" width="100%" height="{drawn.height}"{said}>'],
        map(_line, drawn.grid),
        map(_area, drawn.areas),
        map(_line, drawn.lines),
        map(_circle, drawn.circles),
        map(_text, drawn.texts),
        ["</svg>"],
    )
    return "\n".join("".join(part) for part in parts)


def _line(line: Line) -> str:
    return f'<line class="{line.css}" x1="{line.x1}%" y1="{line.y1}" x2="{line.x2}%" y2="{line.y2}"/>'


def _area(area: Area) -> str:
    fill = ' fill="url(#hatch)"' if area.css == "hatch" else ""
    return f'<rect class="{area.css}"{fill} x="{area.x}%" y="{area.y}" width="{area.width}%" height="{area.height}"/>'


def _circle(circle: Circle) -> str:
    return f'<circle class="{circle.css}" cx="{circle.x}%" cy="{circle.y}" r="{circle.r}"/>'


def _text(text: Text) -> str:
    css = f' class="{text.css}"' if text.css else ""
    dx = f' dx="{text.dx}"' if text.dx else ""
    return f'<text{css} x="{text.x}%" y="{text.y}"{dx} text-anchor="{text.anchor}">{escape(text.text)}</text>'
