"""Filters by django-filter, and order: what is not understood is refused, never ignored."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.forms import ChoiceField, ValidationError
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field

from reformtracker.api.errors import BadParameters, Fault

MOMENTS = ["YYYY-MM-DD", "YYYY-MM-DDThh:mm:ssZ"]

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


class Written(forms.CharField):
    """Taken as it stands: blanks around it are not forgiven in silence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)


class MomentField(Written):
    """A day, which begins at 00:00 UTC, or a moment; without an offset it is UTC."""

    allowed: ClassVar[list[str]] = MOMENTS

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        if not written:
            return None
        try:
            if not _MOMENT.fullmatch(written):
                raise ValueError(written)
            moment = datetime.fromisoformat(written)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError("is a day or a moment, written as in ISO 8601; write “+” as %2B.") from error


@extend_schema_field(
    {
        "type": "string",
        "pattern": f"^{_MOMENT.pattern}$",
        "examples": ["2026-01-31", "2026-01-31T08:00:00Z"],
        "description": "Made public here (`recorded_at`) after that moment, or after 00:00 UTC of that day.",
    }
)
class MomentFilter(django_filters.Filter):
    field_class = MomentField


class Filters(django_filters.FilterSet):
    """`view` is set by the backend, for filters that ask for the snapshot."""

    view: Any


class VersionFilters(Filters):
    # By the clock, not by the day of the source: who polls must not miss history that is loaded later.
    updated_after = MomentFilter(field_name="release__recorded_at", lookup_expr="gt")


class Filtering(DjangoFilterBackend):
    """Bad values are a 400 that names the parameter and lists what is allowed."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        # To build the form of the filters takes longer than a query.
        if not view.is_filtered:
            return queryset
        filterset: Any = self.get_filterset(request, queryset, view)
        filterset.view = view
        if not filterset.is_valid():
            raise BadParameters(*(_fault(name, filterset.form.fields[name]) for name in filterset.errors))
        found: QuerySet[Any] = filterset.qs
        return found


def _fault(name: str, field: Any) -> Fault:
    if isinstance(field, ChoiceField):
        allowed = [str(value) for value, _label in field.choices if value]  # type: ignore[union-attr, misc]  # an iterator
        return Fault(name, "invalid", f"“{name}” is one of {', '.join(allowed)}.", allowed)
    allowed = list(getattr(field, "allowed", ()))
    return Fault(name, "invalid", f"“{name}” is written as {' or '.join(allowed) or 'a plain text'}.", allowed)


def ordered(queryset: QuerySet[Any], asked: str, columns: dict[str, str], tie: tuple[str, ...]) -> QuerySet[Any]:
    """By the names asked for, then by `tie`, which makes the order total: no row twice or never on a walk of the pages."""
    terms = []
    for name in asked.split(","):
        column = F(columns[name.removeprefix("-")])
        # SQLite and PostgreSQL put null on opposite ends.
        terms.append(column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True))
    return queryset.order_by(*terms, *tie)
