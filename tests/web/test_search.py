"""Folding, reading a question, ranking: what is found by which words, without a database."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformtracker.publishing.texts import Text
from reformtracker.web import search
from reformtracker.web.search import Cited, Entry


def said(value: str, language: str = "en") -> Text:
    return Text(value, language, translated=True)


def entry(name: str = "", *texts: str, id: str = "x", kind: str = "indicator", **about: object) -> Entry:
    return Entry(kind, id, 1, [said(name)], [said(one) for one in texts], **about)  # type: ignore[arg-type]


def finds(asked: str, *about: str, id: str = "x") -> bool:
    return search.match(search.read(asked), entry(*about, id=id)) is not None


# ---------- folding ----------
@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("PEACE", "Peacebuilding"),
        ("evaluation", "Évaluation"),
        ("Évaluation", "evaluation"),
        ("accion", "Acción"),
        ("oeuvre", "mise en œuvre"),
        ("елка", "Ёлка"),
        ("СТРАН", "страны"),
        ("الامم", "الأُمَمُ المتحدة"),
        ("الأمم", "الامم المتحدة"),
        ("مسوولية", "مسؤولية"),
        ("ادارة", "إداره"),
        ("مبني", "مبنى"),
        ("سلام", "الســلام"),
        ("٢٠٢٠", "in 2020"),
        ("2020", "عام ٢٠٢٠"),
        ("ＡＢＣ", "abc"),
        ("l'examen", "L’examen"),
        ("strasse", "Straße"),
        ("soft", "so\u00adft"),
    ],
)
def test_case_accents_and_spellings_do_not_matter(asked: str, written: str) -> None:
    assert finds(asked, written)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_goes_letter_by_letter(text: str) -> None:
    folded = search.fold(text)
    assert search.fold(folded) == folded
    assert "".join(map(search.fold, text)) == folded


# ---------- words ----------
@pytest.mark.parametrize(
    ("asked", "written", "found"),
    [
        ("fund peace", "A fund for peace", True),
        ("fund war", "A fund for peace", False),
        ("missions", "one mission", True),
        ("mission", "all missions", True),
        ("building", "Peacebuilding", True),
        ("and", "a thousand", False),
        ("показатели", "показателей", True),
        ("المهمة", "مهمة", True),
        ("基金", "增加建设和平基金的影响", True),
        ("基金 和平", "增加建设和平基金的影响", True),
        ("cross border", "cross-border", True),
        ("cross-border", "across the border, cross-border", True),
        ("burkina-faso", "Burkina Faso", True),
    ],
)
def test_every_word_must_be_found_from_its_beginning_or_within_a_long_one(
    asked: str, written: str, found: bool
) -> None:
    assert finds(asked, written) is found


@pytest.mark.parametrize(
    ("asked", "id", "found"),
    [
        ("2.4.2", "2.4.2", True),
        ("2.4", "2.4.2", True),
        ("2.4", "2.41", False),
        ("2.4", "12.4", False),
        ("4.2", "2.4.2", False),
        ("2", "2", True),
        ("2", "2.4", False),
        ("c1", "C1", True),
        ("A/75/202", "A/75/202", True),
        ("a/75/202", "A/75/202", True),
        ("202", "A/75/202", True),
        ("A/75", "A/75/202", True),
        ("A/75/20", "A/75/202", False),
        ("A/75/747-S/2021/139", "A/75/747–S/2021/139", True),
    ],
)
def test_a_code_or_a_symbol_is_found_whole(asked: str, id: str, found: bool) -> None:
    assert finds(asked, "A name", id=id) is found


@pytest.mark.parametrize(("text", "found"), [("38 contexts", True), ("380", False), ("38.5 per cent", False)])
def test_a_number_is_found_whole(text: str, found: bool) -> None:
    assert finds("38", text) is found


# ---------- paragraphs ----------
PLACES = [Cited("A/75/202", "17", "19"), Cited("A/75/735", "summary", ""), Cited("A/75/202", "38", "")]


@pytest.mark.parametrize(
    "asked",
    [
        *("38", "para 38", "para. 38", "paras 38", "para38", "¶38", "paragraph 38", "A/75/202 38"),
        *("A/75/202, para. 38", "paragraphe 38", "párr. 38", "п. 38", "пункт 38", "الفقرة 38", "第38段", "38段"),
        *("para 18", "A/75/202 17", "paras 17 38", "A/75/735 summary", "A/75/735 résumé", "A/75/735 摘要", "share 38"),
    ],
)
def test_a_paragraph_is_found_as_readers_write_it_alone_or_in_a_range(asked: str) -> None:
    hit = search.match(search.read(asked), entry("A share", citations=PLACES))
    assert hit is not None
    assert hit.cited


@pytest.mark.parametrize("asked", ["para 20", "para 3", "A/75/735 38", "A/74/688 para 38", "fund para 38", "summary"])
def test_a_paragraph_that_is_not_cited_there_is_not_found(asked: str) -> None:
    assert search.match(search.read(asked), entry("A share", citations=PLACES)) is None


def test_a_document_alone_finds_what_speaks_of_it_and_not_all_that_cites_it() -> None:
    assert search.match(search.read("A/75/202"), entry("A share", citations=PLACES)) is None


# ---------- ranking ----------
def test_the_code_comes_first_then_the_name_then_the_text_and_invented_data_last() -> None:
    exact, begins, named, told = (
        entry("Nothing", id="fund"),
        entry("Fund of many", id="a"),
        entry("The new fund", id="b"),
        entry("Other", "It speaks of a fund.", id="c"),
    )
    invented = entry("Fund", id="fund", rank=1)
    found = search.hits(search.read("fund"), [invented, told, named, begins, exact])
    assert [hit.entry for hit in found] == [exact, begins, named, told, invented]


# ---------- snippets ----------
def test_a_snippet_shows_the_word_as_written_with_what_stands_around_it() -> None:
    about = entry("Share", "It rises. " * 30 + "Évaluation of the Fund. " + "It falls. " * 30)
    question = search.read("evaluation")
    shown = search.snippet(question, search.hits(question, [about])[0])
    assert shown is not None
    assert shown.match == "Évaluation"
    assert shown.before.startswith("… ")
    assert shown.after.endswith(" …")
    assert len(shown.before + shown.match + shown.after) < 220


def test_a_snippet_is_in_the_language_of_its_text() -> None:
    about = Entry("indicator", "x", 1, [said("Fonds", "fr"), said("Fund")], [said("Une part", "fr"), said("A share")])
    question = search.read("share")
    shown = search.snippet(question, search.hits(question, [about])[0])
    assert shown is not None
    assert (shown.match, shown.text.language) == ("share", "en")


def test_what_the_name_says_needs_no_snippet() -> None:
    question = search.read("fund")
    assert search.snippet(question, search.hits(question, [entry("A fund", "A fund.")])[0]) is None


# ---------- what people send ----------
@pytest.mark.parametrize("asked", ["", " ", "\x00", "\ud800", "()", "%", "'", "…", "\u202e", "\n", "/"])
def test_nothing_is_asked_by_what_is_no_word(asked: str) -> None:
    assert not search.read(asked)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_no_question_is_too_strange(asked: str) -> None:
    cleaned = search.clean(asked)
    assert len(cleaned) <= search.LONGEST
    cleaned.encode()
    about = entry("A share", "Of the Fund, 38 per cent.", citations=PLACES)
    question = search.read(asked)
    for hit in search.hits(question, [about]):
        search.snippet(question, hit)
    search.similar(question, [about])


def test_a_question_of_many_letters_is_answered_at_once() -> None:
    entries = [entry("A share of the Fund", "a" * 5000 + "!") for _ in range(20)]
    began = time.monotonic()
    search.hits(search.read("a" * 200), entries)
    search.hits(search.read("a." * 100), entries)
    assert time.monotonic() - began < 2


# ---------- nothing found ----------
def test_a_slip_of_the_pen_is_told_the_word_that_there_is() -> None:
    entries = [entry("Peacebuilding Fund"), entry("Something else")]
    assert search.similar(search.read("peacebilding"), entries) == ["peacebuilding"]
    assert search.similar(search.read("zzzzzz"), entries) == []
