"""`docs/performance.md` and its plot: written anew by each run, but for the reasons, which people keep by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

from bench.figures import Line, figure

BEGINS, ENDS = "<!-- kept by hand: begin -->", "<!-- kept by hand: end -->"
PLOT = "performance.svg"
NOTHING_SAID = "\nWhat was missed, why, and what the profile shows: to be written after the first whole run.\n"


def page(lines: Sequence[Line], machine: Mapping[str, str], measured: Sequence[str], before: str) -> str:
    """`before`: the page as it stands; what is between the marks in it stays."""
    return "\n".join(
        [
            "# Performance",
            "",
            "Written by `make bench`: references and tracker side by side in one run, on one machine, over loopback.",
            "Absolute figures move with the machine; ratios count. What is between the marks at the end is kept by hand.",
            "",
            "## The machine",
            "",
            *(f"- {name}: {said}" for name, said in machine.items()),
            "",
            "## Targets",
            "",
            table(lines),
            "",
            f"![How many times as good as it must be, for each line of the table]({PLOT})",
            "",
            "## How it was measured",
            "",
            *(f"- {said}" for said in measured),
            "",
            "## Reasons",
            "",
            f"{BEGINS}{kept(before)}{ENDS}",
            "",
        ]
    )


def kept(before: str) -> str:
    """
    >>> kept(f"x {BEGINS} because {ENDS} y")
    ' because '
    """
    _head, begins, rest = before.partition(BEGINS)
    said, ends, _tail = rest.partition(ENDS)
    return said if begins and ends else NOTHING_SAID


def table(lines: Sequence[Line]) -> str:
    return "\n".join(["| work | must reach | reached | | measured |", "|---|---|---|---|---|", *map(_row, lines)])


def _row(line: Line) -> str:
    unit = f" {line.unit}" if line.unit else ""
    cells = [
        line.work,
        f"{line.bound} {figure(line.must)}{unit}",
        f"{figure(line.reached)}{unit}",
        "ok" if line.is_ok else "**missed**",
        line.details,
    ]
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


# ---------- the plot ----------
WIDTH, LEFT, ROW, TOP = 960, 520, 22, 34
DECADES = 2
"""The axis runs from a hundredth to a hundred times what must be reached."""


def plot(lines: Sequence[Line]) -> str:
    """A mark for each line on a logarithmic axis; right of the middle is reached."""
    height = TOP + ROW * len(lines) + 10
    marks = [_mark(line, TOP + ROW * place) for place, line in enumerate(lines)]
    axis = [
        f'<line x1="{_x(10**power):.0f}" y1="{TOP - 10}" x2="{_x(10**power):.0f}" y2="{height - 6}" '
        f'class="{"must" if power == 0 else "grid"}"/>'
        f'<text x="{_x(10**power):.0f}" y="{TOP - 16}" text-anchor="middle">{figure(10.0**power)} ×</text>'
        for power in range(-DECADES, DECADES + 1)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
            'role="img" aria-label="How many times as good as it must be">',
            "<style>text{font:12px sans-serif;fill:#222}.grid{stroke:#ddd}.must{stroke:#222}"
            ".reach{stroke:#888}.ok{fill:#2a6f4e}.missed{fill:#b3261e}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            *axis,
            *marks,
            "</svg>\n",
        ]
    )


def _x(score: float) -> float:
    least, most = 10.0**-DECADES, 10.0**DECADES
    share = (log10(min(max(score, least), most)) + DECADES) / (2 * DECADES)
    return LEFT + share * (WIDTH - LEFT - 40)


def _mark(line: Line, top: int) -> str:
    x, y = _x(line.score), top + ROW / 2
    work = line.work.replace("`", "")
    label = work if len(work) <= 76 else f"{work[:75]}…"
    return (
        f'<text x="{LEFT - 30}" y="{y + 4}" text-anchor="end">{escape(label)}</text>'
        f'<line x1="{_x(1):.0f}" y1="{y}" x2="{x:.1f}" y2="{y}" class="reach"/>'
        f'<circle cx="{x:.1f}" cy="{y}" r="5" class="{"ok" if line.is_ok else "missed"}"/>'
    )
