"""A report by hand that has all that a report may have, in each language: for tests of the files that are written of it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from django.utils.translation import override

from benefits import charts
from reformtracker.publishing.texts import Text
from reformtracker.reporting.document import (
    Cell,
    Chart,
    Document,
    Heading,
    Note,
    Paragraph,
    Piece,
    Reference,
    Section,
    Table,
)
from reformtracker.web import plate
from tests.benefits.test_charts import BROKEN

SOURCE = Note("A/75/202, para. 38.", "https://undocs.org/en/A/75/202")
PLAIN = Note("A/75/735.")
STAMP = "Reform Tracker · release 7 · 0123456789abcdef"
ADDRESS = "https://tracker.example/en/reform/?release=7"

WORDS = {
    "en": (
        *("Progress of the reform", "Report of the Secretary-General", "Introduction", "Coherence", "Summary", "Annex"),
        *("The share of funding rose to 16.5 per cent in 2020", "of all new investments", "Funding by year", "Year"),
    ),
    "ar": (
        *("التقدم المحرز في الإصلاح", "تقرير الأمين العام", "مقدمة", "الاتساق", "موجز", "مرفق"),
        *(
            "ارتفعت حصة التمويل إلى 16.5 في المائة في الفترة \u20662019-2020\u2069 حسب A/75/202، الفقرة 38",
            "من جميع الاستثمارات الجديدة",
        ),
        *("التمويل حسب السنة", "السنة"),
    ),
    "zh-hans": (
        *("改革的进展", "秘书长的报告", "导言", "一致性", "摘要", "附件"),
        *("2020年，资金份额升至16.5%（见“A/75/202”）", "占所有新投资", "按年份分列的资金", "年份"),
    ),
    "fr": (
        *("Progrès de la réforme", "Rapport du Secrétaire général", "Introduction", "Cohérence", "Résumé", "Annexe"),
        *(
            "La part des fonds a atteint 16,5 % en 2020",
            "de tous les nouveaux investissements",
            "Fonds par année",
            "Année",
        ),
    ),
    "ru": (
        *("Ход реформы", "Доклад Генерального секретаря", "Введение", "Согласованность", "Резюме", "Приложение"),
        *("Доля средств выросла до 16,5 процента в 2020 году", "всех новых инвестиций", "Средства по годам", "Год"),
    ),
    "es": (
        *(
            "Progresos de la reforma",
            "Informe del Secretario General",
            "Introducción",
            "Coherencia",
            "Resumen",
            "Anexo",
        ),
        *("La parte de los fondos subió al 16,5 % en 2020", "de todas las nuevas inversiones", "Fondos por año", "Año"),
    ),
}
"""Title, subtitle, headings of a section, a part of it, the summary and the annex; a sentence and its end; caption and head of a table."""
ENGLISH = "This paragraph was written in English (A/75/202, para. 9)."
ARABIC = "هذه الفقرة كتبت بالعربية (A/75/202)."


def document(language: str = "en") -> Document:
    title, subtitle, introduction, coherence, summary, annex, sentence, end, caption, year = (
        Text(said, language, translated=True) for said in WORDS[language]
    )
    other = Text(ENGLISH, "en", translated=False) if language != "en" else Text(ARABIC, "ar", translated=False)

    def said(value: str) -> Text:
        return Text(value, language, translated=True)

    def first(number: int) -> Paragraph:
        pieces = [Piece(sentence, [SOURCE]), Piece(said(" "), ()), Piece(end, [SOURCE, PLAIN], strong=True)]
        more: list[Piece | Reference]
        more = [Piece(said(" (")), Reference("years"), Piece(said("; ")), Reference("funding"), Piece(said(")."))]
        return Paragraph(f"paragraph.{number}", number, [*pieces, *more])

    mixed = Paragraph(
        "mixed", 3, [Piece(sentence), Piece(said(". ")), Piece(other), Piece(said(" ")), Reference("annex")]
    )
    figures = [
        (Cell(said(str(of))), Cell(said(value), [PLAIN] if of == 2019 else (), is_number=True), Cell(end))
        for of, value in ((2019, "≥4"), (2020, "≈16.5"), (2021, "\u2066−0.5\u2069"))
    ]
    rows = [*figures, (Cell(other), Cell(said("–"), is_number=True), Cell(said("")))]
    table = Table("years", 1, caption, [year, said("%"), end], rows, [0.4, 0.2, 0.4])
    long = [(Cell(said(f"1.{number}")), Cell(said(f"{number}"), is_number=True)) for number in range(60)]
    sections = [
        Section("summary", "", summary, [Paragraph("summary", 0, [Piece(sentence), Piece(said("."))])]),
        Section(
            *("introduction", "I", introduction),
            [
                first(1),
                Heading("part", 2, coherence),
                first(2),
                Heading("detail", 3, end),
                mixed,
                table,
                chart(language),
            ],
        ),
        Section("annex", "", annex, [Table("all", 2, caption, [year, said("%")], long, [0.7, 0.3])], new_page=True),
    ]
    return Document(language, title, subtitle, STAMP, ADDRESS, sections)


def chart(language: str) -> Chart:
    caption = Text(WORDS[language][8], language, translated=True)
    return Chart("funding", 1, caption, WORDS[language][6], drawing(language), [SOURCE])


def drawing(language: str) -> ET.Element:
    with override(language):
        return plate.drawn(charts.panel(BROKEN, sentence=WORDS[language][6]), ["A/75/202"], width=plate.REPORT)
