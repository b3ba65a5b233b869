"""Draws templates/web/_land.html, the land of the map of case studies, from Natural Earth's 1:110m land (public domain).

    npm install world-atlas@2
    python scripts/land.py node_modules/world-atlas/land-110m.json

Coasts only: the source has no boundary lines, and none are drawn.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from reformtracker.web.worldmap import NORTH, SOUTH, place  # noqa: E402  # found by the line above

WIDTH, HEIGHT = 1000, 429
SMALLEST = 12.0
"""Square units of the drawing below which an island is left out."""


def rings(topology: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """The outlines in degrees: arcs are delta-encoded, and a negative index runs one backwards."""
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        arcs.append(line)
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                yield [point for index in ring for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]


def parts(ring: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    """Land that lies on both sides of 180 degrees, cut where its outline jumps from one edge of the map to the other."""
    run: list[tuple[float, float]] = []
    for point in ring:
        if run and abs(point[0] - run[-1][0]) > 180:
            yield run
            run = []
        run.append(point)
    yield run


def drawn(ring: list[tuple[float, float]]) -> str:
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = place(longitude, min(NORTH, max(SOUTH, latitude)))
        point = (round(x / 100 * WIDTH), round(y / 100 * HEIGHT))
        if not points or point != points[-1]:
            points.append(point)
    if len(points) < 3 or abs(area(points)) < SMALLEST:
        return ""
    steps = [f"{x - a} {y - b}" for (a, b), (x, y) in zip(points, points[1:], strict=False)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps).replace(' -', '-')}z"


def area(points: list[tuple[int, int]]) -> float:
    return sum(a * y - x * b for (a, b), (x, y) in zip(points, points[1:] + points[:1], strict=True)) / 2


def main(source: str) -> None:
    outlines = (part for ring in rings(json.loads(Path(source).read_text())) for part in parts(ring))
    path = "".join(drawn(part) for part in outlines if max(y for _x, y in part) > SOUTH)
    target = HERE / "templates/web/_land.html"
    target.write_text(
        "{% comment %}Made by scripts/land.py from Natural Earth 1:110m land, public domain. No boundary lines.{% endcomment %}\n"
        f'<svg class="land" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" width="100%" height="100%" '
        f'aria-hidden="true" focusable="false"><path d="{path}"/></svg>\n'
    )
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
