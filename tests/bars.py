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
HELD = "bar"
"""The property by which a report names the bars of its test; figures are properties named by the bar itself."""


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    return record_property


def pytest_itemcollected(item: pytest.Item) -> None:
    """As a property, for properties travel from the processes of a run to the one that reports."""
    item.user_properties += [(HELD, bar) for mark in item.iter_markers("bar") for bar in mark.args]


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "what earlier runs found of each bar is kept in this file, and said together with what this one finds"
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
    wrong = [*stats.get("failed", ()), *stats.get("error", ())]
    found = counted(stats.get("passed", ()), wrong, earlier(file) if file else {})
    if file:
        file.write_text(json.dumps({name: asdict(bar) for name, bar in found.items()}))
    if found:
        terminalreporter.section("bars of docs/trust.md")
        for line in said(found):
            terminalreporter.write_line(line)


def earlier(file: Path) -> dict[str, Bar]:
    return {name: Bar(**bar) for name, bar in json.loads(file.read_text()).items()} if file.exists() else {}


def counted(
    right: Iterable[pytest.TestReport], wrong: Iterable[pytest.TestReport], before: Mapping[str, Bar]
) -> dict[str, Bar]:
    found = dict(before)
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


def said(found: Mapping[str, Bar]) -> list[str]:
    """ "B30 held   12 tests: 9,312 answers, byte for byte" """
    return [found[name].line(name) for name in sorted(found)]
