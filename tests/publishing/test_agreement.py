"""A translation gives the figures, dates and symbols of its English, however its language writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from reformtracker.publishing.agreement import disagreement

DATA = Path(__file__).parents[2] / "initiatives/data"

ENGLISH = (
    "By 18 November 2020 the Fund had approved $173.7 million for 51 countries, 16.5 per cent of it for two windows "
    "(A/75/735, paras. 38-40); the aim is 1,250 staff."
)
GOOD = {
    "fr": "Au 18 novembre 2020, le Fonds avait approuvé 173,7 millions de dollars pour 51 pays, dont 16,5 % pour deux "
    "volets (A/75/735, par. 38 à 40) ; l’objectif est de 1 250 agents.",
    "es": "Al 18 de noviembre de 2020 el Fondo había aprobado 173,7 millones de dólares para 51 países, el 16,5 % de "
    "ellos para dos vertientes (A/75/735, párrs. 38 a 40); la meta es de 1.250 funcionarios.",
    "ru": "К 18 ноября 2020 года Фонд утвердил 173,7 млн долл. США для 51 страны, из них 16,5 процента по двум "
    "направлениям (А/75/735, пп. 38–40); цель — 1 250 сотрудников.",
    "ar": "بحلول ١٨ تشرين الثاني/نوفمبر ٢٠٢٠، كان الصندوق قد وافق على ١٧٣٫٧ مليون دولار لفائدة ٥١ بلدا، منها ١٦٫٥ في المائة "
    "لنافذتين (A/75/735، الفقرات ٣٨ إلى ٤٠)؛ والهدف ١٬٢٥٠ موظفا.",
    "zh": "到2020年11月18日，基金已为51个国家核准1.737亿美元，其中16.5%用于两个窗口（A/75/735，第38至40段）；目标是1 250名工作人员。",
}
LANGUAGES = sorted(GOOD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_gives_the_same_agrees(language: str) -> None:
    assert disagreement(ENGLISH, GOOD[language], language) == ((), ())


SLIPS = {
    "a figure": ("16.5", {"fr": ("16,5", "15,6"), "es": ("16,5", "15,6"), "ru": ("16,5", "15,6"), "zh": ("16.5", "15.6"), "ar": ("١٦٫٥", "١٥٫٦")}),
    "a decimal mark": ("173.7", {"fr": ("173,7", "17,37"), "es": ("173,7", "17,37"), "ru": ("173,7", "17,37"), "zh": ("1.737", "17.37"), "ar": ("١٧٣٫٧", "١٧٫٣٧")}),
    "a year": ("2020", {"fr": ("2020", "2021"), "es": ("2020", "2021"), "ru": ("2020", "2021"), "zh": ("2020", "2021"), "ar": ("٢٠٢٠", "٢٠٢١")}),
    "a month": ("november", {"fr": ("novembre", "décembre"), "es": ("noviembre", "diciembre"), "ru": ("ноября", "декабря"), "zh": ("11月", "12月"), "ar": ("تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر")}),
    "a symbol": ("A/75/735", dict.fromkeys(["fr", "es", "zh", "ar"], ("A/75/735", "A/75/753")) | {"ru": ("А/75/735", "А/75/753")}),
    "a paragraph": ("38", dict.fromkeys(["fr", "es", "ru", "zh"], ("38", "39")) | {"ar": ("٣٨", "٣٩")}),
    "a thousand": ("1,250", {"fr": ("1 250", "1 520"), "es": ("1.250", "1.520"), "ru": ("1 250", "1 520"), "zh": ("1 250", "1 520"), "ar": ("١٬٢٥٠", "١٬٥٢٠")}),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slip", sorted(SLIPS))
def test_a_slip_is_found_on_both_sides(slip: str, language: str) -> None:
    english, wrong = SLIPS[slip]
    right, slipped = wrong[language]
    assert right in GOOD[language]
    found = disagreement(ENGLISH, GOOD[language].replace(right, slipped), language)
    assert english in found.missing
    assert len(found.extra) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_out_is_missing(language: str) -> None:
    assert disagreement("16.5 per cent in 2020", {"ar": "في المائة"}.get(language, "…"), language).missing == (
        "16.5",
        "2020",
    )


@pytest.mark.parametrize(
    ("english", "other", "language"),
    [
        ("28.7 of 173.7 million dollars", "1.737亿美元中的2870万美元", "zh"),
        ("$1.2 billion", "1 200 millions de dollars", "fr"),
        ("$1.2 billion", "1.200 millones de dólares", "es"),
        ("$1.2 billion", "1,2 млрд долл.", "ru"),
        ("$1.2 billion", "12亿美元", "zh"),
        ("$1.2 billion", "1,2 بليون دولار", "ar"),
        ("2 departments in 3 pillars", "Deux départements, trois piliers", "fr"),
        ("two departments", "2个部", "zh"),
        ("the 75th session", "第七十五届会议", "zh"),
        ("the 75th session", "la 75e session", "fr"),
        ("indicator 2.4.2 and initiative 2.4", "indicateur 2.4.2 et initiative 2.4", "fr"),
        ("COVID-19 in 2020", "2020年2019冠状病毒病", "zh"),
        ("the G5 Sahel", "المجموعة الخماسية لمنطقة الساحل", "ar"),
        ("It may march on", "Cela peut avancer", "fr"),
        ("from March 2019 to May 2020", "с марта 2019 года по май 2020 года", "ru"),
        ("resolution 2282 (2016)", "القرار 2282 (2016)", "ar"),
        ("S/PRST/2020/1 and A/RES/72/262 C", "S/PRST/2020/1和A/RES/72/262 C", "zh"),
        ("0 of 12", "0 من 12", "ar"),
        ("12,500 or 12.500", "12 500 ou 12,500", "fr"),
        ("", "", "ru"),
    ],
)
def test_languages_write_the_same_in_their_own_ways(english: str, other: str, language: str) -> None:
    assert disagreement(english, other, language) == ((), ())


@pytest.mark.parametrize(
    ("english", "other", "language", "missing", "extra"),
    [
        ("$1.2 billion", "1,2 million de dollars", "fr", ("1.2",), ("1,2",)),
        ("$12 million", "12亿美元", "zh", ("12",), ("12",)),
        ("by 2024", "к 2024 году, на 5 процентов", "ru", (), ("5",)),
        ("A/75/202", "A/75/202 و A/74/688", "ar", (), ("A/74/688",)),
        ("indicator 2.4.2", "indicador 2.4.3", "es", ("2.4.2",), ("2.4.3",)),
        ("May 2020", "juin 2020", "fr", ("may",), ("juin",)),
    ],
)
def test_what_is_worth_something_else_is_named_as_it_is_written(
    english: str, other: str, language: str, missing: tuple[str, ...], extra: tuple[str, ...]
) -> None:
    assert disagreement(english, other, language) == (missing, extra)


def pairs(node: Any, where: str) -> Iterator[tuple[str, str, str, str]]:
    """Every text of a file beside each of its translations."""
    if isinstance(node, dict):
        if isinstance(node.get("en"), str):
            for language in LANGUAGES:
                if isinstance(node.get(language), str):
                    yield where, node["en"], node[language], language
        for key, value in node.items():
            yield from pairs(value, f"{where} {key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from pairs(value, f"{where} {place}")


def test_every_shipped_text_agrees_in_six_languages() -> None:
    shipped = [
        pair for file in sorted(DATA.rglob("*.yaml")) for pair in pairs(yaml.safe_load(file.read_text()), file.name)
    ]
    assert len(shipped) > 1000
    assert [pair for pair in shipped if disagreement(*pair[1:])] == []
