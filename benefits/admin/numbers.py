"""Numbers as people type them, read exactly or not at all."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reformtracker.publishing.canonical import number

SPACES = re.compile(r"[\s\u00a0\u202f\u066c']")
"""Between groups of digits: spaces of every width, the Arabic thousands separator, the apostrophe."""

AMBIGUOUS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+")


class TypedNumber(forms.DecimalField):
    """Takes a decimal comma and any script's digits; refuses what could be read in two ways."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "number"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take a decimal for an integer
        return super().to_python(plain(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, Decimal) and value.is_finite() else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def plain(typed: str) -> str:
    """
    >>> plain("16,5"), plain("1 250.75"), plain("١٦٫٥")
    ('16.5', '1250.75', '١٦.٥')
    """
    text = SPACES.sub("", typed.strip()).replace("\u066b", ".").replace("\u2212", "-")
    if AMBIGUOUS.fullmatch(text):
        raise ValidationError(
            _("“%(typed)s” can be read in two ways: write %(whole)s, or %(decimal)s."),
            params={"typed": typed, "whole": text.replace(",", ""), "decimal": text.replace(",", ".", 1)},
        )
    if "," in text and "." in text:
        raise ValidationError(_("Write the number without separators between thousands."))
    return text.replace(",", ".")
