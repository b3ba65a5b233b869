from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from benefits.models import Unit
from reformtracker.web import numbers
from reformtracker.web.conventions import BY_LANGUAGE

SHARE, COUNT = Unit(code="percent"), Unit(code="number")
pytestmark = pytest.mark.bar("B56")

NARROW, HARD = "\u202f", "\u00a0"
LANGUAGES = tuple(BY_LANGUAGE)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "180,255,867.5"),
        ("fr", f"180{NARROW}255{NARROW}867,5"),
        ("es", f"180{HARD}255{HARD}867,5"),
        ("ru", f"180{HARD}255{HARD}867,5"),
        ("ar", f"180{HARD}255{HARD}867.5"),
        ("zh-hans", f"180{HARD}255{HARD}867.5"),
    ],
)
def test_each_language_has_its_own_signs_in_a_number(language: str, written: str) -> None:
    with override(language):
        assert numbers.number(Decimal("180255867.500")) == written


def test_spanish_groups_only_from_five_digits_on() -> None:
    with override("es"):
        assert (numbers.number(Decimal(1234)), numbers.number(Decimal(12345))) == ("1234", f"12{HARD}345")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("4.000000", "4"),
        ("16.50", "16.5"),
        ("-0.5", "−0.5"),
        ("0", "0"),
        ("-0.0", "0"),
        ("1E+2", "100"),
        ("0.05", "0.05"),
    ],
)
def test_a_number_keeps_the_decimals_of_its_source(given: str, written: str) -> None:
    assert numbers.number(Decimal(given)) == written


def test_a_number_is_never_more_exact_than_its_indicator_and_gains_no_decimals() -> None:
    shown = [numbers.value(Decimal(given), decimals=1) for given in ("173.728998", "173.75", "183", "16.5")]
    assert shown == ["173.7", "173.8", "183", "16.5"]


@pytest.mark.parametrize(
    ("qualifier", "shown", "said"),
    [
        ("exact", "16.5%", "16.5 per cent"),
        ("about", "≈16.5%", "about 16.5 per cent"),
        ("at_least", "≥16.5%", "at least 16.5 per cent"),
        ("at_most", "≤16.5%", "at most 16.5 per cent"),
    ],
)
def test_a_qualifier_is_a_sign_in_tables_and_a_word_in_sentences(qualifier: str, shown: str, said: str) -> None:
    amount = Decimal("16.5")
    assert numbers.value(amount, SHARE, qualifier) == shown
    assert numbers.spoken(amount, SHARE, qualifier) == said


@pytest.mark.parametrize(
    ("language", "shown", "said"),
    [
        ("en", "30%", "30 per cent"),
        ("fr", f"30{NARROW}%", f"30{NARROW}%"),
        ("es", f"30{HARD}%", f"30{HARD}%"),
        ("ru", "30%", "30 процентов"),
        ("ar", "30%", "30 في المائة"),
        ("zh-hans", "30%", "30%"),
    ],
)
def test_per_cent_is_written_as_united_nations_documents_do(language: str, shown: str, said: str) -> None:
    with override(language):
        assert (numbers.value(Decimal(30), SHARE), numbers.spoken(Decimal(30), SHARE)) == (shown, said)


@pytest.mark.parametrize(
    ("amount", "said"), [("1", "1 процент"), ("11", "11 процентов"), ("22", "22 процента"), ("16.5", "16,5 процента")]
)
def test_russian_declines_per_cent(amount: str, said: str) -> None:
    with override("ru"):
        assert numbers.spoken(Decimal(amount), SHARE) == said


def test_only_a_share_takes_a_per_cent_sign() -> None:
    assert (numbers.value(Decimal(5), COUNT), numbers.value(Decimal(5))) == ("5", "5")


def test_what_is_not_published_is_a_dash_and_never_zero() -> None:
    assert numbers.value(None, SHARE, "about") == "–"
    assert numbers.value(Decimal(0), SHARE) == "0%"


def test_a_ratio_is_written_as_whole_per_cent() -> None:
    assert [numbers.share(Decimal(ratio)) for ratio in ("0.7813", "0.2003", "-0.125", "1.2")] == [
        "78%",
        "20%",
        "−13%",
        "120%",
    ]


@pytest.mark.parametrize(
    ("code", "label", "within"),
    [
        ("2019", "2019", "in 2019"),
        ("2019-S1", "first half of 2019", "in the first half of 2019"),
        ("2019-Q4", "fourth quarter of 2019", "in the fourth quarter of 2019"),
        ("2019-06", "June 2019", "in June 2019"),
        ("2019-06-30", "30 June 2019", "on 30 June 2019"),
        ("2020-2024", "2020–2024", "over 2020–2024"),
    ],
)
def test_a_period_is_a_label_in_tables_and_a_phrase_in_sentences(code: str, label: str, within: str) -> None:
    assert (numbers.period(code), numbers.within(code)) == (label, within)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code", ["2019", "2019-S1", "2019-S2", "2019-Q1", "2019-Q2", "2019-Q3", "2019-06", "2019-06-30", "2020-2024"]
)
def test_every_language_can_say_every_period(language: str, code: str) -> None:
    with override(language):
        assert code[:4] in numbers.period(code)
        assert code[:4] in numbers.within(code)
        assert "{" not in numbers.period(code) + numbers.within(code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_twelve_different_months(language: str) -> None:
    for forms in BY_LANGUAGE[language].months.values():
        assert len(set(forms)) == 12


@pytest.mark.parametrize("language", ["ar", "fr", "es", "zh-hans"])
def test_a_span_of_years_keeps_its_order_with_a_hyphen(language: str) -> None:
    with override(language):
        assert "2020-2024" in numbers.period("2020-2024")


def test_after_an_arabic_letter_a_span_of_years_still_runs_from_left_to_right() -> None:
    with override("ar"):
        assert "\u20662020-2024\u2069" in numbers.within("2020-2024")
        assert numbers.years(2021, 2024) == "\u20662021-2024\u2069"


def test_arabic_months_have_both_of_their_names() -> None:
    with override("ar"):
        assert numbers.day(date(2021, 1, 31)) == f"31 كانون{HARD}الثاني/يناير 2021"


def test_russian_months_change_with_the_phrase() -> None:
    with override("ru"):
        said = (numbers.period("2019-06"), numbers.within("2019-06"), numbers.day(date(2019, 6, 30)))
    assert said == ("июнь 2019 года", "в июне 2019 года", "30 июня 2019 года")


@pytest.mark.parametrize(
    ("precision", "written"),
    [("day", "31 December 2020"), ("month", "December 2020"), ("quarter", "fourth quarter of 2020"), ("year", "2020")],
)
def test_a_date_is_as_exact_as_its_source(precision: str, written: str) -> None:
    assert numbers.day(date(2020, 12, 31), precision) == written


def test_the_last_day_of_a_year_or_month_stands_for_its_end() -> None:
    assert numbers.until(date(2024, 12, 31)) == "by the end of 2024"
    assert numbers.until(date(2024, 6, 30)) == "by the end of June 2024"
    assert numbers.until(date(2024, 6, 15)) == "by 15 June 2024"
    assert numbers.ending(date(2020, 12, 31)) == "at the end of 2020"
