"""Which bars of docs/trust.md a test holds up, and what a run says of each: one line, with its figures.

pytestmark = pytest.mark.bar("B30", "B31")      # of a file, or as a decorator of one test

def test_nothing_differs(figure: Figure) -> None:
    figure("B30", f"{count:,} answers, byte for byte")
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

Figure = Callable[[str, str], None]
BARS = [f"B{number:02}" for number in range(1, 61)]
HELD = "bar"
"""The property by which a report names the bars of its test; figures are properties named by the bar itself."""


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    return record_property


def pytest_itemcollected(item: pytest.Item) -> None:
    """As a property, for properties travel from the processes of a run to the one that reports."""
    item.user_properties += [(HELD, bar) for mark in item.iter_markers("bar") for bar in mark.args]


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "what this run finds of each bar goes into this file, and is said together with what its neighbours hold"
    parser.addoption("--bars", metavar="FILE", type=Path, help=said)


@dataclass
class Bar:
    """Tests that held it and that did not, and figures."""

    held: int = 0
    broken: int = 0
    figures: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        count = f"{self.held} {'test' if self.held == 1 else 'tests'}"
        if self.broken:
            count = f"{self.broken} of {self.held + self.broken} tests failed"
        said = f"{name} {'BROKEN' if self.broken else 'held'}  {count}"
        return ": ".join([said, *(["; ".join(self.figures)] if self.figures else [])])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    stats, file = terminalreporter.stats, config.getoption("--bars")
    found = counted(stats.get("passed", ()), [*stats.get("failed", ()), *stats.get("error", ())])
    lines = said(found)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({name: asdict(bar) for name, bar in found.items()}))
        lines = of_all(together(file.parent))
    if lines:
        terminalreporter.section("bars of docs/trust.md")
        for line in lines:
            terminalreporter.write_line(line)


def counted(right: Iterable[pytest.TestReport], wrong: Iterable[pytest.TestReport]) -> dict[str, Bar]:
    found: dict[str, Bar] = {}
    for reports, is_held in ((right, True), (wrong, False)):
        for report in reports:
            for name, value in report.user_properties:
                bar = found.setdefault(str(value) if name == HELD else name, Bar())
                if name != HELD:
                    bar.figures.append(str(value))
                elif is_held:
                    bar.held += 1
                else:
                    bar.broken += 1
    return found


def together(folder: Path) -> dict[str, Bar]:
    """What the last run of each part found: `make test` the quick form of a bar, `make trust` what it leaves out."""
    found: dict[str, Bar] = {}
    for file in sorted(folder.glob("*.json")):
        for name, bar in json.loads(file.read_text()).items():
            whole = found.setdefault(name, Bar())
            whole.held, whole.broken = whole.held + bar["held"], whole.broken + bar["broken"]
            whole.figures += bar["figures"]
    return found


def of_all(found: Mapping[str, Bar]) -> list[str]:
    """A line for each of the sixty, also where no part has run yet that holds it."""
    return [found[name].line(name) if name in found else f"{name} not run here yet: make test" for name in BARS]


def said(found: Mapping[str, Bar]) -> list[str]:
    """ "B30 held   12 tests: 9,312 answers, byte for byte" """
    return [found[name].line(name) for name in sorted(found)]
