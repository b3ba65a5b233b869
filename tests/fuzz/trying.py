"""A reader is given input after input. What breaks it is written down, as small as it was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz.budget import rounds

BROKE = Path(__file__).parents[2] / "var/test-results/fuzz"
"""Where the last input that broke each reader lies; mended, it belongs into `found/`."""
FIRST = 10


@dataclass(frozen=True)
class Reader:
    """`read` raises nothing: what its reader may raise it catches, and looks at."""

    name: str
    inputs: SearchStrategy[Any]
    read: Callable[[Any], None]


def tried(reader: Reader, times: int) -> int:
    """How many inputs it was given."""
    many = 0

    @given(reader.inputs)
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    def give(said: Any) -> None:
        nonlocal many
        many += 1
        try:
            reader.read(said)
        except Exception:
            _keep(reader.name, said)
            raise

    give()
    return many


def tried_for(reader: Reader, seconds: float) -> int:
    """In rounds of about a second, so that a slow reader takes no longer than it is given."""
    many, times = 0, FIRST
    for _round in rounds(seconds):
        began = monotonic()
        many += tried(reader, times)
        times *= 2 if monotonic() - began < 1 else 1
    return many


def _keep(name: str, said: Any) -> None:
    BROKE.mkdir(parents=True, exist_ok=True)
    content = said if isinstance(said, bytes) else str(said).encode("utf-8", "surrogatepass")
    (BROKE / name.replace(" ", "-")).write_bytes(content)
