"""The page says what was reached; what people wrote into it stays; the plot is a drawing that browsers show."""

from __future__ import annotations

from xml.etree import ElementTree

from bench.figures import Line
from bench.report import BEGINS, ENDS, page, plot, table

LINES = [
    Line("pages", "≥", 1.0, 1.25, "×", "4,000/s"),
    Line("import", "≤", 15, 31.5, "s"),
    Line("a | b < c", "≤", 0, 3),
]
SVG = "{http://www.w3.org/2000/svg}"


def test_each_line_says_what_it_must_reach_and_whether_it_did() -> None:
    _head, _rule, first, second, third = table(LINES).splitlines()
    assert first == "| pages | ≥ 1 × | 1.25 × | ok | 4,000/s |"
    assert second == "| import | ≤ 15 s | 31.5 s | **missed** |  |"
    assert third.startswith("| a / b < c | ≤ 0 | 3 |")


def test_reasons_kept_by_hand_outlive_a_run() -> None:
    first = page(LINES, {"processors": "2"}, ["with wrk"], before="")
    by_hand = first.replace("to be written after the first whole run", "the import waits for the parser")
    second = page(LINES[:1], {"processors": "4"}, ["with wrk"], before=by_hand)
    assert "the import waits for the parser" in second
    assert "import | ≤" not in second
    assert second.count(BEGINS) == second.count(ENDS) == 1


def test_the_plot_has_a_mark_for_each_line_right_of_the_middle_where_it_is_reached() -> None:
    drawing = ElementTree.fromstring(plot(LINES))  # noqa: S314  # drawn by this project
    marks = {mark.get("class"): float(mark.get("cx") or 0) for mark in drawing.iter(f"{SVG}circle")}
    (middle,) = [line for line in drawing.iter(f"{SVG}line") if line.get("class") == "must"]
    assert len(list(drawing.iter(f"{SVG}circle"))) == len(LINES)
    assert marks["missed"] < float(middle.get("x1") or 0) < marks["ok"]
