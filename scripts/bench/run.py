"""One run: what stands, how long each measure takes, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from bench.asking import Pace
from bench.figures import Line
from bench.stage import SMALL, Size, Stage

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
CONNECTIONS = 8
"""As many as two workers have threads."""
READERS = 200


@dataclass
class Run:
    """`large` is the small size where only that is loaded, for a try."""

    stage: Stage
    pace: Pace
    large: Size = SMALL
    lines: list[Line] = field(default_factory=list)

    def at_least(self, work: str, must: float, reached: float, unit: str = "", details: str = "") -> None:
        self._add(Line(work, "≥", must, reached, unit, details))

    def at_most(self, work: str, must: float, reached: float, unit: str = "", details: str = "") -> None:
        self._add(Line(work, "≤", must, reached, unit, details))

    def _add(self, line: Line) -> None:
        self.lines.append(line)
        verdict = "ok" if line.is_ok else "missed"
        say(f"{line.work}: {line.reached:.3g} {line.unit} ({line.bound} {line.must:g}: {verdict}) {line.details}")


def say(text: str) -> None:
    print(f"bench: {text}", flush=True)


def observations(**more: str) -> str:
    """The list of a hundred observations of the invented framework."""
    return f"/api/v1/observations/?{urlencode({'framework': 'demo', 'page_size': '100', **more})}"


def worst(times: dict[str, list[float]], names: list[str]) -> float:
    """The slowest of the medians, in seconds."""
    return max(median(times[name]) for name in names)
