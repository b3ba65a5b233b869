"""Columns that several models of what is measured share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LARGEST = Decimal("1e12")
"""Every stored number lies within ±LARGEST. The bound also keeps out NaN and Infinity, which PostgreSQL sorts above it."""

DIGITS = 15


def at_most_15_digits(value: Decimal) -> None:
    """SQLite keeps 15 digits of a decimal and JSON readers keep about as many; more would be lost silently."""
    if len(value.normalize().as_tuple().digits) > DIGITS:
        raise ValidationError(_("A number has at most 15 digits."), code="digits")


if TYPE_CHECKING:
    Decimals = models.DecimalField[Any, Any]
else:
    Decimals = models.DecimalField


class NumberField(Decimals):
    """An exact decimal with up to six places, within ±10^12."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = 19, 6
        kwargs.setdefault("validators", [at_most_15_digits])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_digits", "decimal_places", "validators"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs


def finite(prefix: str, *fields: str) -> models.CheckConstraint:
    condition = Q()
    for field in fields:
        condition &= Q(**{field: None}) | Q(**{f"{field}__gte": -LARGEST, f"{field}__lte": LARGEST})
    return models.CheckConstraint(condition=condition, name=f"{prefix}_is_finite")
