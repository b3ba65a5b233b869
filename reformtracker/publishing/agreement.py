"""Do a text and its translation give the same figures, dates and symbols? Pure: it knows no database and no settings.

A number is compared by what it is worth, however it is written: 173.7 million, 173,7 млн, ١٧٣٫٧ مليون and 1.737亿 are one.
What is spelled out ("two", "七十五") may stand for a numeral, but is never missed or thought too much.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


class Disagreement(NamedTuple):
    """As it is written on either side: what the English gives and the translation lacks, and the other way round."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra)


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure, date or symbol. `worth`: each way in which it can be read; `scaled`: a word or sign such as million or 万
    belongs to it; `is_number` is false for months, symbols and codes such as 2.4.2, which are compared letter by letter."""

    said: str
    worth: frozenset[str]
    is_number: bool = True
    scaled: bool = False

    def agrees(self, other: Mark) -> bool:
        if self.worth & other.worth:
            return True
        # "28.7 of 173.7 million" may become 2870万 of 1.737亿: where one has its scale, the digits must be the same.
        if self.is_number and other.is_number and self.scaled != other.scaled:
            return bool({_digits(one) for one in self.worth} & {_digits(one) for one in other.worth})
        return False


def disagreement(english: str, other: str, language: str) -> Disagreement:
    """`language` is that of `other`, as written in paths (`zh`).

    >>> disagreement("16.5 per cent in 2020 (A/75/735, para. 12)", "16,5 % en 2020 (A/75/735, par. 12)", "fr")
    Disagreement(missing=(), extra=())
    >>> disagreement("16.5 per cent in 2020", "15,6 % en 2020", "fr")
    Disagreement(missing=('16.5',), extra=('15,6',))
    """
    source, target = list(marks(english, "en")), list(marks(other, language))
    return Disagreement(
        tuple(_unmatched(source, [*target, *_spelled(other, language)])),
        tuple(_unmatched(target, [*source, *_spelled(english, "en")])),
    )


def _unmatched(wanted: Iterable[Mark], there: list[Mark]) -> Iterator[str]:
    """Each once, in the order of the text."""
    return iter(dict.fromkeys(mark.said for mark in wanted if not any(mark.agrees(other) for other in there)))


# ---------- reading a text ----------
_SYMBOL = re.compile(r"[A-ZА-Я]{1,6}(?:/[A-ZА-Я0-9][A-ZА-Я0-9.\-]*)+")
_CYRILLIC = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
_NAMES = re.compile(r"2019冠状病毒病|(?:COVID|SARS-CoV|كوفيد)[-‑–]?\s?\d+", re.IGNORECASE)
"""A disease has its year in its name, in some languages."""
_CODE = re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d])")
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])(?:[.,٫]\d+)?"
_PLAIN = r"\d+(?:[.,٬٫'’]\d+)*"
_DECIMAL = {"en": ".", "zh": ".", "fr": ",", "es": ",", "ru": ",", "ar": ".,"}


def marks(text: str, language: str) -> Iterator[Mark]:
    """Every figure, month, symbol and code of a text, left to right within each sort."""
    rest = _western(text)
    rest = _NAMES.sub(" ", rest)
    for symbol in _SYMBOL.findall(rest):
        if any(sign.isdigit() for sign in symbol):
            name = symbol.rstrip(".-")
            yield Mark(name, frozenset({name.translate(_CYRILLIC)}), is_number=False)
            rest = rest.replace(name, " ", 1)
    for code in _CODE.findall(rest):
        if not all(len(part) == 3 for part in code.split(".")[1:]):
            yield Mark(code, frozenset({code}), is_number=False)
            rest = rest.replace(code, " ", 1)
    for month, said in _months(rest, language):
        yield Mark(said, frozenset({f"month {month}"}), is_number=False)
    if language == "zh":
        rest = re.sub(r"\d{1,2}月", " ", rest)
    yield from _numbers(rest, language)


def _western(text: str) -> str:
    """Digits as 0-9, whatever the script; full-width signs as plain ones; no marks of direction."""
    plain = unicodedata.normalize("NFKC", text).replace("،", ", ")
    shown = (sign for sign in plain if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in shown)


def _numbers(text: str, language: str) -> Iterator[Mark]:
    # A space groups digits everywhere but in English.
    pattern = _PLAIN if language == "en" else f"{_GROUPED}|{_PLAIN}"
    for found in re.finditer(rf"(?<![\dA-Za-zА-Яа-я])(?:{pattern})", text):
        said = found[0]
        worth = frozenset(_worth(said, language))
        scale = _scale(text[found.end() :], language)
        scaled = frozenset(_plain(Decimal(one) * scale) for one in worth) if scale else worth
        yield Mark(said, scaled, scaled=scale is not None)


def _worth(said: str, language: str) -> Iterator[str]:
    """Each value that the digits can have in that language: a comma or point before three digits may be either."""
    digits = re.sub(r"[ \u00a0\u202f٬'’]", "", said).replace("٫", ".;")
    if ";" in digits:
        yield _plain(Decimal(digits.replace(",", "").replace(";", "")))
        return
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        yield _plain(Decimal(digits))
    elif len(set(signs)) == 2:
        whole, _sign, fraction = digits.rpartition(signs[-1])
        yield _plain(Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}"))
    elif len(signs) > 1:
        yield _plain(Decimal(re.sub("[.,]", "", digits)))
    else:
        whole, _sign, fraction = digits.partition(signs[0])
        is_decimal, other = signs[0] in _DECIMAL[language], language in {"ar", "fr", "ru"}
        if len(fraction) != 3 or is_decimal or other:
            yield _plain(Decimal(f"{whole}.{fraction}"))
        if len(fraction) == 3 and (not is_decimal or language == "ar"):
            yield _plain(Decimal(f"{whole}{fraction}"))


def _plain(value: Decimal) -> str:
    fixed = format(value, "f")
    return fixed.rstrip("0").rstrip(".") if "." in fixed else fixed


def _digits(worth: str) -> str:
    return worth.replace(".", "").strip("0")


# ---------- words: scales, months, what is spelled out ----------
def _words(written: str) -> tuple[str, ...]:
    return tuple(written.split())


_SCALES: dict[str, tuple[tuple[str, int], ...]] = {
    "en": (("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)),
    "fr": (("mille", 3), ("millier", 3), ("million", 6), ("milliard", 9), ("billion", 12)),
    "es": (("mil millones", 9), ("mil", 3), ("millón", 6), ("millones", 6), ("billón", 12), ("billones", 12)),
    "ru": (("тыс", 3), ("млн", 6), ("миллион", 6), ("млрд", 9), ("миллиард", 9), ("трлн", 12), ("триллион", 12)),
    "ar": (
        ("ألف", 3),
        ("آلاف", 3),
        ("مليون", 6),
        ("ملايين", 6),
        ("بليون", 9),
        ("بلايين", 9),
        ("مليار", 9),
        ("تريليون", 12),
    ),
    "zh": (("万亿", 12), ("十亿", 9), ("亿", 8), ("千万", 7), ("百万", 6), ("万", 4), ("千", 3)),
}


def _scale(after: str, language: str) -> Decimal | None:
    """Of the word that follows a number; longer words come first where one begins with another."""
    start = after.lstrip(" \u00a0\u202f").lower()
    for word, power in _SCALES[language]:
        end = start[len(word) : len(word) + 1]
        if start.startswith(word) and not (language == "es" and word == "mil" and end.isalpha()):
            return Decimal(10) ** power
    return None


_MONTHS: dict[str, tuple[str, ...]] = {
    "en": _words("january february march april may june july august september october november december"),
    "fr": _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "es": _words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "ru": _words("январ феврал март апрел ма[йяе] июн июл август сентябр октябр ноябр декабр"),
    "ar": (
        *("كانون الثاني|يناير", "شباط|فبراير", "آذار|مارس", "نيسان|أبريل", "أيار|مايو", "حزيران|يونيو|يونيه"),
        *("تموز|يوليو|يوليه", "آب|أغسطس", "أيلول|سبتمبر", "تشرين الأول|أكتوبر", "تشرين الثاني|نوفمبر"),
        "كانون الأول|ديسمبر",
    ),
}
_ALSO_WORDS = {("en", 3), ("en", 5), ("fr", 3), ("ru", 3), ("ru", 5), ("ar", 8)}
"""Names that mean something else too: months only beside a number."""


def _months(text: str, language: str) -> Iterator[tuple[int, str]]:
    if language == "zh":
        yield from ((int(found[1]), found[0]) for found in re.finditer(r"(\d{1,2})月", text))
        return
    lower = text.lower()
    for number, names in enumerate(_MONTHS[language], start=1):
        # Russian names a month by its stem and a case, Arabic may put an article or "and" before it.
        name = rf"(?:{names})\w*" if language == "ru" else rf"(?:{names})(?!\w)"
        name = rf"(?<!\w)\w{{0,2}}{name}" if language == "ar" else rf"(?<!\w){name}"
        if (language, number) in _ALSO_WORDS:
            name = rf"(?<=\d\s){name}|{name}(?=\s+\d)"
        found = re.search(name, lower)
        if found:
            yield number, found[0]


_SPELLED: dict[str, tuple[str, ...]] = {
    "en": _words("one|once|first two|twice|second|both three|third four|fourth|quarter five|fifth six seven eight nine ten "
                "eleven twelve"),
    "fr": _words("un|une|premi deux|second trois|troisi quatr cinq six sept huit neuf dix onze douze"),
    "es": _words("un|prim dos|segund tres|tercer cuatro|cuart cinco|quint seis|sext siete ocho nueve diez|décim once "
                "doce"),
    "ru": _words("один|одн|перв дв|втор|оба|обе три|тре|трё|трех чет пят шест сем|седьм восем|восьм девят десят одиннадцат "
                "двенадцат"),
    "ar": (
        *("واحد|أول|أحد", "اثن|اثنين|ثاني|كلا|ان\\b|ين\\b", "ثلاث|ثالث", "أربع|رابع", "خمس|خامس", "ست|سادس"),
        *("سبع|سابع", "ثمان|ثامن", "تسع|تاسع", "عشر|عاشر", "أحد عشر|إحدى عشر|حادي عشر", "اثنا عشر|اثني عشر|ثاني عشر"),
    ),
}  # fmt: skip
"""Stems of the numbers from one to twelve, cardinal and ordinal."""
_HAN = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}


def _spelled(text: str, language: str) -> Iterator[Mark]:
    if language == "zh":
        for word in re.findall(r"[〇零一二三四五六七八九十百千两]+", text):
            yield Mark(word, frozenset({str(_han(word))}))
        return
    lower = text.lower()
    for number, stems in enumerate(_SPELLED[language], start=1):
        if re.search(rf"(?<!\w)\w?\w?(?:{stems})" if language == "ar" else rf"(?<!\w)(?:{stems})", lower):
            yield Mark(stems, frozenset({str(number)}))


def _han(word: str) -> int:
    """
    >>> _han("七十五"), _han("二〇二〇"), _han("十"), _han("一百零三")
    (75, 2020, 10, 103)
    """
    if not any(sign in _HAN_UNITS for sign in word):
        return int("".join(str(_HAN[sign]) for sign in word))
    total, digit = 0, 0
    for sign in word:
        if sign in _HAN:
            digit = _HAN[sign]
        else:
            total += (digit or 1) * _HAN_UNITS[sign]
            digit = 0
    return total + digit
