"""What is given out and comes back untouched changes nothing; what is filled in comes back as it was filled in."""

from __future__ import annotations

import string
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from benefits.measures import Missing, Qualifier
from benefits.periods import parse
from benefits.workbook import child
from benefits.workbook.cells import cleaned
from benefits.workbook.columns import ANSWERS, Takes, of_template
from benefits.workbook.lines import read
from benefits.workbook.questions import NEW, Answer, Asked, LevelWord, Question, Record, blank
from benefits.workbook.template import as_csv, as_workbook
from reformtracker.publishing.texts import SUFFIXES

pytestmark = pytest.mark.bar("B24")

MAKERS = {"csv": as_csv, "xlsx": as_workbook}
LEVELS = tuple(
    LevelWord(code, number, {"en": code, "ar": f"م{number}"}) for number, code in enumerate(("none", "full"), 1)
)
ASKED = {
    "share": Asked("reform", "2.4.2", unit="percent", unit_label="%", unit_names=frozenset({"%"}), minimum=Decimal(0)),
    "many": Asked("reform", "2.4.3", unit="number", unit_label="missions", unit_names=frozenset({"missions"})),
    "level": Asked("reform", "1.1.1", levels=LEVELS),
}

numbers = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=6).map(
    lambda d: Decimal(f"{d:.15g}")
)
signs = st.sampled_from(["", "=", "+", "-", "@", "\t", "'", "'=", "＝", "''-", '"', "_x0041_", "'_x000D_"])
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), max_size=40)
texts = st.builds(
    lambda sign, said, more: cleaned(f"{sign}{said}{more}"), signs, words, st.sampled_from(["", "\n", "\nb", ";", ",x"])
)


@st.composite
def answers(draw: Any, asked: Asked, language: str) -> Answer:
    """What can stand in a row, in English and in the language of the template."""
    answer = blank()
    match draw(st.sampled_from(["figure", "missing", "nothing"])):
        case "figure" if asked.is_qualitative:
            answer["level"] = draw(st.sampled_from(asked.levels)).code
        case "figure":
            answer["value"] = draw(numbers)
        case "missing":
            answer["missing"] = draw(st.sampled_from(list(Missing))).value
    answer["qualifier"] = draw(st.sampled_from(list(Qualifier))).value
    answer["comparable"] = draw(st.booleans())
    answer["version_kind"] = draw(st.sampled_from(["", "revision", "correction"]))
    if not asked.is_qualitative:
        answer["numerator"], answer["denominator"] = draw(st.none() | numbers), draw(st.none() | numbers)
    for column in ANSWERS:
        if column.takes is Takes.TEXT and column.language in ("en", language):
            answer[column.name] = draw(texts)
    return answer


@st.composite
def data_sets(draw: Any) -> tuple[str, list[Question]]:
    language = draw(st.sampled_from(sorted(SUFFIXES)))
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(sorted(ASKED)), st.integers(2000, 2023)), min_size=1, max_size=4, unique=True
        )
    )
    return language, [
        Question(ASKED[name], str(year), Record(draw(answers(ASKED[name], language)), NEW)) for name, year in keys
    ]


def comes_back(language: str, asked: list[Question]) -> None:
    for suffix, make in MAKERS.items():
        with override(language):
            reading = read(child.sheets_of(make(asked), suffix), ASKED.values())
        assert reading.faults == []
        for question, line in zip(asked, reading.lines, strict=True):
            assert (line.asked, line.period) == (question.asked, parse(question.period))
            assert line.mark == NEW
            assert question.record.answer | line.given == question.record.answer
            asked_for = {column.name for column in of_template(language)} & {column.name for column in ANSWERS}
            assert line.given.keys() == asked_for


@given(data_sets())
@settings(max_examples=25)
def test_what_is_given_out_comes_back_as_it_was(data_set: tuple[str, list[Question]]) -> None:
    comes_back(*data_set)


@pytest.mark.trust
@given(data_sets())
@settings(max_examples=1000)
def test_a_thousand_data_sets_come_back_as_they_were(data_set: tuple[str, list[Question]]) -> None:
    comes_back(*data_set)


@pytest.mark.parametrize("language", SUFFIXES)
@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@x", "'=1", "a\tb", string.punctuation])
def test_a_text_that_looks_like_a_formula_stays_a_text(language: str, sign: str) -> None:
    comes_back(language, [Question(ASKED["share"], "2021", Record({**blank(), "narrative_en": sign}, NEW))])
