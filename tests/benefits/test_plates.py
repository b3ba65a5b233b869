"""A chart that stands alone: its words fit, its marks look as on the page, and nothing depends on a style sheet."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import tinycss2

from benefits import charts, plates
from benefits.placing import breadth
from benefits.plots import Plot
from tests.benefits.test_charts import ALL, BROKEN, LATE, RUBRIC

CHARTS_CSS = Path(__file__).resolve().parents[2] / "static" / "css" / "charts.css"
SHEETLESS = {
    "grid": {"stroke-width": "1"},
    "zero": {"stroke-width": "1"},
    "brk": {"stroke-width": "1"},
    "gap": {"stroke": "none"},
}
"""What a style sheet has to say and an attribute has by default."""


def setting(*, is_rtl: bool = False, width: int = plates.WIDTH) -> plates.Setting:
    return plates.Setting({"ink": "#000001", "better": "#00606f"}, "ar" if is_rtl else "en", "Noto Sans", is_rtl, width)


def plate(
    plot: Plot,
    *,
    is_rtl: bool = False,
    sentence: str = "From 4 to 16.",
    notes: tuple[str, ...] = ("A/75/202",),
    width: int = plates.WIDTH,
) -> ET.Element:
    panel, how = charts.panel(plot, sentence=sentence), setting(is_rtl=is_rtl, width=width)
    return plates.drawn(panel, keys=[(key, key) for key in panel.keys], notes=notes, setting=how)


def words(drawn: ET.Element) -> list[str]:
    return [(text.text or "").strip("\u2067\u2069") for text in drawn.iter("text")]


@pytest.mark.parametrize("plot", ALL)
def test_it_says_what_it_shows_in_which_unit_and_where_that_is_written(plot: Plot) -> None:
    said = " ".join(words(plate(plot)))
    assert all(part in said for part in (plot.title, plot.unit, "From 4 to 16.", "A/75/202"))
    for key in charts.keys(plot):
        assert key in said


@pytest.mark.parametrize("plot", ALL)
def test_within_a_text_that_says_its_title_and_sentence_it_has_neither_nor_room_for_them(plot: Plot) -> None:
    panel, whole = charts.panel(plot, sentence="From 4 to 16."), plate(plot)
    keys = [(key, key) for key in panel.keys]
    bare = plates.drawn(panel, keys=keys, notes=["A/75/202"], setting=replace(setting(), is_headed=False))
    said = " ".join(words(bare))
    assert plot.unit in said
    assert "From 4 to 16." not in said
    assert (bare.findtext("title"), bare.findtext("desc")) == (plot.title, "From 4 to 16.")
    height = float(bare.get("height", 0))
    assert height < float(whole.get("height", 0)) - 2 * plates.TITLE
    assert all(0 < float(text.get("y", 0)) <= height for text in bare.iter("text"))


@pytest.mark.parametrize("width", [plates.WIDTH, 642])
@pytest.mark.parametrize("is_rtl", [False, True])
@pytest.mark.parametrize("plot", ALL)
def test_every_line_and_mark_lies_on_the_paper(plot: Plot, width: int, *, is_rtl: bool) -> None:
    drawn = plate(plot, is_rtl=is_rtl, sentence="A long sentence about what has come of it. " * 9, width=width)
    height = float(drawn.get("height", 0))
    for text in drawn.iter("text"):
        x, wide = float(text.get("x", 0)), breadth(text.text or "", float(text.get("font-size", 0)))
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[text.get("text-anchor", "")]
        assert left >= 0
        assert left + wide <= width + 1
        assert 0 < float(text.get("y", 0)) < height
    for line in drawn.iter("line"):
        if line.get("x1") != "0":
            assert all(plates.SIDE - 3 <= float(line.get(x, 0)) <= width - plates.SIDE + 3 for x in ("x1", "x2"))


def selects(prelude: str, name: str) -> bool:
    """Whether a rule of charts.css is about this mark; `base around` is also a `base`."""
    several = re.search(r"\.chart :is\(([^)]*)\)", prelude)
    found = several[1].split(",") if several else prelude.split(",")
    plain = {one.strip().removeprefix(".chart ") for one in found}
    return bool(plain & {f".{name.replace(' ', '.')}", f".{name.split()[0]}"})


@pytest.mark.parametrize("name", sorted(plates.LOOKS))
def test_a_mark_looks_as_on_the_page(name: str) -> None:
    """As in charts.css, which programs that open the file do not read."""
    found: dict[str, str] = {}
    for rule in tinycss2.parse_stylesheet(CHARTS_CSS.read_text(), skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and selects(tinycss2.serialize(rule.prelude), name):
            for one in tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True):
                found[one.name] = re.sub(r"var\(--([\w-]+)\)", r"\1", tinycss2.serialize(one.value).strip())
    if name == "hatch":
        assert plates.LOOKS[name] == {"fill": "url(#hatch)"}
        return
    for attribute, value in SHEETLESS.get(name, {}).items():
        assert found.pop(attribute, value) == value
    assert found == plates.LOOKS[name]


def test_colours_are_those_of_the_tokens_and_no_name_is_left_that_is_known() -> None:
    drawn = ET.tostring(plate(BROKEN), encoding="unicode")
    assert "#00606f" in drawn
    assert '"better"' not in drawn
    assert "var(" not in drawn
    assert "class=" not in drawn
    assert "style=" not in drawn


def test_the_levels_of_a_rubric_stand_beside_the_plot_where_the_language_begins() -> None:
    for is_rtl in (False, True):
        drawn = plate(RUBRIC, is_rtl=is_rtl)
        levels = [
            text
            for text in drawn.iter("text")
            if (text.text or "").strip("\u2067\u2069") in {b.label for b in RUBRIC.bands}
        ]
        assert len(levels) == len(RUBRIC.bands)
        for text in levels:
            assert (float(text.get("x", 0)) > plates.WIDTH / 2) is is_rtl


def test_words_from_right_to_left_are_isolated_and_numerals_are_not() -> None:
    drawn = plate(LATE, is_rtl=True)
    said = [text.text or "" for text in drawn.iter("text")]
    assert f"\u2067{LATE.title}\u2069" in said
    assert "2020" in said


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("one two three four five six", 12),
        ("在部分地点见效，但没有公布基线，也没有公布目标值。", 8),
        ("averylongwordwithoutanyspace", 5),
    ],
)
def test_lines_lose_nothing_and_fit(text: str, most: int) -> None:
    rows = plates.lines(text, 10, most * 10)
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert all(breadth(row, 10) <= most * 10 for row in rows) or len(rows) == 1
    assert not any(row.startswith(("，", "。")) for row in rows)
