"""Values, periods and dates as the reader's language writes them. Decimals in, text out, without markup.

A value is written with the decimals that its source gives, never with more, and with no more than its indicator has, so
that a chart, a table and a sentence say the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benefits.measures import Qualifier
from benefits.models import Observation, Unit
from benefits.observed import Span
from benefits.periods import Period, last_of_month, parse
from reformtracker.web.conventions import BY_LANGUAGE, ENGLISH, Convention

NOT_PUBLISHED = "–"
SIGNS = {Qualifier.ABOUT: "≈", Qualifier.AT_LEAST: "≥", Qualifier.AT_MOST: "≤", Qualifier.EXACT: ""}


def convention(active: str | None = None) -> Convention:
    return BY_LANGUAGE.get(active or get_language() or "en", ENGLISH)


# ---------- numbers ----------
def number(amount: Decimal) -> str:
    """
    >>> number(Decimal("180255867.500")), number(Decimal("-0.50")), number(Decimal("1E+2"))
    ('180,255,867.5', '−0.5', '100')
    """
    style = convention()
    whole, _point, rest = f"{abs(amount):f}".partition(".")
    rest = rest.rstrip("0")
    text = _grouped(whole, style) + (style.decimal + rest if rest else "")
    return f"−{text}" if amount < 0 and text != "0" else text


def _grouped(digits: str, style: Convention) -> str:
    if len(digits) < max(style.smallest_group, 4):
        return digits
    return f"{int(digits):,}".replace(",", style.group)


def value(
    amount: Decimal | None,
    unit: Unit | None = None,
    qualifier: str = Qualifier.EXACT,
    decimals: int | None = None,
    active: str | None = None,
) -> str:
    """For tables and charts: the sign of the qualifier before the number, % after it where `unit` is given and is a share.

    `decimals` is the most that is shown. `active`: the active language, from where thousands are written in a row. Print it inside `<bdi dir="ltr">`: signs have no direction of their own.
    """
    if amount is None:
        return NOT_PUBLISHED
    return _value(amount, is_share(unit), qualifier, decimals, active or get_language())


@lru_cache(maxsize=2**14)
def _value(amount: Decimal, share: bool, qualifier: str, decimals: int | None, active: str | None) -> str:  # noqa: FBT001
    """Remembered by the active language, as periods are: a long page has thousands, and the next one the same."""
    text = number(rounded(amount, decimals))
    return SIGNS[Qualifier(qualifier)] + (_with_percent_sign(text) if share else text)


def spoken(
    amount: Decimal, unit: Unit | None = None, qualifier: str = Qualifier.EXACT, decimals: int | None = None
) -> str:
    """For sentences: "about 16.5 per cent", "at least 5"."""
    shown = rounded(amount, decimals)
    text = number(shown)
    if is_share(unit):
        text = _per_cent(shown, text)
    return qualified(text, qualifier)


def rounded(amount: Decimal, decimals: int | None) -> Decimal:
    """To the last decimal of the indicator, half up; a number that has fewer stays as it is.

    >>> rounded(Decimal("173.728998"), 1), rounded(Decimal("4"), 1)
    (Decimal('173.7'), Decimal('4'))
    """
    last = amount.normalize().as_tuple().exponent
    if decimals is None or not isinstance(last, int) or last >= -decimals:
        return amount
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def qualified(text: str, qualifier: str) -> str:
    match Qualifier(qualifier):
        case Qualifier.ABOUT:
            return _("about %(value)s") % {"value": text}
        case Qualifier.AT_LEAST:
            return _("at least %(value)s") % {"value": text}
        case Qualifier.AT_MOST:
            return _("at most %(value)s") % {"value": text}
    return text


def quoted(text: str) -> str:
    before, after = convention().quotes
    return f"{before}{text}{after}"


def share(ratio: Decimal) -> str:
    """A ratio as whole per cent: 0.7813 is "78%"."""
    return _with_percent_sign(number((ratio * 100).quantize(Decimal(1), ROUND_HALF_UP)))


def is_share(unit: Unit | None) -> bool:
    return unit is not None and unit.code.startswith("percent")


def _with_percent_sign(text: str) -> str:
    style = convention()
    space = style.percent.removeprefix("{number}").removesuffix("%")
    return f"{text}{space}%" if style.percent.endswith("%") else f"{text}%"


def _per_cent(amount: Decimal, text: str) -> str:
    if (get_language() or "en") == "ru":
        return f"{text} {_russian_per_cent(abs(amount))}"
    return convention().percent.format(number=text)


def _russian_per_cent(amount: Decimal) -> str:
    if amount != amount.to_integral_value():
        return "процента"
    tens, ones = divmod(int(amount) % 100, 10)
    if tens == 1 or ones == 0 or ones > 4:
        return "процентов"
    return "процент" if ones == 1 else "процента"


# ---------- periods and dates ----------
def period(of: Observation | Span | str, active: str | None = None) -> str:
    """A period as a row of a table is headed: an observation, or a code such as 2019-Q4."""
    return _period(of if isinstance(of, str) else of.period, active or get_language())


@lru_cache(maxsize=4096)
def _period(code: str, active: str | None) -> str:
    return _written(parse(code), convention().label)


def within(of: Observation | Span | str) -> str:
    """ "in 2019", "over 2020–2024", "on 30 June 2019"."""
    return _written(parse(of if isinstance(of, str) else of.period), convention().within)


def until(when: date) -> str:
    """ "by the end of 2024": the last day of a year or month stands for its end."""
    return _phrase(convention().until, _end_of_what(when), when)


def ending(when: date) -> str:
    """ "at the end of 2020"."""
    return _phrase(convention().ending, _end_of_what(when), when)


def years(first: int, last: int) -> str:
    """
    >>> years(2021, 2024), years(2021, 2021)
    ('2021–2024', '2021')
    """
    if first == last:
        return convention().label["year"].format(year=first)
    return convention().span.format(start=first, end=last)


def day(when: date, precision: str = "day") -> str:
    """A date as exactly as the source gives it: a day, a month, a quarter or a year."""
    kind = f"quarter{(when.month + 2) // 3}" if precision == "quarter" else precision
    return _phrase(convention().label, kind, when)


def _written(span: Period, patterns: Mapping[str, str]) -> str:
    return _phrase(patterns, _kind(span), span.start, span.end)


def _kind(span: Period) -> str:
    match span.code[4:6]:
        case "":
            return "year"
        case "-S":
            return f"half{span.code[-1]}"
        case "-Q":
            return f"quarter{span.code[-1]}"
    if span.start == span.end:
        return "day"
    return "span" if span.end.year > span.start.year else "month"


def _end_of_what(when: date) -> str:
    if (when.month, when.day) == (12, 31):
        return "year"
    return "month" if when == last_of_month(when) else "day"


def _phrase(patterns: Mapping[str, str], kind: str, start: date, end: date | None = None) -> str:
    style = convention()
    names = {name: forms[start.month - 1] for name, forms in style.months.items()}
    written = style.first_of_month if start.day == 1 else str(start.day)
    span = style.span.format(start=start.year, end=end.year) if end else ""
    return patterns[kind].format(year=start.year, day=written, span=span, **names)
