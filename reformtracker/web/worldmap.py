"""Points on a map of the land without boundary lines: where something is, never how far a State reaches.

The projection is Equal Earth (Šavrič, Patterson and Jenny, 2018): areas keep their proportion. The land is drawn once by
`scripts/land.py`, with the same function.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

SOUTH, NORTH = -56.0, 80.0
"""Degrees of latitude that the map shows."""

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_ROOT = math.sqrt(3) / 2


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees in; x and y in the radii of the sphere out.

    >>> equal_earth(0, 0)
    (0.0, 0.0)
    >>> [round(value, 3) for value in equal_earth(180, 0)]
    [2.707, 0.0]
    """
    turn = math.asin(_ROOT * math.sin(math.radians(latitude)))
    square = turn * turn
    sixth = square**3
    slope = 9 * _A[3] * sixth * square + 7 * _A[2] * sixth + 3 * _A[1] * square + _A[0]
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(turn) / (3 * slope)
    y = turn * (_A[3] * sixth * square + _A[2] * sixth + _A[1] * square + _A[0])
    return x, y


LEFT, RIGHT = equal_earth(-180, 0)[0], equal_earth(180, 0)[0]
TOP, BOTTOM = equal_earth(0, NORTH)[1], equal_earth(0, SOUTH)[1]
RATIO = (RIGHT - LEFT) / (TOP - BOTTOM)
"""Width of the map over its height; the style sheet gives its box the same."""


def place(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point lies on the map, in per cent from its left and from its top.

    >>> [round(value, 1) for value in place(0, 0)]
    [50.0, 55.5]
    """
    x, y = equal_earth(longitude, latitude)
    return 100 * (x - LEFT) / (RIGHT - LEFT), 100 * (TOP - y) / (TOP - BOTTOM)


@dataclass(frozen=True)
class Spot:
    """A point in per cent of the map, with its label. `side` is where the label has room."""

    x: str
    y: str
    label: str
    url: str
    name: str
    side: str


SIDES = {"end": (1.6, 0.0), "start": (-1.6, 0.0), "above": (0.0, -3.4), "below": (0.0, 3.4)}
NEAR = (2.6, 4.6)
"""How close two labels may come, in per cent of the map's width and height."""


def spots(points: Iterable[tuple[float, float, str, str, str]]) -> list[Spot]:
    """Longitude, latitude, label, address and name of each; no label lies on another where there is room beside it."""
    found: list[Spot] = []
    taken: list[tuple[float, float]] = []
    for longitude, latitude, label, url, name in points:
        x, y = place(longitude, latitude)
        side = next((side for side in SIDES if _is_free(_at(x, y, side), taken)), "end")
        taken += [(x, y), _at(x, y, side)]
        found.append(Spot(f"{x:.2f}%", f"{y:.2f}%", label, url, name, side))
    return found


def _at(x: float, y: float, side: str) -> tuple[float, float]:
    dx, dy = SIDES[side]
    return x + dx, y + dy


def _is_free(label: tuple[float, float], taken: Iterable[tuple[float, float]]) -> bool:
    return all(abs(label[0] - x) > NEAR[0] or abs(label[1] - y) > NEAR[1] for x, y in taken)
