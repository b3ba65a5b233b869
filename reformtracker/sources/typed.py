"""A citation typed as one string, as people write it: "A/75/202, para. 38". Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class Typed(NamedTuple):
    """`document`: a symbol or words of a title; the paragraph is empty where none was typed."""

    document: str
    paragraph: str = ""
    paragraph_to: str = ""


_WORD = r"(?:paragraphs?|paras?\.?|par\.?|párrafos?|párrs?\.?|§{1,2}|пункт[а-я]*|пп?\.|الفقرات|الفقرة|第)"  # noqa: RUF001
_NUMBER = r"\d+(?:\s?\([a-z]+\)|[a-z](?![a-z]))?"
_TO = r"(?:-|‑|–|—|to|and|à|et|a|y|по|и|إلى|و|至|和)"
_PARAGRAPHS = re.compile(rf"{_WORD}\s*({_NUMBER})(?:\s*{_TO}\s*(?:{_WORD})?\s*({_NUMBER}))?\s*段?", re.IGNORECASE)
_PLAIN = re.compile(rf"({_NUMBER})(?:\s*[-–—]\s*({_NUMBER}))?", re.IGNORECASE)
_PLACES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), shape)
    for pattern, shape in (
        (r"summary|résumé|resumen|резюме|موجز|摘要", "summary"),
        (r"(?:annex|annexe|anexo|приложение|المرفق|附件)(?:\s*([ivxlc\d]+))?", "annex {}"),
        (r"(?:footnote|fn\.?|note de bas de page|nota|сноска|الحاشية|脚注)\s*(\d+)", "fn. {}"),
        (r"(?:table|tableau|cuadro|таблица|الجدول|表)\s*([\divxlc]+)", "table {}"),
        (r"(?:section|sect\.?|secc\.?|разд\.?|الفرع)\s*([ivxlc\d]+)", "sect. {}"),
        (r"(?:page|p\.)\s*(\d+)", "p. {}"),
        (r"(title|text|lead)", "{}"),
    )
)


def parse(typed: str) -> Typed:
    """
    >>> parse("A/75/202, para. 38")
    Typed(document='A/75/202', paragraph='38', paragraph_to='')
    >>> parse("a/75/202 paras 38-40")
    Typed(document='a/75/202', paragraph='38', paragraph_to='40')
    >>> parse("A/75/202, annex II"), parse("peacebuilding fund")
    (Typed(document='A/75/202', paragraph='annex II', paragraph_to=''), Typed(document='peacebuilding fund', paragraph='', paragraph_to=''))
    """
    text = _tidy(typed)
    head, comma, tail = text.rpartition(",")
    if comma and (found := _place(tail, with_plain=True)):
        return Typed(head.strip(" ,;"), *found)
    # Without a comma the place is what the last words say; the longest of them that is one.
    words = text.split(" ")
    for start in range(1, len(words)):
        if found := _place(" ".join(words[start:]), with_plain=False):
            return Typed(" ".join(words[:start]).strip(" ,;"), *found)
    return Typed(text.strip(" ,;"))


def _tidy(typed: str) -> str:
    """One space between words, digits as 0-9, no closing stop, the comma of any script."""
    plain = unicodedata.normalize("NFKC", typed).replace("،", ",").replace("、", ",")
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)
    return " ".join(digits.split()).rstrip(" .;,")


def _place(written: str, *, with_plain: bool) -> tuple[str, str] | None:
    """From which paragraph to which; `with_plain`: a bare number is one, as after a comma."""
    text = written.strip(" ,;")
    found = _PARAGRAPHS.fullmatch(text) or (_PLAIN.fullmatch(text) if with_plain else None)
    if found:
        return found[1], found[2] or ""
    for pattern, shape in _PLACES:
        if named := pattern.fullmatch(text):
            numeral = next((group for group in named.groups() if group), "")
            written = numeral.upper() if shape.startswith(("annex", "sect")) else numeral.lower()
            return shape.format(written).strip(), ""
    return None
