"""Where the numerals of a chart stand, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import NamedTuple
from unicodedata import east_asian_width

# Placed for the narrowest plot in use: on a wider one everything only moves apart.
WIDTH = 300.0
NARROW_SIGNS = ".,:; ’'\u00a0\u202f"

# What it costs to stand there, against one point for each step away from the favourite place.
ON_A_CIRCLE = 30
OUTSIDE = 60


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


class Obstacle(NamedTuple):
    """A line between two points in pixels, and what it costs to be crossed by it."""

    x1: float
    y1: float
    x2: float
    y2: float
    cost: int

    def crosses(self, box: Box) -> bool:
        """Liang and Barsky's clipping: does any part of the line lie inside?"""
        if max(self.x1, self.x2) < box.left or min(self.x1, self.x2) > box.right:
            return False
        enter, leave = 0.0, 1.0
        dx, dy = self.x2 - self.x1, self.y2 - self.y1
        for delta, room in (
            (-dx, self.x1 - box.left),
            (dx, box.right - self.x1),
            (-dy, self.y1 - box.top),
            (dy, box.bottom - self.y1),
        ):
            if delta == 0:
                if room < 0:
                    return False
            elif delta < 0:
                enter = max(enter, room / delta)
            else:
                leave = min(leave, room / delta)
        return enter <= leave


class Spot(NamedTuple):
    """A place beside a mark: pixels to the side and down to the base line of the text."""

    dx: float
    dy: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Label:
    """A numeral that wants a place beside (x per cent, y pixels); `spots` in order of liking. `dot`: what it belongs to
    is a dot, so it must not be taken for another dot's."""

    css: str
    text: str
    x: float
    y: float
    size: float
    spots: Sequence[Spot]
    dot: bool = True

    def box(self, spot: Spot) -> Box:
        width = breadth(self.text, self.size)
        left = self.x / 100 * WIDTH + spot.dx - {"start": 0.0, "middle": width / 2, "end": width}[spot.anchor]
        base = self.y + spot.dy
        return Box(left, base - self.size * 0.8, left + width, base + self.size * 0.15)


def breadth(text: str, size: float) -> float:
    """Pixels, a little more than a semibold sans needs; East Asian characters are square."""
    return sum(size * _share(sign) for sign in text)


def _share(sign: str) -> float:
    if sign in NARROW_SIGNS:
        return 0.42
    return 1.0 if east_asian_width(sign) in "WF" else 0.6


def place(
    labels: Sequence[Label],
    circles: Sequence[Box],
    lines: Sequence[Obstacle],
    room: Box,
    axes: Sequence[Box] = (),
) -> list[tuple[Label, Spot]]:
    """The most important first. A label that would cover another one, or stand nearer to another dot than to its own,
    is left out: the table has its number."""
    placed: list[tuple[Label, Spot]] = []
    taken, dots = list(axes), [circle.centre for circle in circles]
    for label in labels:
        free = [
            (_cost(box, circles, lines, room) + order, order, spot, box)
            for order, (spot, box) in enumerate((spot, label.box(spot)) for spot in label.spots)
            if not any(box.overlaps(other) for other in taken) and not _ambiguous(label, box, dots)
        ]
        if free:
            *_cost_and_order, spot, box = min(free, key=lambda entry: entry[:2])
            placed.append((label, spot))
            taken.append(box)
    return placed


def _cost(box: Box, circles: Sequence[Box], lines: Sequence[Obstacle], room: Box) -> int:
    cost = sum(ON_A_CIRCLE for circle in circles if box.overlaps(circle))
    cost += sum(line.cost for line in lines if line.crosses(box))
    inside = room.left <= box.left and box.right <= room.right and room.top <= box.top and box.bottom <= room.bottom
    return cost if inside else cost + OUTSIDE


def _ambiguous(label: Label, box: Box, dots: Sequence[tuple[float, float]]) -> bool:
    """Nearer to another dot than to its own."""
    if not label.dot:
        return False
    across, down = box.centre
    own = hypot(across - label.x / 100 * WIDTH, down - label.y)
    return any(hypot(across - x, down - y) < own for x, y in dots)
