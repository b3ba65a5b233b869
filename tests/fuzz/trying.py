"""A reader is given input after input. What breaks it is written down, as small as it was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz.budget import rounds

BROKE = Path(__file__).parents[2] / "var/test-results/fuzz"
"""Where the last input that broke each reader lies; mended, it belongs into `found/`."""
AT_ONCE = 200


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
    return sum(tried(reader, AT_ONCE) for _round in rounds(seconds))


def _keep(name: str, said: Any) -> None:
    BROKE.mkdir(parents=True, exist_ok=True)
    content = said if isinstance(said, bytes) else str(said).encode("utf-8", "surrogatepass")
    (BROKE / name.replace(" ", "-")).write_bytes(content)
