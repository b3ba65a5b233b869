"""How one cell is read: exactly, or with the rule that it breaks."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from benefits.fields import DIGITS, LARGEST
from benefits.numbers import NotANumber, read_number
from benefits.periods import Period, PeriodError, covering, last_of_month, parse
from benefits.workbook.columns import Column, folded, word, words
from benefits.workbook.grid import Cell, Format, Sort
from benefits.workbook.rules import CONTROL, Rule, visible

GROUPED: Final = re.compile(r"[-+]?[1-9][0-9]{0,2}([\s_'’.,٬][0-9]{3})+")
STORED: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
MOST_STORED: Final = 17
"""Digits that a spreadsheet program writes of a binary number, of which 15 are the number's own."""
PLACES: Final = 6
FIRST_YEAR: Final = 1945


class Refused(Exception):
    def __init__(self, rule: Rule, **facts: str) -> None:
        super().__init__(rule)
        self.rule, self.facts = rule, facts


def seen(cell: Cell) -> str:
    """What stands in the cell, short enough to be quoted."""
    shown = visible(cell.text)
    if cell.format is Format.PERCENT and cell.sort is Sort.NUMBER:
        shown += " (%)"
    return shown if len(shown) <= 80 else shown[:79] + "…"


def refuse_unfit(cell: Cell) -> None:
    """What no column takes."""
    if cell.sort is Sort.FORMULA:
        raise Refused(Rule.FORMULA)
    if cell.sort is Sort.ERROR:
        raise Refused(Rule.ERROR_VALUE)
    if CONTROL.search(cell.text):
        raise Refused(Rule.CHARACTERS)


def read_text(cell: Cell) -> str:
    if cell.sort is Sort.NUMBER:
        return _whole(cell.text)
    return cleaned(cell.text)


def cleaned(text: str) -> str:
    """As texts are compared: composed, with plain ends of lines, without space around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read_long_text(cell: Cell, column: Column) -> str:
    text = read_text(cell)
    if len(text) > column.longest:
        raise Refused(Rule.TEXT_LENGTH, limit=str(column.longest))
    return text


def read_choice(cell: Cell, column: Column) -> str:
    found = words(column.name).get(folded(read_text(cell)))
    if found is None:
        allowed = ", ".join(dict.fromkeys(word(column.name, value) for value in words(column.name).values()))
        raise Refused(Rule.CHOICE, head=column.head, allowed=allowed)
    return found


# ---------- numbers ----------
def is_percentage(cell: Cell) -> bool:
    return cell.format is Format.PERCENT if cell.sort is Sort.NUMBER else cell.text.strip().endswith(("%", "٪", "％"))


def read_value(cell: Cell) -> Decimal:
    """A percentage as the number of per cent."""
    if cell.sort is Sort.TRUTH:
        raise Refused(Rule.NUMBER, said=_("This is yes or no, not a number."))
    number = _stored(cell) if cell.sort is Sort.NUMBER else _typed(cell.text)
    if not _fits(number):
        raise Refused(Rule.NUMBER_SIZE)
    return _plain(number)


def _fits(number: Decimal) -> bool:
    """Counted on the digits themselves: arithmetic would round them first."""
    _sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return False
    said = "".join(map(str, digits)).strip("0")
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0")) if said else 0
    return len(said) <= DIGITS and (not said or -(exponent + zeros) <= PLACES) and number.copy_abs() <= LARGEST


def _stored(cell: Cell) -> Decimal:
    """Programs store the nearest binary number: 16.4 as 16.399999999999999. Its first 15 digits are what was entered."""
    if cell.format in (Format.DAY, Format.MONTH):
        raise Refused(Rule.NUMBER, said=_("This is a date, not a number."))
    if not STORED.fullmatch(cell.text):
        raise Refused(Rule.NUMBER_SIZE)
    try:
        exact = Decimal(cell.text)
    except InvalidOperation as error:
        raise Refused(Rule.NUMBER_SIZE) from error
    if exact.is_zero() and exact.is_signed():
        raise Refused(Rule.NUMBER_SIZE)
    if abs(exact.adjusted()) > MOST_STORED or len(exact.as_tuple().digits) > MOST_STORED + 3:
        raise Refused(Rule.NUMBER_SIZE)
    number = Decimal(f"{exact:.15g}")
    return number * 100 if cell.format is Format.PERCENT else number


def _typed(text: str) -> Decimal:
    plain = text.strip()
    if is_percentage(Cell(0, 0, Sort.TEXT, plain)):
        plain = plain.rstrip("%٪％").rstrip()
    if GROUPED.fullmatch("".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in plain)):
        raise Refused(Rule.GROUPED)
    if plain.startswith(("-", "−")) and "0" in plain and not plain.strip("-−0.,"):
        raise Refused(Rule.NUMBER_SIZE)
    try:
        return read_number(plain)
    except NotANumber as refusal:
        raise Refused(Rule.NUMBER, said=str(refusal)) from refusal


def _plain(number: Decimal) -> Decimal:
    """Without zeros at the end and without an exponent.

    >>> _plain(Decimal("30.00")), _plain(Decimal("3E+2"))
    (Decimal('30'), Decimal('300'))
    """
    bare = number.normalize()
    return bare.quantize(Decimal(1)) if bare == bare.to_integral() else bare


def _whole(text: str) -> str:
    """2021 and 2021.0 are the same year."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{_plain(number)}" if _fits(number) else text


# ---------- periods ----------
def read_period(cell: Cell, from_1904: bool) -> Period:
    if cell.sort is Sort.NUMBER and cell.format in (Format.DAY, Format.MONTH):
        period = _dated(cell, from_1904)
    else:
        text = folded(read_text(cell)).upper().replace(" ", "").replace("–", "-")
        try:
            period = parse(text)
        except PeriodError as error:
            raise Refused(Rule.PERIOD) from error
    if not FIRST_YEAR <= period.start.year <= date.max.year - 1 or period.start.year > FIRST_YEAR + 200:
        raise Refused(Rule.CALENDAR)
    return period


def _dated(cell: Cell, from_1904: bool) -> Period:
    """A period that the spreadsheet took for a date: a day, or a month where no day is shown."""
    try:
        days = int(Decimal(cell.text))
        first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        day = first + timedelta(days=days)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Refused(Rule.PERIOD) from error
    if cell.format is Format.MONTH and day.day == 1:
        return parse(covering(day, last_of_month(day)))
    return parse(day.isoformat())
