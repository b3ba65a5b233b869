"""A report as a Word file: what Word needs to count, to lead from place to place and to set each language its own way."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx.document import Document as WordFile
from docx.oxml.ns import qn

from reformtracker.publishing.texts import SUFFIXES
from reformtracker.reporting.document import Paragraph, Piece, Table
from reformtracker.web import paper, plate
from tests.reporting import everything
from tests.reporting.everything import ADDRESS, SOURCE, STAMP, WORDS, document
from tests.reporting.wordfile import instructions, made, of_style, part, press, read, said  # noqa: F401

pytestmark = pytest.mark.usefixtures("press")

NOTES = 7


# ---------- styles, headings and the list ----------
def test_titles_and_headings_are_of_words_own_styles_on_their_levels() -> None:
    file = read(document())
    assert [said(line) for line in of_style(file, "Title")] == ["Progress of the reform"]
    assert [said(line) for line in of_style(file, "Subtitle")] == ["Report of the Secretary-General"]
    assert [said(line) for line in of_style(file, "Heading 1")] == ["Summary", "I. Introduction", "Annex"]
    assert [said(line) for line in of_style(file, "Heading 2")] == ["Coherence"]
    assert [said(line) for line in of_style(file, "Heading 3")] == ["of all new investments"]
    assert [said(line) for line in of_style(file, "Stamp")] == [STAMP, ADDRESS]


def test_a_style_that_is_used_is_defined() -> None:
    file = read(document())
    known = {style.style_id for style in file.styles}
    used = {
        one.get(qn("w:val"))
        for root in (file.element, part(file, "footnotes"), part(file, "header1"), part(file, "footer1"))
        for kind in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for one in root.iter(qn(kind))
    }
    assert used <= known


def test_a_new_part_begins_a_page_and_so_does_the_first() -> None:
    file = read(document())
    begun = [
        said(line) for line in file.paragraphs if line._p.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None
    ]
    assert begun == ["Summary", "Annex"]


def counted(file: WordFile) -> list[int]:
    """The numbers that Word gives the paragraphs of the list, by its own rules."""
    starts = {
        one.get(qn("w:numId")): int(one.find(f".//{qn('w:startOverride')}").get(qn("w:val")))
        for one in part(file, "numbering").iter(qn("w:num"))
    }
    found, at = [], dict[str, int]()
    for line in of_style(file, "Numbered Paragraph"):
        name = line._p.find(f".//{qn('w:numId')}").get(qn("w:val"))
        at[name] = at.get(name, starts[name] - 1) + 1
        found.append(at[name])
    return found


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4), (5, 6, 9, 10), (3, 1)])
def test_word_counts_paragraphs_as_the_report_does(numbers: tuple[int, ...]) -> None:
    given = document()
    paragraphs = [Paragraph(f"p{number}", number, [Piece(given.title)]) for number in numbers]
    file = read(replace(given, sections=[replace(given.sections[0], blocks=paragraphs)]))
    assert counted(file) == list(numbers)
    assert not any(re.match(r"\d", said(line)) for line in of_style(file, "Numbered Paragraph"))


def test_a_summary_is_not_numbered() -> None:
    (first, *_others) = of_style(read(document()), "Body Text")[1:]
    assert said(first) == "The share of funding rose to 16.5 per cent in 2020."


def test_what_is_strong_is_strong_in_every_script() -> None:
    line = of_style(read(document()), "Numbered Paragraph")[0]
    (strong,) = [run for run in line.runs if run.bold]
    assert strong.text == "of all new investments"
    assert strong._r.rPr is not None
    assert strong._r.rPr.find(qn("w:bCs")) is not None


# ---------- footnotes ----------
def test_each_note_is_a_footnote_with_its_document_behind_it() -> None:
    file = read(document())
    notes = part(file, "footnotes")
    kinds = [one.get(qn("w:type")) for one in notes]
    assert kinds == ["separator", "continuationSeparator", *[None] * (NOTES + 1)]
    marked = [one.get(qn("w:id")) for one in file.element.iter(qn("w:footnoteReference"))]
    assert marked == [one.get(qn("w:id")) for one in notes][2:]
    assert [said(one).strip() for one in notes][2:5] == [SOURCE.said, SOURCE.said, "A/75/735."]
    (holder,) = [one for one in file.part.package.iter_parts() if one.partname == "/word/footnotes.xml"]
    assert {link.target_ref for link in holder.rels.values()} == {SOURCE.url}


def test_two_notes_at_one_place_are_parted() -> None:
    line = of_style(read(document()), "Numbered Paragraph")[0]
    raised = [run.text for run in line.runs if run.style is not None and run.style.name == "footnote reference"]
    assert raised == ["", "", ",", ""]


# ---------- fields ----------
def test_a_reference_is_a_field_that_leads_to_the_number_of_its_caption() -> None:
    file = read(document())
    line = of_style(file, "Numbered Paragraph")[0]
    assert said(line).endswith("(table 1; figure 1).")
    names = [one.split()[1] for one in instructions(line._p)]
    captions = of_style(file, "Caption")
    marks = [mark.get(qn("w:name")) for caption in captions for mark in caption._p.iter(qn("w:bookmarkStart"))]
    assert names == marks[:2]
    assert [said(caption) for caption in captions] == [
        "Table 1\u2003Funding by year",
        "Figure 1\u2003Funding by year",
        "Table 2\u2003Funding by year",
    ]
    assert [instructions(caption._p) for caption in captions] == [
        [r"SEQ Table \* ARABIC"],
        [r"SEQ Figure \* ARABIC"],
        [r"SEQ Table \* ARABIC"],
    ]


def test_tables_that_do_not_count_from_one_are_told_where_to_start() -> None:
    given = document()
    table = next(block for block in given.blocks() if isinstance(block, Table))
    alone = replace(given.sections[0], blocks=[replace(table, number=4)])
    (caption,) = of_style(read(replace(given, sections=[alone])), "Caption")
    assert instructions(caption._p) == [r"SEQ Table \* ARABIC \r 4"]
    assert said(caption).startswith("Table 4")


def test_a_reference_to_a_section_says_its_title() -> None:
    file = read(document())
    line, annex = of_style(file, "Numbered Paragraph")[2], of_style(file, "Heading 1")[2]
    assert said(line).endswith(" Annex")
    mark = annex._p.find(qn("w:bookmarkStart")).get(qn("w:name"))
    assert instructions(line._p) == [rf"REF {mark} \h"]


def test_the_contents_are_a_field_whose_entries_are_there_already() -> None:
    file = read(document())
    entries = [line for line in file.paragraphs if line.style is not None and str(line.style.name).startswith("toc ")]
    assert [said(line) for line in entries] == [
        *("Summary", "I. Introduction", "Coherence", "of all new investments", "Annex"),
    ]
    assert [str(line.style.name) for line in entries if line.style] == ["toc 1", "toc 1", "toc 2", "toc 3", "toc 1"]
    fields = [one for line in entries for one in instructions(line._p)]
    assert fields[0] == r'TOC \o "1-3" \h \z \u'
    known = {mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))}
    assert {one.split()[1] for one in fields[1:]} <= known
    assert part(file, "settings").find(qn("w:updateFields")) is not None


@pytest.mark.parametrize("language", SUFFIXES)
def test_fields_and_bookmarks_are_whole(language: str) -> None:
    file = read(document(language))
    for root in (file.element, part(file, "header1")):
        kinds = [one.get(qn("w:fldCharType")) for one in root.iter(qn("w:fldChar"))]
        assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 0
    begun = [one.get(qn("w:id")) for one in file.element.iter(qn("w:bookmarkStart"))]
    assert len(set(begun)) == len(begun)
    assert begun == [one.get(qn("w:id")) for one in file.element.iter(qn("w:bookmarkEnd"))]


def test_every_page_but_the_first_says_what_it_is_of_and_which_it_is() -> None:
    file = read(document())
    section = file.sections[0]
    assert section.different_first_page_header_footer
    assert said(section.header.paragraphs[0]).startswith("Progress of the reform")
    assert said(section.first_page_header.paragraphs[0]) == ""
    assert instructions(section.header._element) == ["PAGE", "NUMPAGES"]
    assert said(section.footer.paragraphs[0]) == said(section.first_page_footer.paragraphs[0]) == STAMP


# ---------- tables and charts ----------
def test_a_table_repeats_its_head_and_splits_no_row() -> None:
    file = read(document())
    for table in file.tables:
        assert table.style is not None
        assert table.style.name == "Report Table"
        heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True, *[False] * (len(table.rows) - 1)]
        assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert sum(column.width or 0 for column in table.columns) == pytest.approx(9638 * 635, rel=0.001)
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["2019", "≥4", "of all new investments"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_numbers_stand_right_in_every_language(language: str) -> None:
    row = read(document(language)).tables[0].rows[2]
    words, number, _more = (cell.paragraphs[0] for cell in row.cells)
    assert number.style is not None
    assert number.style.name == "Table Text Number"
    assert number.style.paragraph_format.alignment is not None
    assert number._p.pPr is not None
    # A line from right to left begins at the right: a number in it would be turned to the left.
    assert number._p.pPr.find(qn("w:bidi")) is None
    assert (words._p.find(f".//{qn('w:bidi')}") is not None) == (language == "ar")


def test_a_chart_is_a_picture_as_wide_as_the_page_that_says_what_it_shows() -> None:
    file = read(document())
    (shape,) = file.inline_shapes
    assert shape.width == 9638 * 635
    assert shape._inline.docPr.get("descr") == WORDS["en"][6]


def test_without_a_press_the_sentence_and_the_address_stand_for_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(drawing: object, *, patient: bool) -> bytes:
        assert patient
        raise paper.NoPaper("pango")

    monkeypatch.setattr(plate, "png", refuse)
    file = read(document())
    assert len(file.inline_shapes) == 0
    (shown,) = of_style(file, "Picture")
    assert said(shown) == f"{WORDS['en'][6]} {ADDRESS}"
    assert [link.address for link in shown.hyperlinks] == [ADDRESS]
    assert len(counted(file)) == 3


# ---------- languages ----------
@pytest.mark.parametrize("language", SUFFIXES)
def test_all_that_is_said_is_there_in_the_order_of_the_report(language: str) -> None:
    found = [said(line) for line in read(document(language)).paragraphs]
    title, _subtitle, _introduction, coherence, summary, _annex, sentence, *_others = WORDS[language]
    plain = re.sub("[\u2066\u2069]", "", sentence)
    wanted = [title, summary, coherence, plain]
    places = [next(at for at, line in enumerate(found) if line.startswith(one)) for one in (title, summary)]
    assert places == sorted(places)
    assert all(any(one in line for line in found) for one in wanted)


def test_arabic_runs_from_right_to_left_everywhere() -> None:
    file = read(document("ar"))
    assert file.element.find(f".//{qn('w:sectPr')}/{qn('w:bidi')}") is not None
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in file.tables)
    outside = [line for line in file.paragraphs if said(line) and line._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is None]
    assert outside == []
    for run in file.element.iter(qn("w:r")):
        words = "".join(one.text or "" for one in run.iter(qn("w:t")))
        look = run.find(qn("w:rPr"))
        if re.search("[\u0600-\u06ff]", words):
            assert look.find(qn("w:rtl")) is not None, words
        if re.search("[A-Za-z]", words):
            assert look.find(qn("w:rtl")) is None, words


def test_symbols_and_ranges_within_arabic_run_from_left_to_right() -> None:
    line = of_style(read(document("ar")), "Numbered Paragraph")[0]
    forward = [run.text for run in line.runs if run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is None]
    assert "\u200eA/75/202\u200e" in forward
    assert "\u200e2019-2020\u200e" in forward


def test_what_is_in_another_language_says_so_and_keeps_its_direction() -> None:
    line = of_style(read(document("ar")), "Numbered Paragraph")[2]
    (foreign,) = [run for run in line.runs if everything.ENGLISH in run.text]
    assert foreign._r.rPr is not None
    assert foreign._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "en-GB"
    assert foreign.text == f"\u200e{everything.ENGLISH}\u200e"


def test_a_paragraph_that_is_wholly_in_another_language_runs_its_own_way() -> None:
    given = document("ar")
    alone = Paragraph("alone", 1, [Piece(document("en").title._replace(translated=False))])
    (line,) = of_style(
        read(replace(given, sections=[replace(given.sections[0], blocks=[alone])])), "Numbered Paragraph"
    )
    assert line._p.pPr is not None
    assert line._p.pPr.find(qn("w:bidi")) is None


@pytest.mark.parametrize(
    ("language", "tags"),
    [
        *(("en", {"val": "en-GB"}), ("fr", {"val": "fr-FR"}), ("ru", {"val": "ru-RU"}), ("es", {"val": "es-ES"})),
        *(("ar", {"val": "ar-SA", "bidi": "ar-SA"}), ("zh-hans", {"val": "en-US", "eastAsia": "zh-CN"})),
    ],
)
def test_each_run_names_its_language(language: str, tags: dict[str, str]) -> None:
    file = read(document(language))
    (title,) = of_style(file, "Title")
    assert {run._r.rPr is not None for run in title.runs} == {True}
    (look,) = {
        tuple(sorted(run._r.rPr.find(qn("w:lang")).attrib.items())) for run in title.runs if run._r.rPr is not None
    }
    assert dict(look) == {qn(f"w:{name}"): tag for name, tag in tags.items()}
    assert file.core_properties.language == ("zh-Hans" if language == "zh-hans" else language)


def test_faces_for_each_script_are_named_with_those_that_word_has() -> None:
    file = read(document("ar"))
    fonts = file.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert [fonts.get(qn(f"w:{name}")) for name in ("ascii", "cs", "eastAsia")] == [
        *("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC"),
    ]
    table = part(file, "fontTable")
    others = {one.get(qn("w:name")): one.find(qn("w:altName")).get(qn("w:val")) for one in table}
    used = {face for one in file.styles.element.iter(qn("w:rFonts")) for face in one.attrib.values()}
    assert used == set(others)
    assert all(others.values())


# ---------- the file ----------
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_same_report_is_the_same_file(language: str) -> None:
    first = made(document(language))
    assert made(document(language)) == first
    with zipfile.ZipFile(BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_says_whose_it_is_and_of_what_it_was_made() -> None:
    said_of_it = read(document()).core_properties
    assert (said_of_it.title, said_of_it.author) == ("Progress of the reform", "Reform Tracker")
    assert (said_of_it.comments, said_of_it.identifier) == (STAMP, ADDRESS)
    assert said_of_it.created is None


def test_a_title_longer_than_word_allows_a_property_to_be_is_cut_there_only() -> None:
    long = document().title._replace(value="A reform " * 40)
    file = read(replace(document(), title=long))
    assert file.core_properties.title == long.value[:255]
    assert said(of_style(file, "Title")[0]) == long.value
