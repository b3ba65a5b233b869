"""By what indicators and observations of the API can be chosen."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from benefits.labels import choices
from benefits.measures import Cause, Change, Kind, Role, Status, Verdict
from benefits.models import Standing
from benefits.periods import FORMS, PATTERN, Period, PeriodError, parse
from reformtracker.api.filters import VersionFilters, Written


class PeriodField(Written):
    allowed = [FORMS]

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        try:
            return parse(written) if written else None
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error


@extend_schema_field(
    {
        "type": "string",
        "pattern": PATTERN,
        "examples": ["2019"],
        "description": f"The period begins no earlier than this one: {FORMS}.",
    }
)
class FromPeriod(django_filters.Filter):
    field_class = PeriodField

    def filter(self, queryset: QuerySet[Any], value: Period | None) -> QuerySet[Any]:
        return queryset.filter(thing__start__gte=value.start) if value else queryset


@extend_schema_field(
    {
        "type": "string",
        "pattern": PATTERN,
        "examples": ["2020-Q4"],
        "description": f"The period ends no later than this one: {FORMS}.",
    }
)
class ToPeriod(FromPeriod):
    def filter(self, queryset: QuerySet[Any], value: Period | None) -> QuerySet[Any]:
        return queryset.filter(thing__end__lte=value.end) if value else queryset


class IndicatorFilters(VersionFilters):
    objective = django_filters.CharFilter(
        field_name="thing__initiative__objective__code", label="Code of an objective."
    )
    initiative = django_filters.CharFilter(field_name="thing__initiative__code", label="Code of an initiative.")
    kind = django_filters.ChoiceFilter(field_name="thing__kind", choices=choices(Kind), label="Kind.")
    role = django_filters.ChoiceFilter(field_name="thing__role", choices=choices(Role), label="Role.")
    status = django_filters.ChoiceFilter(
        field_name="status", choices=choices(Status), method="by_standing", label="Computed status."
    )
    change = django_filters.ChoiceFilter(
        field_name="change", choices=choices(Change), method="by_standing", label="Computed change."
    )
    verdict = django_filters.ChoiceFilter(
        field_name="latest__verdict", choices=choices(Verdict), method="by_standing", label="Verdict on `latest`."
    )
    cause = django_filters.ChoiceFilter(
        field_name="latest__cause", choices=choices(Cause), method="by_standing", label="Cause given for `latest`."
    )

    def by_standing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        there = Standing.objects.at(self.view.snapshot.number).filter(**{name: value})
        return queryset.filter(pk__in=there.values("indicator_version"))


class ObservationFilters(VersionFilters):
    objective = django_filters.CharFilter(
        field_name="thing__indicator__initiative__objective__code", label="Code of an objective."
    )
    initiative = django_filters.CharFilter(
        field_name="thing__indicator__initiative__code", label="Code of an initiative."
    )
    indicator = django_filters.CharFilter(field_name="thing__indicator__code", label="Code of an indicator.")
    period_from = FromPeriod()
    period_to = ToPeriod()
    status = django_filters.ChoiceFilter(choices=choices(Status), label="Computed status.")
    verdict = django_filters.ChoiceFilter(choices=choices(Verdict), label="Verdict.")
    cause = django_filters.ChoiceFilter(choices=choices(Cause), label="Cause.")
    role = django_filters.ChoiceFilter(field_name="thing__indicator__role", choices=choices(Role), label="Role.")
    kind = django_filters.ChoiceFilter(field_name="thing__indicator__kind", choices=choices(Kind), label="Kind.")
