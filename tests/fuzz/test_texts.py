"""What people type: numbers, periods, citations, questions to the search. Whatever it is, it is read or refused in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import strategies as st

from benefits.numbers import NotANumber, echo, grouped, read_number, written
from benefits.periods import PeriodError, covering, parse
from reformtracker.publishing.agreement import disagreement
from reformtracker.publishing.texts import PATHS, Text
from reformtracker.sources import typed
from reformtracker.web import search
from tests.bars import Figure
from tests.fuzz.mutating import NUMBERS, WORDS, texts_like
from tests.fuzz.trying import Reader, tried, tried_for

pytestmark = pytest.mark.bar("B25")

LANGUAGES = tuple(PATHS)
CITES = [search.Cited("A/75/202", "38", "40")]


def _said(*texts: str) -> list[Text]:
    return [Text(text, "en", True) for text in texts]


RECORD = [
    search.Entry("indicator", "2.4.2", 1, _said("Share of new investments ﷺ", "Fund"), _said("İstanbul, ß 38.")),
    search.Entry("document", "A/75/202", 1, _said("التقرير", "第38段"), _said("38 §40 résumé"), CITES),
]


def can_be_sent(text: str) -> None:
    text.encode()


def reads_a_number(text: str) -> None:
    try:
        number = read_number(text)
    except NotANumber as refusal:
        str(refusal)
        return
    assert isinstance(number, Decimal)
    assert number.is_finite()
    # Shown, it is read back as what it was; and so is what the eye gets.
    assert read_number(written(number)) == number
    can_be_sent(grouped(number) + echo(text))


def reads_a_period(text: str) -> None:
    try:
        period = parse(text)
    except PeriodError as refusal:
        str(refusal)
        return
    assert period.code == text
    assert period.start <= period.end
    again = parse(covering(period.start, period.end))
    assert (again.start, again.end) == (period.start, period.end)


def reads_a_citation(text: str) -> None:
    found = typed.parse(text)
    assert all(isinstance(part, str) for part in found)
    # Whoever names a place names it the same way the next time.
    if found.paragraph.isdecimal() and "," not in found.document:
        assert typed.parse(f"{found.document}, para. {found.paragraph}").paragraph == found.paragraph


def reads_a_question(text: str) -> None:
    question = search.read(text)
    for hit in search.hits(question, RECORD):
        if shown := search.snippet(question, hit):
            assert shown.before.removeprefix("… ") + shown.match + shown.after.removesuffix(" …") in shown.text.value
    search.similar(question, RECORD)
    search.script(text)
    can_be_sent(search.clean(text))


def compares_a_translation(pair: tuple[str, str, str]) -> None:
    english, other, language = pair
    disagreement(english, other, language)
    # Whatever it is, a text agrees with itself.
    assert disagreement(english, english, "en") == ((), ())


NUMBERS_TYPED = ["16.5", "1 250,75", "١٬٢٥٠٫٥", "−3", "1.234.567,8", "0,125", "1'000", "12,345.6", "１２", "-0"]
PERIODS = ["2019", "2019-S1", "2019-Q4", "2019-06", "2019-06-30", "2020-2024", "9999-12-31", "0001"]
CITED = [
    "A/75/202, para. 38",
    "A/75/202, paras. 38–40",
    "A/75/202، الفقرة ٣٨",
    "A/75/202,第38至40段",
    "A/75/735, summary",
]
ASKED = ["A/75/202, para. 38 Fund", "peacebuilding fund 2.4.2", "第38段", "المهمة ٣٨", "résumé A/75/735", "para38 §40"]
TEXTS = [
    "By 18 November 2020 the Fund had approved $173.7 million for 51 countries (A/75/735, paras. 38-40).",
    "Au 18 novembre 2020, 173,7 millions (A/75/735, par. 38 à 40)",
    "بحلول ١٨ تشرين الثاني/نوفمبر ٢٠٢٠، ١٧٣٫٧ مليون",
    "到2020年11月18日，1.737亿美元，占16.5%",
]
ANY = st.text(max_size=80)

READERS = [
    Reader("numbers", texts_like(NUMBERS_TYPED) | NUMBERS | ANY, reads_a_number),
    Reader("periods", texts_like(PERIODS) | ANY, reads_a_period),
    Reader("citations", texts_like(CITED) | ANY, reads_a_citation),
    Reader("questions", texts_like(ASKED) | ANY | WORDS, reads_a_question),
    Reader(
        "translations",
        st.tuples(texts_like(TEXTS), texts_like(TEXTS), st.sampled_from(LANGUAGES)),
        compares_a_translation,
    ),
]
each = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


@each
@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_is_typed_is_read_or_refused_in_words(reader: Reader, language: str) -> None:
    with override(language):
        tried(reader, 60)


@each
@pytest.mark.trust
def test_whatever_is_typed_for_long_is_read_or_refused_in_words(reader: Reader, figure: Figure) -> None:
    figure("B25", f"{tried_for(reader, 3):,} {reader.name}")
