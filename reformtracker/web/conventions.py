"""How each of the six languages writes numbers, months and periods, in the usage of United Nations documents.

Kept as data, not as messages: months change their ending with the phrase they stand in, and none of this is a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NARROW, NO_BREAK = "\u202f", "\u00a0"


@dataclass(frozen=True, slots=True)
class Convention:
    """`months` by phrase: "month" alone, "of" after a day, "in" after a preposition; "of" and "in" default to "month".

    `label` names a period in a table, `within` says during which period, `until` by when, `ending` at whose end; their
    keys are year, span, month, day, half1, half2 and quarter1 to quarter4.
    """

    decimal: str
    group: str
    percent: str
    quotes: tuple[str, str]
    span: str
    months: Mapping[str, tuple[str, ...]]
    label: Mapping[str, str]
    within: Mapping[str, str]
    until: Mapping[str, str]
    ending: Mapping[str, str]
    first_of_month: str = "1"
    comma: str = ", "
    semicolon: str = "; "
    colon: str = ": "
    stop: str = "."
    smallest_group: int = field(default=4)
    """Digits before the decimal sign from which a number is grouped."""


def _months(*forms: str) -> dict[str, tuple[str, ...]]:
    named = dict(zip(("month", "of", "in"), (tuple(form.split(" ")) for form in forms), strict=False))
    return {"of": named["month"], "in": named["month"], **named}


ENGLISH = Convention(
    decimal=".",
    group=",",
    percent="{number} per cent",
    quotes=("“", "”"),
    span="{start}–{end}",
    months=_months("January February March April May June July August September October November December"),
    label={
        "year": "{year}",
        "span": "{span}",
        "month": "{month} {year}",
        "day": "{day} {of} {year}",
        "half1": "first half of {year}",
        "half2": "second half of {year}",
        "quarter1": "first quarter of {year}",
        "quarter2": "second quarter of {year}",
        "quarter3": "third quarter of {year}",
        "quarter4": "fourth quarter of {year}",
    },
    within={
        "year": "in {year}",
        "span": "over {span}",
        "month": "in {month} {year}",
        "day": "on {day} {of} {year}",
        "half1": "in the first half of {year}",
        "half2": "in the second half of {year}",
        "quarter1": "in the first quarter of {year}",
        "quarter2": "in the second quarter of {year}",
        "quarter3": "in the third quarter of {year}",
        "quarter4": "in the fourth quarter of {year}",
    },
    until={"year": "by the end of {year}", "month": "by the end of {month} {year}", "day": "by {day} {of} {year}"},
    ending={"year": "at the end of {year}", "month": "at the end of {month} {year}", "day": "on {day} {of} {year}"},
)

FRENCH = Convention(
    decimal=",",
    group=NARROW,
    percent="{number}" + NARROW + "%",
    quotes=("«" + NO_BREAK, NO_BREAK + "»"),
    semicolon=NO_BREAK + "; ",
    colon=NO_BREAK + ": ",
    span="{start}-{end}",
    months=_months("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    label={
        "year": "{year}",
        "span": "{span}",
        "month": "{month} {year}",
        "day": "{day} {of} {year}",
        "half1": "premier semestre de {year}",
        "half2": "second semestre de {year}",
        "quarter1": "premier trimestre de {year}",
        "quarter2": "deuxième trimestre de {year}",
        "quarter3": "troisième trimestre de {year}",
        "quarter4": "quatrième trimestre de {year}",
    },
    within={
        "year": "en {year}",
        "span": "sur la période {span}",
        "month": "en {month} {year}",
        "day": "le {day} {of} {year}",
        "half1": "au premier semestre de {year}",
        "half2": "au second semestre de {year}",
        "quarter1": "au premier trimestre de {year}",
        "quarter2": "au deuxième trimestre de {year}",
        "quarter3": "au troisième trimestre de {year}",
        "quarter4": "au quatrième trimestre de {year}",
    },
    until={
        "year": "d’ici à la fin de {year}",
        "month": "d’ici à fin {month} {year}",
        "day": "d’ici au {day} {of} {year}",
    },
    ending={"year": "à la fin de {year}", "month": "fin {month} {year}", "day": "le {day} {of} {year}"},
    first_of_month="1er",
)

SPANISH = Convention(
    decimal=",",
    group=NO_BREAK,
    percent="{number}" + NO_BREAK + "%",
    quotes=("“", "”"),
    span="{start}-{end}",
    months=_months("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    label={
        "year": "{year}",
        "span": "{span}",
        "month": "{month} de {year}",
        "day": "{day} de {of} de {year}",
        "half1": "primer semestre de {year}",
        "half2": "segundo semestre de {year}",
        "quarter1": "primer trimestre de {year}",
        "quarter2": "segundo trimestre de {year}",
        "quarter3": "tercer trimestre de {year}",
        "quarter4": "cuarto trimestre de {year}",
    },
    within={
        "year": "en {year}",
        "span": "en el período {span}",
        "month": "en {month} de {year}",
        "day": "el {day} de {of} de {year}",
        "half1": "en el primer semestre de {year}",
        "half2": "en el segundo semestre de {year}",
        "quarter1": "en el primer trimestre de {year}",
        "quarter2": "en el segundo trimestre de {year}",
        "quarter3": "en el tercer trimestre de {year}",
        "quarter4": "en el cuarto trimestre de {year}",
    },
    until={
        "year": "para fines de {year}",
        "month": "para fines de {month} de {year}",
        "day": "para el {day} de {of} de {year}",
    },
    ending={"year": "a fines de {year}", "month": "a fines de {month} de {year}", "day": "el {day} de {of} de {year}"},
    # Spanish groups from five digits on.
    smallest_group=5,
)

RUSSIAN = Convention(
    decimal=",",
    group=NO_BREAK,
    percent="{number}%",
    quotes=("«", "»"),
    span="{start}–{end}",
    months=_months(
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    ),
    label={
        "year": "{year}",
        "span": "{span}",
        "month": "{month} {year} года",
        "day": "{day} {of} {year} года",
        "half1": "первое полугодие {year} года",
        "half2": "второе полугодие {year} года",
        "quarter1": "первый квартал {year} года",
        "quarter2": "второй квартал {year} года",
        "quarter3": "третий квартал {year} года",
        "quarter4": "четвертый квартал {year} года",
    },
    within={
        "year": "в {year} году",
        "span": "за период {span} годов",
        "month": "в {in} {year} года",
        "day": "{day} {of} {year} года",
        "half1": "в первом полугодии {year} года",
        "half2": "во втором полугодии {year} года",
        "quarter1": "в первом квартале {year} года",
        "quarter2": "во втором квартале {year} года",
        "quarter3": "в третьем квартале {year} года",
        "quarter4": "в четвертом квартале {year} года",
    },
    until={
        "year": "к концу {year} года",
        "month": "к концу {of} {year} года",
        "day": "к {day} {of} {year} года",
    },
    ending={
        "year": "на конец {year} года",
        "month": "на конец {of} {year} года",
        "day": "на {day} {of} {year} года",
    },
)

ARABIC = Convention(
    decimal=".",
    # The no-break space is a separator in the bidirectional algorithm too, so groups keep their order.
    group=NO_BREAK,
    percent="{number} في المائة",
    quotes=("”", "“"),
    # Isolated from left to right: after an Arabic letter not even a hyphen keeps two years in their order.
    span="\u2066{start}-{end}\u2069",
    months=_months(
        "كانون\u00a0الثاني/يناير شباط/فبراير آذار/مارس نيسان/أبريل أيار/مايو حزيران/يونيه تموز/يوليه آب/أغسطس"
        " أيلول/سبتمبر تشرين\u00a0الأول/أكتوبر تشرين\u00a0الثاني/نوفمبر كانون\u00a0الأول/ديسمبر"
    ),
    label={
        "year": "{year}",
        "span": "{span}",
        "month": "{month} {year}",
        "day": "{day} {of} {year}",
        "half1": "النصف الأول من عام {year}",
        "half2": "النصف الثاني من عام {year}",
        "quarter1": "الربع الأول من عام {year}",
        "quarter2": "الربع الثاني من عام {year}",
        "quarter3": "الربع الثالث من عام {year}",
        "quarter4": "الربع الرابع من عام {year}",
    },
    within={
        "year": "في عام {year}",
        "span": "خلال الفترة {span}",
        "month": "في {month} {year}",
        "day": "في {day} {of} {year}",
        "half1": "في النصف الأول من عام {year}",
        "half2": "في النصف الثاني من عام {year}",
        "quarter1": "في الربع الأول من عام {year}",
        "quarter2": "في الربع الثاني من عام {year}",
        "quarter3": "في الربع الثالث من عام {year}",
        "quarter4": "في الربع الرابع من عام {year}",
    },
    until={
        "year": "بحلول نهاية عام {year}",
        "month": "بحلول نهاية {month} {year}",
        "day": "بحلول {day} {of} {year}",
    },
    ending={"year": "في نهاية عام {year}", "month": "في نهاية {month} {year}", "day": "في {day} {of} {year}"},
    comma="، ",
    semicolon="؛ ",
)

CHINESE = Convention(
    decimal=".",
    group=NO_BREAK,
    percent="{number}%",
    quotes=("“", "”"),
    span="{start}-{end}年",
    months=_months(" ".join(f"{number}月" for number in range(1, 13))),
    label={
        "year": "{year}年",
        "span": "{span}",
        "month": "{year}年{month}",
        "day": "{year}年{of}{day}日",
        "half1": "{year}年上半年",
        "half2": "{year}年下半年",
        "quarter1": "{year}年第一季度",
        "quarter2": "{year}年第二季度",
        "quarter3": "{year}年第三季度",
        "quarter4": "{year}年第四季度",
    },
    within={
        "year": "{year}年",
        "span": "{span}期间",
        "month": "{year}年{month}",
        "day": "{year}年{of}{day}日",
        "half1": "{year}年上半年",
        "half2": "{year}年下半年",
        "quarter1": "{year}年第一季度",
        "quarter2": "{year}年第二季度",
        "quarter3": "{year}年第三季度",
        "quarter4": "{year}年第四季度",
    },
    until={"year": "到{year}年底", "month": "到{year}年{month}底", "day": "到{year}年{of}{day}日"},
    ending={"year": "{year}年底", "month": "{year}年{month}底", "day": "{year}年{of}{day}日"},
    comma="，",
    semicolon="；",
    colon="：",
    stop="。",
)

BY_LANGUAGE: Mapping[str, Convention] = {
    "ar": ARABIC,
    "zh-hans": CHINESE,
    "en": ENGLISH,
    "fr": FRENCH,
    "ru": RUSSIAN,
    "es": SPANISH,
}
