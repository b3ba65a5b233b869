from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Concat

from benefits.lateness import Frequency, last_end
from benefits.observed import Observed, Span
from reformtracker.publishing.models import VersionKind, VersionQuerySet
from reformtracker.publishing.models.version import rows_at
from reformtracker.publishing.texts import columns

VALUED = Q(value__isnull=False) | Q(level__isnull=False)


class IndicatorVersionQuerySet(VersionQuerySet):
    def for_judging(self) -> Self:
        """With all that the arithmetic reads."""
        return self.select_related("thing__unit", "thing__chain", "baseline_level").prefetch_related("targets__level")

    def in_numbers(self) -> Self:
        """With all that the arithmetic reads, and without the texts: for many at once."""
        texts = [name for field in (*self.model.TRANSLATED, "reason") for name in (field, *columns(field))]
        together = self.select_related("thing").prefetch_related("thing__unit", "baseline_level", "targets__level")
        return together.defer(*texts)

    def for_api(self, standings: models.QuerySet[models.Model]) -> Self:
        """`standings` of the release that is read; each thing holds its own as `standing_there`, a list of one or none."""
        together = self.select_related("thing__chain", "thing__unit", "thing__initiative__objective", "release")
        return together.select_related("baseline_level").prefetch_related(
            "thing__levels",
            "targets__level",
            "citations__document",
            Prefetch("thing__standings", standings, to_attr="standing_there"),
        )

    def with_crosswalk(self, reached: Mapping[int, int]) -> Self:
        """`follows` and `followed_by`: the indicators before and after it that are public, by their codes, one of another
        framework as `framework/code`. `reached`: by the key of the chain, the release in which each framework is read."""
        code = Case(
            When(thing__chain=OuterRef("thing__chain"), then="thing__code"),
            default=Concat("thing__chain__slug", Value("/"), "thing__code", output_field=models.CharField()),
            output_field=models.CharField(),
        )
        public = self.model.objects.published_in(reached).annotate(named=code).values("named")
        return self.annotate(
            follows=Subquery(public.filter(thing=OuterRef("thing__replaces"))[:1]),
            followed_by=Subquery(public.filter(thing__replaces=OuterRef("thing"))[:1]),
        )


class ObservationVersionQuerySet(VersionQuerySet):
    def of(self, indicator_id: int) -> Self:
        """In the order of their periods; of two with the same end the longer one last."""
        return (
            self.filter(thing__indicator_id=indicator_id)
            .select_related("thing__indicator", "level")
            .order_by("thing__end", "-thing__start")
        )

    def for_api(self) -> Self:
        together = self.select_related("thing__chain", "thing__indicator__initiative__objective", "release")
        return together.select_related("level", "judged_against__level").prefetch_related("citations__document")

    def in_numbers(self) -> Self:
        """What the arithmetic reads."""
        fields = ("value", "level", "qualifier", "thing__indicator", "thing__start", "thing__end")
        return self.select_related("thing").prefetch_related("level").only(*fields)

    def in_brief(self, chain_id: int, levels: Mapping[int, Any]) -> list[Observed]:
        """Of a whole framework, in the order of their periods; `levels` by primary key. Instances of a model for each
        would take longer than all else on a page, and so would the manager of translations."""
        rows = self.filter(thing__chain_id=chain_id).order_by("thing__end", "-thing__start")
        span = ("thing__period", "thing__start", "thing__end", "thing__period_basis")
        thing = ("pk", "number", "thing_id", "thing__indicator", *span)
        said = ("value", "level", "missing", "qualifier", "comparable", "version_kind")
        return [_observed(row, levels) for row in models.QuerySet.values_list(rows, *thing, *said)]

    def with_value(self) -> Self:
        return self.filter(VALUED)


def _observed(row: tuple[Any, ...], levels: Mapping[int, Any]) -> Observed:
    pk, number, thing_id, indicator, *span, value, level, missing, qualifier, comparable, kind = row
    is_withdrawal = kind == VersionKind.WITHDRAWAL
    said = (value, levels.get(level), missing, qualifier, comparable, is_withdrawal)
    return Observed(pk, number, thing_id, indicator, Span(*span), *said)


class StandingQuerySet(models.QuerySet[Any]):
    def at(self, release: int) -> Self:
        """One row per indicator that is public in release number `release`."""
        return self.filter(Q(to_release=None) | Q(to_release__gt=release), from_release__lte=release)

    def of(self, chain_id: int) -> Self:
        """All indicators of a framework, with what a page says of each."""
        together = self.filter(indicator__chain_id=chain_id).select_related(
            "indicator__initiative__objective",
            "indicator__unit",
            "indicator_version__baseline_level",
            "latest__thing",
            "latest__level",
            "judged_against__level",
        )
        return together.prefetch_related(
            rows_at(self.model, "indicator_version", "targets", "level"),
            rows_at(self.model, "indicator_version", "citations", "document"),
            rows_at(self.model, "latest", "citations", "document"),
        )

    def owing(self, day: date) -> Self:
        """Current ones of which a period is over on that day that nothing has answered."""
        unanswered = Q(answered_until=None) | Q(answered_until__lt=F("reporting_from"))
        owed = Q(indicator__frequency=Frequency.ONCE, reporting_until__lt=day) & unanswered
        for frequency in Frequency:
            if end := last_end(frequency, day):
                behind = Q(answered_until=None) | Q(answered_until__lt=end) & Q(answered_until__lt=F("reporting_until"))
                owed |= Q(indicator__frequency=frequency, reporting_from__lte=end) & behind
        return self.filter(owed, to_release=None).exclude(reporting_until=None)

    def for_api(self, latest: models.QuerySet[models.Model]) -> Self:
        return self.select_related("judged_against__level").prefetch_related(Prefetch("latest", latest))
