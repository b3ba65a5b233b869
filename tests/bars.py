"""Which bars of docs/trust.md a test holds up, and what a run says of each: one line, with its figures.

pytestmark = pytest.mark.bar("B30", "B31")      # of a file, or as a decorator of one test

def test_nothing_differs(figure: Figure) -> None:
    figure("B30", f"{count:,} answers, byte for byte")
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    stats = terminalreporter.stats
    wrong = [*stats.get("failed", ()), *stats.get("error", ())]
    if lines := said(stats.get("passed", ()), wrong):
        terminalreporter.section("bars of docs/trust.md")
        for line in lines:
            terminalreporter.write_line(line)


def said(right: Iterable[pytest.TestReport], wrong: Iterable[pytest.TestReport]) -> list[str]:
    """ "B30 held   12 tests: 9,312 answers, byte for byte" """
    held: defaultdict[str, int] = defaultdict(int)
    broken: defaultdict[str, int] = defaultdict(int)
    figures: defaultdict[str, list[str]] = defaultdict(list)
    for counts, reports in ((held, right), (broken, wrong)):
        for report in reports:
            for name, value in report.user_properties:
                if name == HELD:
                    counts[str(value)] += 1
                else:
                    figures[name].append(str(value))
    return [_line(bar, held[bar], broken[bar], figures[bar]) for bar in sorted({*held, *broken})]


def _line(bar: str, held: int, broken: int, figures: list[str]) -> str:
    count = f"{broken} of {held + broken} tests failed" if broken else f"{held} {'test' if held == 1 else 'tests'}"
    return ": ".join([f"{bar} {'BROKEN' if broken else 'held'}  {count}", *(["; ".join(figures)] if figures else [])])
