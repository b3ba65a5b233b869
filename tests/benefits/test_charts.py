from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from benefits import charts, placing, plots, sketches
from benefits.charts import Band, Bracket, Dot, Plot

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"


def year(number: int, value: str, **more: Any) -> Dot:
    return Dot(
        str(number),
        date(number, 1, 1),
        date(number, 12, 31),
        Decimal(value),
        **{"label": value, **more},
    )


def share(*dots: Dot, baseline: Dot | None = None, target: str = "20", **more: Any) -> Plot:
    given: dict[str, Any] = {
        "code": "2.4.2",
        "title": "Cross-border initiatives",
        "unit": "% of new investments",
        "decimals": 1,
        "first": date(2019, 1, 1),
        "last": date(2024, 12, 31),
        "baseline": baseline or year(2019, "4"),
        "dots": dots,
        "brackets": (Bracket(date(2020, 1, 1), date(2024, 12, 31), Decimal(target), target, "whole_period"),),
        "path": ((date(2019, 12, 31), Decimal(4)), (date(2024, 12, 31), Decimal(target))),
    }
    return Plot(**{**given, **more})


BROKEN = share(year(2020, "16.5", label="≈16.5", qualifier="about", comparable=False))
JOINED = share(year(2020, "21.1"), year(2021, "22"), year(2023, "23"), baseline=year(2019, "21"), target="25")
REVISED = share(year(2020, "6", was=Decimal(9), was_label="9"))
LATE = share(late=((date(2020, 1, 1), date(2020, 12, 31)),))
DATED = share(brackets=(Bracket(None, date(2022, 12, 31), Decimal(20), "20", "by_date"),))
CONTEXT = share(year(2020, "16.5"), context=True)
RUBRIC = share(
    year(2020, "2", label="Shared"),
    year(2021, "3", label="One line"),
    baseline=year(2019, "1"),
    target="4",
    path=(),
    bands=(Band(1, "Ad hoc"), Band(2, "Shared"), Band(3, "One line"), Band(4, "One strategy")),
)
ALL = (BROKEN, JOINED, REVISED, LATE, DATED, CONTEXT, RUBRIC)


def sent(plot: Plot) -> dict[str, Any]:
    """What the browser gets."""
    return charts.figure(plot, charts.sketch(plot))


def figure(plot: Plot) -> go.Figure:
    """As the library reads it, which refuses what it does not know."""
    return go.Figure(sent(plot))


def trace(plot: Plot, name: str) -> dict[str, Any]:
    return next(entry for entry in sent(plot)["data"] if entry.get("name") == name)


def lines(plot: Plot, css: str) -> list[sketches.Line]:
    drawn = charts.sketch(plot)
    return [line for line in (*drawn.grid, *drawn.lines) if line.css == css]


def value_at(plot: Plot, y: float) -> float:
    """Back from pixels to values."""
    box = sketches.frame(plot)
    floor, top = float(box.scale.floor), float(box.scale.top)
    return floor + (box.bottom - y) / (box.bottom - box.top) * (top - floor)


# ---------- the same numbers twice ----------
@pytest.mark.parametrize("plot", [BROKEN, JOINED, REVISED, LATE, DATED, CONTEXT])
def test_sketch_and_figure_show_the_same_values(plot: Plot) -> None:
    tolerance = pytest.approx(0, abs=float(sketches.frame(plot).scale.top) / 1000)
    sketched = [value_at(plot, circle.y) for circle in charts.sketch(plot).circles if "was" not in circle.css]
    drawn = [y for entry in figure(plot).data if entry.name in {"value", "baseline"} for y in entry.y]
    expected = [float(dot.value) for dot in plot.series]
    assert sorted(drawn) == sorted(expected)
    assert all(a - b == tolerance for a, b in zip(sorted(sketched), sorted(expected), strict=True))


@pytest.mark.parametrize("plot", ALL)
def test_sketch_and_figure_show_the_same_numerals_at_the_same_height(plot: Plot) -> None:
    drawn = charts.sketch(plot)
    numerals = [text for text in drawn.texts if text.css]
    annotations = figure(plot).layout.annotations
    assert [note.text for note in annotations] == [text.text for text in numerals]
    assert [note.x for note in annotations] == [text.x / 100 for text in numerals]


@pytest.mark.parametrize("plot", ALL)
def test_the_figure_takes_the_height_of_the_sketch(plot: Plot) -> None:
    assert figure(plot).layout.height == charts.sketch(plot).height


def test_targets_stand_at_their_value_in_both() -> None:
    (span, *ends) = lines(BROKEN, "target")
    assert value_at(BROKEN, span.y1) == pytest.approx(20)
    assert len(ends) == 2
    box = sketches.frame(BROKEN)
    shapes = [shape for shape in figure(BROKEN).layout.shapes if shape.name == "target"]
    assert shapes[0].y0 == shapes[0].y1 == box.share(box.y(Decimal(20)))


# ---------- joined and not joined ----------
def test_no_line_crosses_a_break() -> None:
    assert lines(BROKEN, "actual") == []
    assert not any(entry.name == "joined" for entry in figure(BROKEN).data)


def test_a_break_is_a_dashed_upright_with_a_number_between_the_two_periods() -> None:
    (upright,) = lines(BROKEN, "brk")
    base, dot = (circle.x for circle in sorted(charts.sketch(BROKEN).circles, key=lambda circle: circle.x))
    assert base < upright.x1 == upright.x2 < dot
    assert [text.text for text in charts.sketch(BROKEN).texts if text.css == "fn"] == ["1"]


def test_values_after_a_break_are_not_joined_to_each_other() -> None:
    plot = share(year(2020, "6"), year(2021, "9", comparable=False), year(2022, "11", comparable=False))
    assert [(a.period, b.period) for a, b in plots.segments(plot)] == [("2019", "2020")]
    assert len(plots.breaks(plot)) == 1


def test_no_line_crosses_a_missing_year() -> None:
    assert [(a.period, b.period) for a, b in plots.segments(JOINED)] == [("2019", "2020"), ("2020", "2021")]
    assert trace(JOINED, "joined")["x"][2::3] == [None, None]
    assert trace(JOINED, "joined")["connectgaps"] is False


def test_a_year_is_not_joined_to_a_half_year() -> None:
    half = Dot("2020-S1", date(2020, 1, 1), date(2020, 6, 30), Decimal(6), label="6")
    assert plots.segments(share(half)) == ()


@pytest.mark.parametrize(("later", "joined"), [(date(2020, 6, 30), True), (date(2021, 6, 30), False)])
def test_figures_for_one_day_are_joined_when_none_is_missing_between(later: date, joined: bool) -> None:
    first = Dot("2019-06-30", date(2019, 6, 30), date(2019, 6, 30), Decimal(4), label="4")
    plot = share(Dot(later.isoformat(), later, later, Decimal(6), label="6"), baseline=first)
    assert bool(plots.segments(plot)) is joined


def test_levels_of_a_rubric_have_neither_line_nor_number() -> None:
    assert lines(RUBRIC, "actual") == []
    assert {text.css for text in charts.sketch(RUBRIC).texts} == {""}
    assert {text.text for text in charts.sketch(RUBRIC).texts} == {str(number) for number in range(2019, 2025)}
    rows = [circle.y // sketches.LEVEL for circle in sorted(charts.sketch(RUBRIC).circles, key=lambda c: c.x)]
    assert rows == [3, 2, 1]
    assert list(trace(RUBRIC, "value")["y"]) == [1.5, 2.5]


def test_a_level_is_as_high_in_the_style_sheet_as_in_the_drawing() -> None:
    assert f"--level: {sketches.LEVEL}px;" in TOKENS.read_text()


# ---------- scale ----------
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6), st.integers(0, 3))
def test_shares_and_counts_start_at_zero_with_few_round_steps(numbers: list[int], decimals: int) -> None:
    dots = tuple(_dot(at, number, decimals) for at, number in enumerate(numbers))
    scale = plots.scale(share(*dots, brackets=(), path=(), baseline=year(2019, "0"), decimals=decimals))
    assert scale.floor == 0
    assert 3 <= len(scale.ticks) <= 6
    assert scale.top >= max(dot.value for dot in dots)
    assert all(tick % Decimal(1).scaleb(-decimals) == 0 for tick in scale.ticks)


def _dot(at: int, number: int, decimals: int) -> Dot:
    start = date(2020 + at, 1, 1)
    return Dot(str(start.year), start, date(start.year, 12, 31), Decimal(number).scaleb(-decimals))


def test_a_share_of_all_does_not_show_more_than_all() -> None:
    assert plots.scale(share(year(2020, "96"))).ticks[-1] == 100


def test_negative_values_go_below_a_zero_line_of_ink() -> None:
    plot = share(year(2020, "-7"))
    assert plots.scale(plot).floor <= -7
    (zero,) = lines(plot, "zero")
    assert value_at(plot, zero.y1) == pytest.approx(0, abs=0.1)


def test_small_multiples_share_one_scale() -> None:
    ceiling = charts.highest((BROKEN, JOINED))
    pair = [dataclasses.replace(plot, ceiling=ceiling) for plot in (BROKEN, JOINED)]
    assert plots.scale(pair[0]) == plots.scale(pair[1])


def test_the_path_meets_the_value_that_is_exactly_as_expected() -> None:
    """Straight from 4 at the end of 2019 to 20 at the end of 2024: 7.2 at the end of 2020, by days 7.204."""
    (start, first), (stop, last), _ = plots.path(BROKEN)
    at = (BROKEN.dots[0].middle - start) / (stop - start)
    assert float(first) + at * float(last - first) == pytest.approx(7.204, abs=0.01)


# ---------- numerals ----------
@pytest.mark.parametrize("plot", ALL)
@pytest.mark.parametrize("height", [210, 340])
def test_numerals_do_not_collide(plot: Plot, height: int) -> None:
    boxes = [
        placing.Label(text.css, text.text, text.x, text.y, 14 if text.css == "v" else 12, ()).box(
            placing.Spot(text.dx, 0, text.anchor)
        )
        for text in charts.sketch(plot, height).texts
    ]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 40))
def test_value_baseline_and_target_keep_their_numerals_apart(base: int, value: int, target: int) -> None:
    plot = share(year(2020, str(value)), baseline=year(2019, str(base)), target=str(target), decimals=0)
    numerals = [text for text in charts.sketch(plot).texts if text.css == "v"]
    assert sorted(text.text for text in numerals) == sorted([str(base), str(value), str(target)])
    boxes = [
        placing.Label("v", text.text, text.x, text.y, 14, ()).box(placing.Spot(text.dx, 0, text.anchor))
        for text in numerals
    ]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_long_series_names_its_first_and_its_latest_value_only() -> None:
    dots = tuple(year(1990 + at, str(100 + at)) for at in range(30))
    plot = share(*dots, baseline=dots[0], brackets=(), path=(), first=date(1990, 1, 1), last=date(2019, 12, 31))
    assert {text.text for text in charts.sketch(plot, 340).texts if text.css == "v"} <= {"100", "129"}
    assert len(plots.years(plot)) <= 7


def test_numbers_of_the_axis_are_written_as_the_reader_writes_them() -> None:
    plot = share(year(2020, "0.4"), baseline=year(2019, "0.2"), target="1")
    drawn = charts.sketch(plot, numeral=lambda number: f"{number:f}".replace(".", ","))
    assert {"0,2", "0,4", "0,6", "0,8"} <= {text.text for text in drawn.texts}


# ---------- other marks ----------
def test_a_late_period_is_hatched_and_keeps_the_column_of_its_year() -> None:
    (gap, hatch) = charts.sketch(LATE).areas
    assert (gap.css, hatch.css) == ("gap", "hatch")
    box = sketches.frame(LATE)
    assert box.x(plots.day(date(2020, 1, 1))) < hatch.x < hatch.x + hatch.width < box.x(plots.day(date(2021, 1, 1)))
    assert figure(LATE).data[0].marker.pattern.shape == "/"


def test_a_target_for_one_date_is_the_end_tick_alone() -> None:
    stub, tick = lines(DATED, "target")
    assert tick.x1 == tick.x2 == stub.x2
    assert stub.x2 - stub.x1 == pytest.approx(2)


def test_a_revision_leaves_the_old_value_as_a_ring_beside_the_new_dot() -> None:
    drawn = charts.sketch(REVISED)
    (was,) = [circle for circle in drawn.circles if circle.css == "was"]
    assert value_at(REVISED, was.y) == pytest.approx(9, abs=0.1)
    assert list(trace(REVISED, "was")["y"]) == [9.0]


def test_context_is_grey_and_has_no_target() -> None:
    drawn = charts.sketch(CONTEXT)
    assert {line.css for line in drawn.lines} == {"ctx"}
    assert {circle.css for circle in drawn.circles} == {"ctxd", "ctxb"}
    assert "var(--better)" not in json.dumps(sent(CONTEXT))


def test_the_key_names_each_mark_in_use_once() -> None:
    assert charts.keys(BROKEN, LATE) == ("baseline", "value", "period", "path", "break", "late")
    assert charts.keys(REVISED, DATED) == ("baseline", "value", "period", "date", "path", "revised")
    assert charts.keys(CONTEXT) == ("context",)


def test_a_spark_has_marks_and_no_words() -> None:
    drawn = charts.spark(BROKEN)
    assert drawn.height == 30
    assert (drawn.texts, drawn.grid) == ([], [])
    assert {line.css for line in drawn.lines} == {"target"}


# ---------- what goes to the browser ----------
@pytest.mark.parametrize("plot", ALL)
def test_the_figure_says_what_the_library_would_say(plot: Plot) -> None:
    read: dict[str, Any] = figure(plot).update_layout(template=None).to_plotly_json()
    said = {name: value for name, value in sent(plot)["layout"].items() if value != []}
    assert read == {"data": sent(plot)["data"], "layout": {**said, "template": {}}}


@pytest.mark.parametrize("plot", ALL)
def test_the_figure_is_small_plain_and_colourless(plot: Plot) -> None:
    written = json.dumps(sent(plot))
    assert len(written) < 8000
    assert "<" not in written
    colours = {part for part in written.split('"') if part.startswith(("#", "rgb", "hsl"))}
    assert colours <= {charts.NOWHERE}


def test_nothing_is_sent_to_another_host() -> None:
    assert charts.CONFIG["showSendToCloud"] is False
    assert charts.CONFIG["plotlyServerURL"] == charts.CONFIG["topojsonURL"] == ""
    assert charts.CONFIG["displaylogo"] is False


def test_the_printed_figure_keeps_its_numbers_in_every_language() -> None:
    panel = charts.panel(BROKEN, sentence="From 4 to about 16.5.")
    with override("fr"):
        page = render_to_string("benefits/_figure.html", {"panel": panel, "key": True})
    assert 'role="img" aria-label="From 4 to about 16.5."' in page
    circle = panel.sketch.circles[0]
    assert f'cx="{circle.x:.2f}%" cy="{circle.y:.1f}"' in page
    assert "style=" not in page
    data = json.loads(page.split('<script type="application/json">')[1].split("</script>")[0])
    assert data["config"]["showSendToCloud"] is False
