"""A report on paper: tagged, with its fonts inside, in order for whoever hears it, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import caches
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from reformtracker.publishing.texts import RTL, SUFFIXES, html_code
from reformtracker.reporting import pdf
from reformtracker.reporting.document import Chart, Heading, Paragraph, Piece, Table
from reformtracker.web import paper
from tests.reporting.everything import ADDRESS, SOURCE, STAMP, WORDS, document
from tests.web.test_brief_pdf import fonts

FACES = {"ar": "Noto-Sans-Arabic", "zh-hans": "Noto-Sans-CJK-SC"}
INVISIBLE = re.compile("[\\s\u200e\u2060\u2066-\u2069]")


@pytest.fixture(scope="module")
def readers() -> dict[str, PdfReader]:
    """Drawn once for all tests."""
    return {language: PdfReader(BytesIO(pdf.write(document(language)))) for language in SUFFIXES}


def text_of(reader: PdfReader) -> str:
    return INVISIBLE.sub("", "".join(page.extract_text() for page in reader.pages))


def shown(value: str) -> str:
    return INVISIBLE.sub("", value)


def tags(reader: PdfReader) -> Iterator[DictionaryObject]:
    """In the order in which they are read out."""
    root: Any = reader.trailer["/Root"]
    left = [root["/StructTreeRoot"]["/K"][0].get_object()]
    while left:
        one = left.pop(0)
        if isinstance(one, DictionaryObject) and "/S" in one:
            yield one
            kids: Any = one.get("/K", [])
            kids = kids if isinstance(kids, list) else [kids]
            left[:0] = [kid.get_object() for kid in kids if not isinstance(kid.get_object(), int)]


@pytest.mark.parametrize("language", SUFFIXES)
def test_it_is_tagged_in_its_language_with_its_fonts_inside(readers: dict[str, PdfReader], language: str) -> None:
    reader = readers[language]
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/Lang"] == html_code(language)
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in catalog["/Metadata"].get_object().get_data().decode()
    inside = fonts(reader)
    assert all(inside.values()), inside
    assert any(name.startswith(FACES.get(language, "Noto-Sans")) for name in inside), inside
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (WORDS[language][0], "Reform Tracker")


@pytest.mark.parametrize("language", SUFFIXES)
def test_headings_paragraphs_tables_pictures_and_notes_are_tagged_as_such(
    readers: dict[str, PdfReader], language: str
) -> None:
    found = [str(tag["/S"]) for tag in tags(readers[language])]
    assert [kind for kind in found if re.fullmatch(r"/H\d", kind)] == ["/H1", "/H2", "/H2", "/H3", "/H4", "/H2"]
    # The second goes on over the page.
    assert found.count("/Table") in (2, 3)
    assert {"/P", "/TH", "/TD", "/TR", "/L", "/LI", "/Link", "/Caption"} <= set(found)
    (picture,) = [tag for tag in tags(readers[language]) if str(tag["/S"]) == "/Figure"]
    assert str(picture["/Alt"]) == WORDS[language][6]


@pytest.mark.parametrize("language", [language for language in SUFFIXES if language not in RTL])
def test_the_words_can_be_read_out_of_it_in_order(readers: dict[str, PdfReader], language: str) -> None:
    found = text_of(readers[language])
    title, subtitle, introduction, coherence, summary, annex, sentence, end, caption, _year = map(
        shown, WORDS[language]
    )
    at = 0
    for part in (
        title,
        subtitle,
        STAMP,
        ADDRESS,
        summary,
        f"{sentence}.",
        f"I.{introduction}",
        "1.",
        sentence,
        coherence,
    ):
        assert shown(part) in found[at:], part
        at = found.index(shown(part), at)
    assert f"{sentence}1{end}2,3" in found
    assert all(part in found[at:] for part in ("2." + sentence, end, caption, annex, "≈16.5", "−0.5"))


def test_arabic_is_shaped_and_can_still_be_read_out(readers: dict[str, PdfReader]) -> None:
    found = text_of(readers["ar"])
    assert set(shown(WORDS["ar"][0])) <= set(found)
    assert not {sign for sign in found if "\ufb50" <= sign <= "\ufdff" or "\ufe70" <= sign <= "\ufeff"}
    assert "A/75/202" in found


def test_notes_stand_at_the_foot_of_their_page_and_lead_to_their_documents(readers: dict[str, PdfReader]) -> None:
    reader = readers["en"]
    first, with_notes = reader.pages[0], reader.pages[1]
    assert "A/75/735" not in first.extract_text()
    notes = shown(with_notes.extract_text()).rpartition("¹A/75/202,para.38.")[2]
    assert notes.startswith("²A/75/202,para.38.³A/75/735.⁴A/75/202")
    addresses = {
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    assert addresses == {SOURCE.url, ADDRESS}


def test_the_contents_name_the_page_of_each_heading(readers: dict[str, PdfReader]) -> None:
    reader = readers["en"]
    found = shown(reader.pages[0].extract_text()).partition("Contents")[2]
    assert found.startswith("Summary2I.Introduction2Coherence2ofallnewinvestments2Annex4")
    assert "Annex" in reader.pages[3].extract_text()


def test_it_has_bookmarks_for_its_headings(readers: dict[str, PdfReader]) -> None:
    def titles(outline: Any) -> list[Any]:
        return [titles(one) if isinstance(one, list) else one.title for one in outline]

    assert titles(readers["en"].outline) == [
        "Progress of the reform",
        ["Summary", "I. Introduction", ["Coherence", ["of all new investments"]], "Annex"],
    ]


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_every_page_but_the_first_says_what_it_is_of_and_which_it_is(
    readers: dict[str, PdfReader], language: str
) -> None:
    reader = readers[language]
    many = len(reader.pages)
    assert many == 5
    for number, page in enumerate(reader.pages, start=1):
        found = shown(page.extract_text())
        assert (f"{number}/{many}" in found) == (number > 1)
        assert "0123456789abcdef" in found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_same_report_is_the_same_file(language: str) -> None:
    assert pdf.write(document(language)) == pdf.write(document(language))


def test_it_is_not_kept_among_the_sheets_of_pages() -> None:
    caches["paper"].clear()
    pdf.write(document())
    assert caches["paper"].get(paper.key(pdf.html(document()))) is None


def test_a_letter_that_no_font_has_is_refused_with_what_to_install() -> None:
    given = document()
    strange = replace(given, title=given.title._replace(value="A \U00030001"))
    with pytest.raises(paper.NoPaper) as refused:
        pdf.write(strange)
    assert "fonts-noto-cjk" in refused.value.remedy


# ---------- the sheet ----------
def test_a_reference_leads_to_what_it_names() -> None:
    sheet = pdf.html(document())
    for words in ("table 1", "figure 1", "Annex"):
        (anchor,) = set(re.findall(rf'<a href="#(p\d+)">{words}</a>', sheet))
        assert sheet.count(f'id="{anchor}"') == 1


@pytest.mark.parametrize("language", SUFFIXES)
def test_each_place_is_named_once(language: str) -> None:
    names = re.findall(r' id="([^"]+)"', pdf.html(document(language)))
    assert len(names) == len(set(names))
    blocks = list(document(language).blocks())
    assert len(names) > sum(isinstance(block, Heading | Table | Chart) for block in blocks)


def test_what_is_said_cannot_become_markup() -> None:
    given = document()
    sheet = pdf.html(replace(given, title=given.title._replace(value="<script>&"), stamp='"><i>'))
    assert "<script>" not in sheet
    assert '"><i>' not in sheet


def test_what_is_in_another_language_says_so_and_keeps_its_direction() -> None:
    given = document("ar")
    sheet = pdf.html(given)
    assert '<span lang="en" dir="ltr">\u2066\u200eThis paragraph was written in English' in sheet
    alone = Paragraph("alone", 0, [Piece(document("en").title._replace(translated=False))])
    sheet = pdf.html(replace(given, sections=[replace(given.sections[0], blocks=[alone])]))
    assert '<p class="said" lang="en" dir="ltr">Progress of the reform</p>' in sheet
