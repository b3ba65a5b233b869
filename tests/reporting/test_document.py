"""The words of a report, as the limit of the Assembly counts them."""

from __future__ import annotations

from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import Cell, Document, Heading, Paragraph, Piece, Reference, Section, Table


def text(words: str, language: str = "en") -> Text:
    return Text(words, language, translated=True)


def report(*sections: Section, language: str = "en") -> Document:
    return Document(language, text("A title"), text("A subtitle"), "A stamp", "", sections)


def section(key: str, *blocks: Heading | Paragraph | Table, title: str = "Conclusion") -> Section:
    return Section(key, "I", text(title), blocks)


def paragraph(*words: str, language: str = "en") -> Paragraph:
    return Paragraph("key", 1, [Piece(text(one, language)) for one in words])


def test_headings_and_paragraphs_are_counted() -> None:
    heading = Heading("heading", 2, text("Two words"))
    assert report(section("conclusion", heading, paragraph("From 4", " to 5."))).words == 1 + 2 + 4


def test_tables_and_what_fields_say_are_not() -> None:
    table = Table("table", 1, text("A caption"), [text("Head")], [[Cell(text("A cell"))]], [1.0])
    pointing = Paragraph("key", 1, [Piece(text("See")), Reference("table")])
    assert report(section("conclusion", table, pointing)).words == 1 + 1


def test_annexes_are_not() -> None:
    assert report(section("annex", paragraph("Much")), section("changes", paragraph("More"))).words == 0


def test_chinese_is_counted_by_characters_and_a_figure_within_it_is_one_word() -> None:
    chinese = Section(
        "conclusion", "I", text("结论", "zh-hans"), [paragraph("2019年为4%，见A/75/202。", language="zh-hans")]
    )
    assert report(chinese, language="zh-hans").words == 2 + len(["2019", "年", "为", "4%", "见", "A/75/202"])


def test_what_is_not_translated_is_counted_in_its_own_language() -> None:
    fallback = Section("conclusion", "I", text("结论", "zh-hans"), [paragraph("Not translated yet.", language="en")])
    assert report(fallback, language="zh-hans").words == 2 + 3
