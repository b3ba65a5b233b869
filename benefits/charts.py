"""Figures: one description of a chart, drawn twice from the same numbers.

`sketch` and `spark` are the server's SVG, `figure` is the Plotly figure that replaces it in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benefits import plots
from benefits.plots import Band, Bracket, Dot, Plot, highest
from benefits.sketches import (
    FOOT,
    HEAD,
    HEIGHT,
    Frame,
    Numeral,
    Sketch,
    Text,
    frame,
    plain,
    radius,
    sketch,
    spark,
    tall,
)

__all__ = [
    "CONFIG",
    "Band",
    "Bracket",
    "Dot",
    "Panel",
    "Plot",
    "Sketch",
    "figure",
    "highest",
    "keys",
    "panel",
    "sketch",
    "spark",
]

# Nothing leaves the page: no button that uploads the data, no address of another host.
CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "topojsonURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}

NOWHERE = "rgba(0,0,0,0)"

Trace = dict[str, Any]


def ink(name: str) -> str:
    return f"var(--{name})"


def figure(plot: Plot, drawn: Sketch, *, height: int = HEIGHT, numeral: Numeral = plain) -> dict[str, Any]:
    """What Plotly reads, as it stands in a page, with the marks of `drawn` where that has them. It is written here and
    not by the library, whose checks of every value take longer than the rest of a page; a test makes them.

    Colours and typefaces are `var(--name)`: the browser's script fills them in from tokens.css, in light and dark.
    """
    box = frame(plot, height, numeral)
    return {
        "data": [*_late(plot, box), *_path(plot, box), *_series(plot, box, 2 * radius(plot, height))],
        "layout": {
            **_layout(plot, box, tall(plot, height), numeral),
            "shapes": [*_stripes(box, drawn), *_lines(box, drawn)],
            "annotations": _numerals(box, drawn),
        },
    }


def _level(box: Frame, value: Any) -> float:
    """On a rubric the lowest level is drawn in the row from 0 to 1."""
    return len(box.ranks) - box.ranks[value] - 0.5 if box.ranks else float(value)


def _moment(moment: float) -> str:
    whole = datetime.fromordinal(int(moment)) + timedelta(days=moment % 1)
    return whole.isoformat(timespec="minutes")


def _layout(plot: Plot, box: Frame, height: int, numeral: Numeral) -> dict[str, Any]:
    small = {"family": ink("sans"), "size": 12, "color": ink("ink-2")}
    years = plots.years(plot)
    still = {
        "fixedrange": True,
        "ticks": "",
        "tickfont": small,
        "tickmode": "array",
        "showgrid": False,
        "zeroline": False,
    }
    return {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0 if plot.bands else HEAD, "b": FOOT, "pad": 0},
        "paper_bgcolor": NOWHERE,
        "plot_bgcolor": NOWHERE,
        "font": small,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": ink("ink"),
            "bordercolor": ink("ink"),
            "font": {"family": ink("sans"), "size": 13, "color": ink("paper")},
        },
        "barmode": "overlay",
        "xaxis": {
            **still,
            "type": "date",
            "domain": [box.left / 100, 1],
            "range": [_moment(box.low), _moment(box.high)],
            "ticklabelstandoff": 4,
            "tickvals": [_moment(moment) for moment, _ in years],
            "ticktext": [str(year) for _, year in years],
        },
        "yaxis": {**still, **_heights(plot, box, numeral)},
    }


def _heights(plot: Plot, box: Frame, numeral: Numeral) -> dict[str, Any]:
    if plot.bands:
        return {"showticklabels": False, "range": [0, len(plot.bands)]}
    ticks = box.scale.ticks
    return {
        "tickvals": [float(tick) for tick in ticks],
        "ticktext": [numeral(tick) for tick in ticks],
        "ticklabelstandoff": 4,
        "range": [float(box.scale.floor), float(box.scale.top)],
    }


def _late(plot: Plot, box: Frame) -> list[Trace]:
    """Hatched columns: a pattern is something that only bars have."""
    if not plot.late:
        return []
    low, high = (0.0, float(len(box.ranks))) if box.ranks else (float(box.scale.floor), float(box.scale.top))
    low += (high - low) / (box.bottom - box.top)  # one pixel, so that the zero line stays whole
    hatch = {"shape": "/", "bgcolor": ink("paper"), "fgcolor": ink("hatch"), "size": 8.5, "solidity": 0.15}
    return [
        {
            "type": "bar",
            "x": [_moment((plots.day(start) + plots.day(end) + 1) / 2) for start, end in plot.late],
            "y": [high - low for _ in plot.late],
            "base": [low for _ in plot.late],
            "width": [((end - start).days + 1) * 86_400_000 * 0.9 for start, end in plot.late],
            "marker": {"color": ink("paper"), "line": {"width": 0}, "pattern": hatch},
            "hoverinfo": "skip",
        }
    ]


def _path(plot: Plot, box: Frame) -> list[Trace]:
    steps = plots.path(plot)
    if not steps:
        return []
    return [
        {
            "type": "scatter",
            "x": [_moment(moment) for moment, _ in steps],
            "y": [_level(box, value) for _, value in steps],
            "mode": "lines",
            "line": {"color": ink("mark"), "width": 1.25, "dash": "1.5px,4px"},
            "hoverinfo": "skip",
        }
    ]


def _series(plot: Plot, box: Frame, size: int) -> list[Trace]:
    colour = ink("ink-3" if plot.context else "better")
    width = 1.75 if plot.context else 2.25
    base = (plot.baseline,) if plot.baseline else ()
    revised = tuple(dot for dot in plot.dots if dot.was is not None)
    aside = (box.high - box.low) * 2 / (100 - box.left)
    ring = {"color": ink("paper"), "size": size}
    joined = [dot for pair in plots.segments(plot) for dot in (*pair, None)]
    traces: list[Trace] = [
        {
            "type": "scatter",
            "name": "joined",
            "x": [_moment(dot.middle) if dot else None for dot in joined],
            "y": [_level(box, dot.value) if dot else None for dot in joined],
            "mode": "lines",
            "connectgaps": False,
            "line": {"color": colour, "width": width},
            "hoverinfo": "skip",
        },
        _dots(
            "was",
            revised,
            [_moment(dot.middle + aside) for dot in revised],
            [_level(box, dot.was) for dot in revised],
            [dot.was_label for dot in revised],
            {**ring, "size": size - 2, "line": {"color": ink("mark"), "width": 1.5}},
        ),
        *(
            _dots(
                name,
                dots,
                [_moment(dot.middle) for dot in dots],
                [_level(box, dot.value) for dot in dots],
                [dot.label for dot in dots],
                marker,
            )
            for name, dots, marker in (
                ("value", plot.dots, {"color": colour, "size": size}),
                ("baseline", base, {**ring, "line": {"color": colour, "width": width}}),
            )
        ),
    ]
    return [trace for trace in traces if trace["x"]]


def _dots(
    name: str, dots: Sequence[Dot], x: list[str], y: list[float], labels: list[str], marker: dict[str, Any]
) -> Trace:
    return {
        "type": "scatter",
        "name": name,
        "x": x,
        "y": y,
        "mode": "markers",
        "marker": marker,
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [f"{dot.period}\u2002{label}" for dot, label in zip(dots, labels, strict=True)],
    }


def _lines(box: Frame, drawn: Sketch) -> list[dict[str, Any]]:
    """Targets, breaks and the grid, exactly where the sketch has them: on axes Plotly would clip them at the edge."""
    styles = {
        "grid": {"color": ink("rule"), "width": 1},
        "zero": {"color": ink("ink"), "width": 1},
        "target": {"color": ink("ink"), "width": 2},
        "brk": {"color": ink("ink-2"), "width": 1, "dash": "3px,3px"},
    }
    return [
        {
            "type": "line",
            "name": line.css,
            "xref": "paper",
            "yref": "paper",
            "x0": line.x1 / 100,
            "x1": line.x2 / 100,
            "y0": box.share(line.y1),
            "y1": box.share(line.y2),
            "layer": "below" if line.css in {"grid", "zero"} else "above",
            "line": styles[line.css],
        }
        for line in (*drawn.grid, *drawn.lines)
        if line.css in styles
    ]


def _stripes(box: Frame, drawn: Sketch) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "name": area.css,
            "xref": "paper",
            "yref": "paper",
            "x0": area.x / 100,
            "x1": (area.x + area.width) / 100,
            "y0": box.share(area.y + area.height),
            "y1": box.share(area.y),
            "layer": "below",
            "line": {"width": 0},
            "fillcolor": ink("band"),
        }
        for area in drawn.areas
        if area.css == "band"
    ]


def _numerals(box: Frame, drawn: Sketch) -> list[dict[str, Any]]:
    """The numerals exactly where the sketch has placed them."""
    sizes = {"v": (14, "ink", 600), "w": (12, "ink-2", 400), "fn": (11, "ink-2", 400)}

    def annotation(text: Text) -> dict[str, Any]:
        size, colour, weight = sizes[text.css]
        return {
            "text": text.text,
            "x": text.x / 100,
            "y": box.share(text.y - 0.36 * size),
            "xref": "paper",
            "yref": "paper",
            "xshift": text.dx,
            "xanchor": {"start": "left", "middle": "center", "end": "right"}[text.anchor],
            "yanchor": "middle",
            "showarrow": False,
            "borderpad": 0,
            "font": {"family": ink("sans"), "size": size, "color": ink(colour), "weight": weight},
        }

    return [annotation(text) for text in drawn.texts if text.css in sizes]


# ---------- for the page ----------
@dataclass(frozen=True, slots=True)
class Panel:
    """What `benefits/_figure.html` prints. `data` is the JSON block that the script reads, `keys` name the marks."""

    id: str
    code: str
    title: str
    unit: str
    sentence: str
    sketch: Sketch
    levels: tuple[Band, ...]
    keys: tuple[str, ...]
    data: dict[str, Any]
    url: str = ""


def panel(
    plot: Plot,
    *,
    sentence: str,
    url: str = "",
    height: int = HEIGHT,
    numeral: Numeral = plain,
) -> Panel:
    """`sentence` is also the text alternative."""
    drawn = sketch(plot, height, numeral=numeral)
    return Panel(
        id=f"chart-{plot.code.replace('.', '-')}",
        code=plot.code,
        title=plot.title,
        unit=plot.unit,
        sentence=sentence,
        sketch=drawn,
        levels=plot.levels,
        keys=keys(plot),
        data={**figure(plot, drawn, height=height, numeral=numeral), "config": CONFIG},
        url=url,
    )


def keys(*several: Plot) -> tuple[str, ...]:
    """The marks that these charts use, each once, in the order of the key."""
    used = {
        "baseline": any(plot.baseline and not plot.context for plot in several),
        "value": any(plot.dots and not plot.context for plot in several),
        "context": any(plot.series and plot.context for plot in several),
        "period": any(aim.basis == "whole_period" for plot in several for aim in plot.aims),
        "date": any(aim.basis != "whole_period" for plot in several for aim in plot.aims),
        "path": any(plots.path(plot) for plot in several),
        "revised": any(dot.was is not None for plot in several for dot in plot.dots),
        "break": any(plots.breaks(plot) for plot in several),
        "late": any(plot.late for plot in several),
    }
    return tuple(name for name, present in used.items() if present)
