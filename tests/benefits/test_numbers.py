"""What people type is read as one number, or refused with a sentence; never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.numbers import Ambiguous, NotANumber, read_number, written

ARABIC, PERSIAN, DEVANAGARI = ("".join(chr(start + n) for n in range(10)) for start in (0x660, 0x6F0, 0x966))
SCRIPTS = st.sampled_from(("0123456789", ARABIC, PERSIAN, DEVANAGARI))
SPACES = st.sampled_from((" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u3000"))
MINUS = st.sampled_from(("-", "−", "–", "‑"))
KEPT = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False)


def grouped(digits: str, separator: str) -> str:
    return f"{int(digits):,}".replace(",", separator)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("16,5", "16.5"),
        (" 16.5 ", "16.5"),
        ("١٦٫٥", "16.5"),
        ("۱۶٫۵", "16.5"),
        ("١٦,٥", "16.5"),
        ("١٦،٥", "16.5"),
        ("١٬٢٣٤", "1234"),
        ("١٫٢٣٤", "1.234"),
        ("1 250,75", "1250.75"),
        ("1 234", "1234"),
        ("1’234", "1234"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1.2340", "1.2340"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        (",5", "0.5"),
        ("+7", "7"),
        ("− 3", "-3"),
        ("\u200f-٣\u200e", "-3"),
        ("-0", "0"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_as_it_is_written_in_its_language(typed: str, read: str) -> None:
    assert str(read_number(typed)) == read


@pytest.mark.parametrize(
    ("typed", "whole", "fraction"),
    [
        ("1,234", "1234", "1.2340"),
        ("1.234", "1234", "1.2340"),
        ("-12.500", "-12500", "-12.5000"),
        ("١،٢٣٤", "1234", "1.2340"),
    ],
)
def test_what_could_be_thousands_or_a_fraction_is_asked(typed: str, whole: str, fraction: str) -> None:
    with pytest.raises(Ambiguous, match=f"write {whole}, or {fraction}") as asked:
        read_number(typed)
    assert (asked.value.whole, asked.value.fraction) == (whole, fraction)
    assert read_number(whole) == read_number(fraction) * 1000


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "There is no number here"),
        (" \u00a0 ", "There is no number here"),
        ("NaN", "not a number that can be kept"),
        ("-Infinity", "not a number that can be kept"),
        ("∞", "not a number that can be kept"),
        ("1e5", "exponent"),
        ("1,5E-3", "exponent"),
        ("3 × 10^6", "exponent"),
        ("about 7", "more than a number"),
        ("16.5 %", "more than a number"),
        ("12/50", "more than a number"),
        ("(5)", "more than a number"),
        ("5-", "more than a number"),
        ("--5", "more than a number"),
        ("٥5", "two scripts"),
        ("n/a", "leave this empty and say why"),
        ("–", "leave this empty and say why"),
        ("5.", "separator"),
        ("1 2", "separator"),
        ("12 34", "separator"),
        ("1,00,000", "separator"),
        ("1.234.56", "separator"),
        ("1 234'567", "separator"),
        ("1,234,5", "separator"),
        ("1.2,3.4", "separator"),
        ("1٫2٫3", "separator"),
        ("9" * 61, "longer than any number"),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(NotANumber, match=says):
        read_number(typed)


@given(KEPT)
def test_what_is_written_is_read_back_as_the_same_number(value: Decimal) -> None:
    assert read_number(written(value)) == value


@given(KEPT, SCRIPTS, SPACES, MINUS, st.sampled_from((",", ".", "\u066b")))
def test_script_spaces_minus_and_decimal_mark_make_no_difference(
    value: Decimal, script: str, space: str, minus: str, mark: str
) -> None:
    whole, _point, fraction = f"{abs(value):f}".partition(".")
    typed = (minus if value < 0 else "") + grouped(whole, space) + mark + fraction
    assert read_number(f"{space}{typed.translate(str.maketrans('0123456789', script))}{space}") == value


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from((",", ".")))
def test_one_separator_before_three_digits_is_always_asked(left: int, right: int, separator: str) -> None:
    with pytest.raises(Ambiguous):
        read_number(f"{left}{separator}{right:03}")


@given(st.text(max_size=70))
def test_any_text_is_a_finite_number_or_a_sentence(typed: str) -> None:
    try:
        assert read_number(typed).is_finite()
    except NotANumber as refusal:
        assert str(refusal)


@given(st.text(alphabet="0123456789,.' -", max_size=14))
def test_no_digit_is_lost_or_added(typed: str) -> None:
    try:
        value = read_number(typed)
    except NotANumber:
        return
    digits = "".join(char for char in typed if char.isdecimal())
    assert "".join(map(str, value.as_tuple().digits)).strip("0") == digits.strip("0")
