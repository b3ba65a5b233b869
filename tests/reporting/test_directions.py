"""Where a text turns: symbols, ranges and signs among words from right to left, and the other way round."""

from __future__ import annotations

import pytest

from reformtracker.reporting.directions import isolated, spans

RIGHT_TO_LEFT = [
    ("حسب A/75/202، الفقرة 38", ["A/75/202"]),
    ("الوثيقة A/75/747–S/2021/139.", ["A/75/747–S/2021/139"]),
    ("الوثيقة GA/AB/4280، النص", ["GA/AB/4280"]),
    ("للفترة \u20662019-2020\u2069 وحدها", ["2019-2020"]),
    ("للفترة 2019-2020 وحدها", ["2019-2020"]),
    ("القيمة ≈16.5% فقط", ["≈16.5%"]),
    ("تحسَّن 9 من أصل 32", []),
    ("كتبه United Nations (New York) أمس", ["United Nations (New York)"]),
    ("كتبه WHO (جنيف) أمس", ["WHO"]),
    ("", []),
]


@pytest.mark.parametrize(("said", "turned"), RIGHT_TO_LEFT)
def test_what_runs_from_left_to_right_in_arabic(said: str, turned: list[str]) -> None:
    found = list(spans(said, rtl=True))
    assert [span.said for span in found if not span.rtl] == turned
    assert "".join(span.said for span in found) == said.replace("\u2066", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("said", "turned"),
    [
        ("16.5 per cent in 2020 (A/75/202)", []),
        ("The word إصلاح means reform", ["إصلاح"]),
        ("Both السلام والأمن are", ["السلام والأمن"]),
        ("\u2067إصلاح 9\u2069 and \u2068السلام\u2069, \u2068peace\u2069", ["إصلاح 9", "السلام"]),
    ],
)
def test_what_runs_from_right_to_left_in_english(said: str, turned: list[str]) -> None:
    assert [span.said for span in spans(said, rtl=False) if span.rtl] == turned


def test_a_text_in_a_line_that_runs_the_other_way_is_isolated_as_a_whole() -> None:
    assert isolated("Reform (A/75/202).", rtl=False, within_rtl=True) == "\u2066\u200eReform (A/75/202).\u200e\u2069"
    assert isolated("إصلاح", rtl=True, within_rtl=False) == "\u2067إصلاح\u2069"
    assert isolated("Reform", rtl=False, within_rtl=False) == "Reform"
    assert isolated("", rtl=False, within_rtl=True) == ""
