"""docs/trust.md has a row for each of the sixty bars, and names the tests that hold it up: those that say so themselves."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.bars import BARS, HELD, counted, of_all, said, together

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/trust.md").read_text()
ROW = re.compile(r"^\| (B\d\d) \| (.+) \| (.+) \| (.+) \| (.*) \|$", re.MULTILINE)


def rows() -> dict[str, list[str]]:
    return {bar: [cell.strip() for cell in cells] for bar, *cells in ROW.findall(PAGE)}


def holding() -> dict[str, set[str]]:
    """By bar: the files whose tests are marked with it."""
    found = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.bar":
                for word in node.args:
                    found[ast.literal_eval(word)].add(str(path.relative_to(ROOT)))
    return found


def test_each_of_the_sixty_bars_has_one_row_in_order() -> None:
    assert [bar for bar, *_ in ROW.findall(PAGE)] == BARS


def test_a_row_names_the_tests_that_hold_the_bar_up_and_no_others() -> None:
    held = holding()
    assert held.keys() <= set(BARS)
    named = {bar: set(re.findall(r"`(tests/[\w/]+\.py)`", cells[-1])) for bar, cells in rows().items()}
    assert named == {bar: held[bar] for bar in BARS}


def test_a_bar_without_a_test_says_why() -> None:
    untested = {bar: cells[2] for bar, cells in rows().items() if not cells[-1]}
    assert all(result.startswith(("Does not apply:", "Not met:")) for result in untested.values()), untested


def report(*bars: str, **figures: str) -> Any:
    return SimpleNamespace(user_properties=[*((HELD, bar) for bar in bars), *figures.items()])


def test_a_run_says_one_line_for_each_bar() -> None:
    right = [report("B30", B30="12 answers"), report("B30", "B31")]
    wrong = [report("B31")]
    assert said(counted(right, wrong)) == [
        "B30 held  2 tests: 12 answers",
        "B31 BROKEN  1 of 2 tests failed",
    ]


def test_what_the_last_run_of_each_part_found_is_said_in_one_line_for_each_of_the_sixty(tmp_path: Path) -> None:
    (tmp_path / "test.json").write_text('{"B06": {"held": 3, "broken": 0, "figures": ["20 killed"]}}')
    (tmp_path / "trust.json").write_text('{"B06": {"held": 1, "broken": 0, "figures": ["none lost"]}}')
    lines = of_all(together(tmp_path))
    assert len(lines) == 60
    assert lines[5] == "B06 held  4 tests: 20 killed; none lost"
    assert lines[6] == "B07 not run here yet: make test"
