"""Numbers as people type them, read exactly or not at all. Pure: forms and workbooks ask here alike.

What could be both a separator of thousands and a decimal mark is never guessed: it is asked.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

LONGEST = 60
"""Characters. Nothing within the bounds of a stored number needs more."""

SAME = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2010\u2011\u2013\ufe63\uff0d", "-"),
        **dict.fromkeys("\u066b", "D"),
        **dict.fromkeys("\u060c\uff0c", ","),
        **dict.fromkeys("\uff0e", "."),
        **dict.fromkeys("\u066c\u2019", "'"),
        **dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"),
    }
)
"""Marks that look alike, as one; D is the Arabic decimal mark, which is nothing else. Marks of direction say nothing."""

GROUPS = re.compile(r"([1-9][0-9]{0,2})(?:([ ',.])[0-9]{3})(?:\2[0-9]{3})*")
"""1 to 3 digits, then three at a time behind one and the same separator."""

EXPONENT = re.compile(r"[-+]?[0-9.,]+\s*[eE×*^]\s*[-+]?[0-9^]+")
NO_NUMBERS = frozenset(("nan", "inf", "infinity", "∞"))


class NotANumber(ValueError):
    """What was typed is no number, or not surely one. Its text is the sentence for the person who typed it."""


class Ambiguous(NotANumber):
    """Two readings, each written so that it has only one: `whole` and `fraction`."""

    def __init__(self, typed: str, whole: str, fraction: str) -> None:
        super().__init__(
            _("“%(typed)s” can be read in two ways: write %(whole)s, or %(fraction)s.")
            % {"typed": typed, "whole": whole, "fraction": fraction}
        )
        self.whole, self.fraction = whole, fraction


def read_number(text: str) -> Decimal:
    """The number that was typed, digit by digit. Raises NotANumber.

    >>> read_number("16,5"), read_number(" 1 250.75 "), read_number("١٦٫٥"), read_number("−3")
    (Decimal('16.5'), Decimal('1250.75'), Decimal('16.5'), Decimal('-3'))
    >>> read_number("1.234.567,8"), read_number("1,234,567"), read_number("0,125")
    (Decimal('1234567.8'), Decimal('1234567'), Decimal('0.125'))
    """
    typed = text.strip()
    if not typed:
        raise NotANumber(_("There is no number here."))
    if len(typed) > LONGEST:
        raise NotANumber(_("This is longer than any number that can be kept."))
    plain = _spaced(_latin(typed).translate(SAME)).strip()
    sign, digits = _sign(plain)
    _refuse_what_is_no_number(typed, plain, digits)
    whole, fraction = _parts(typed, sign, digits)
    value = Decimal(f"{whole or 0}.{fraction or 0}") if fraction else Decimal(whole)
    return -value if sign and value else value


def written(value: Decimal) -> str:
    """In plain digits and so that it can be read back in one way only: 1.234 gets a fourth decimal.

    >>> written(Decimal("16.500000")), written(Decimal("1.234")), written(Decimal("2E+3")), written(Decimal("0.125"))
    ('16.5', '1.2340', '2000', '0.125')
    """
    fixed = f"{value:f}"
    if "." in fixed:
        fixed = fixed.rstrip("0").rstrip(".")
    if fixed in ("", "-0"):
        return "0"
    return f"{fixed}0" if GROUPS.fullmatch(fixed.removeprefix("-")) else fixed


def grouped(value: Decimal) -> str:
    """For the eye: thousands apart by a thin space, the decimal mark a point.

    >>> grouped(Decimal("1234567.500000")).replace("\u202f", " "), grouped(Decimal("-1234")), grouped(Decimal("1.234"))
    ('1 234 567.5', '-1\u202f234', '1.2340')
    """
    whole, point, fraction = written(value).partition(".")
    return f"{int(whole):,}".replace(",", "\u202f") + point + fraction if int(whole) else f"{whole}{point}{fraction}"


def echo(typed: str) -> str:
    """How a number was read, in a sentence beside it; empty where nothing was typed. Raises NotANumber."""
    if not typed.strip():
        return ""
    value = read_number(typed)
    if not value:
        return _("read as 0: a measured zero, not a gap")
    return _("read as %(number)s") % {"number": grouped(value)}


def _latin(typed: str) -> str:
    """Digits of every script as 0 to 9; of two scripts at once, refused: what looks alike may differ."""
    scripts = {ord(char) - unicodedata.decimal(char) for char in typed if char.isdecimal()}
    if len(scripts) > 1:
        raise NotANumber(_("“%(typed)s” mixes digits of two scripts.") % {"typed": typed})
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in typed)


def _spaced(text: str) -> str:
    """Every space, thin, unbreakable or wide, as one of the keyboard's."""
    return re.sub(r"\s", " ", text)


def _sign(plain: str) -> tuple[str, str]:
    minus = "-" if plain.startswith("-") else ""
    return minus, plain[1:].lstrip() if plain[:1] in ("-", "+") else plain


def _refuse_what_is_no_number(typed: str, plain: str, digits: str) -> None:
    if digits.casefold() in NO_NUMBERS:
        raise NotANumber(_("“%(typed)s” is not a number that can be kept; write one in digits.") % {"typed": typed})
    if EXPONENT.fullmatch(plain):
        raise NotANumber(
            _("“%(typed)s” is written with an exponent; write the number in full, in digits.") % {"typed": typed}
        )
    if not any(char.isdecimal() for char in digits):
        raise NotANumber(
            _("“%(typed)s” is not a number. Where there is none, leave this empty and say why.") % {"typed": typed}
        )
    if not re.fullmatch(r"[0-9D ',.]+", digits):
        raise NotANumber(
            _("“%(typed)s” is more than a number: write digits alone, without a unit or words.") % {"typed": typed}
        )


def _parts(typed: str, sign: str, digits: str) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    mark = _decimal_mark(digits)
    if mark in (",", ".") and GROUPS.fullmatch(digits):
        whole, fraction = digits.split(mark)
        raise Ambiguous(typed, f"{sign}{whole}{fraction}", f"{sign}{whole}.{fraction}0")
    whole, fraction = digits.split(mark) if mark else (digits, "")
    if mark and not (fraction.isdecimal() and (whole or fraction)):
        raise NotANumber(_misplaced(typed))
    if whole.isdecimal() or (mark and not whole):
        return whole, fraction
    if not GROUPS.fullmatch(whole) or (mark and mark in whole):
        raise NotANumber(_misplaced(typed))
    return re.sub(r"[^0-9]", "", whole), fraction


def _decimal_mark(digits: str) -> str:
    """The last point or comma, if it is the only one of its kind; the Arabic mark wherever it stands."""
    if "D" in digits:
        return "D" if digits.count("D") == 1 else ""
    last = next((char for char in reversed(digits) if char in ",."), "")
    return last if last and digits.count(last) == 1 else ""


def _misplaced(typed: str) -> str:
    return _("“%(typed)s” has a separator where none belongs: thousands stand in threes, as in 1 234 567.89.") % {
        "typed": typed
    }
