"""Indicators and observations in the API."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benefits import columns
from benefits.filters import IndicatorFilters, ObservationFilters
from benefits.labels import choices
from benefits.lateness import Frequency
from benefits.measures import Basis, Cause, Change, Direction, Kind, Missing, Qualifier, Role, Status, Verdict
from benefits.models import IndicatorVersion, Observation, ObservationVersion, Standing, Target
from initiatives.succession import Neighbours, neighbours, reached
from reformtracker.api import fields, flat
from reformtracker.api.serializers import VersionSerializer, beside, narrowed, with_notices
from reformtracker.api.tables.columns import Column
from reformtracker.api.views import Versions
from reformtracker.publishing.snapshot import Snapshot

GAPS = ("no_data", "no_target", "no_baseline", "late", "not_judged")


class LevelSerializer(serializers.Serializer[Any]):
    code = serializers.SlugField(read_only=True)
    number = serializers.IntegerField(read_only=True)
    # DRF takes its fields off the class, so this is not Field.label.
    label = fields.Text()  # type: ignore[assignment]


class RubricLevelSerializer(LevelSerializer):
    description = fields.Text()


class BaselineSerializer(serializers.Serializer[Any]):
    """Of an indicator version; null where it has none."""

    period = serializers.CharField(source="baseline_period", read_only=True)
    start = serializers.DateField(source="baseline_start", read_only=True)
    end = serializers.DateField(source="baseline_end", read_only=True)
    value = fields.Number(source="baseline_value")
    level = LevelSerializer(source="baseline_level", read_only=True, allow_null=True)
    qualifier = fields.Word(choices(Qualifier), source="baseline_qualifier")
    numerator = fields.Number(source="baseline_numerator")
    denominator = fields.Number(source="baseline_denominator")
    note = fields.Text("baseline_note")
    citations = fields.Citations(part="baseline")

    def to_representation(self, instance: IndicatorVersion) -> Any:
        return super().to_representation(instance) if instance.has_baseline else None


class AimSerializer(serializers.Serializer[Any]):
    due = serializers.DateField(read_only=True)
    basis = serializers.ChoiceField(choices(Basis), read_only=True)
    value = fields.Number()
    level = LevelSerializer(read_only=True, allow_null=True)


class TargetSerializer(AimSerializer):
    start = serializers.DateField(read_only=True, allow_null=True)
    period = fields.Plain()
    qualifier = fields.Word(choices(Qualifier))
    citations = serializers.SerializerMethodField()

    @extend_schema_field(fields.CITATIONS_SCHEMA)
    def get_citations(self, row: Target) -> list[dict[str, str]]:
        cited = [citation for citation in row.version.citations.all() if citation.target_due == row.due]
        return fields.citations(cited, self.context["language"])


class AssessmentSerializer(serializers.Serializer[Any]):
    """Of an observation version; null where nobody has given a verdict yet."""

    verdict = serializers.ChoiceField(choices(Verdict), read_only=True)
    cause = serializers.ChoiceField(choices(Cause), read_only=True)
    confidence = fields.Word(ObservationVersion.Confidence.choices)
    justification = fields.Text()
    basis = serializers.ChoiceField(
        ObservationVersion.AssessmentBasis.choices, source="assessment_basis", read_only=True
    )

    def to_representation(self, instance: ObservationVersion) -> Any:
        return self.finish(super().to_representation(instance), instance.verdict)

    @fields.reads("verdict")
    def finish(self, said: dict[str, Any], verdict: str) -> dict[str, Any] | None:
        return said if verdict else None


class ObservationSerializer(VersionSerializer):
    RESOURCE = "observations"
    PAGE = "indicators/{}/"
    PAGE_OF = "thing.indicator.code"
    OF_THE_THING = ("id", "indicator", "objective", "initiative", "period", "start", "end", "period_basis")

    id = serializers.CharField(source="thing.public_id", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    objective = serializers.CharField(source="thing.indicator.initiative.objective.code", read_only=True)
    initiative = serializers.CharField(source="thing.indicator.initiative.code", read_only=True)
    indicator = serializers.CharField(source="thing.indicator.code", read_only=True)
    period = serializers.CharField(source="thing.period", read_only=True)
    start = serializers.DateField(source="thing.start", read_only=True)
    end = serializers.DateField(source="thing.end", read_only=True)
    period_basis = serializers.ChoiceField(
        Observation.PeriodBasis.choices,
        source="thing.period_basis",
        read_only=True,
        help_text="`reported`: the figure is undated and takes the day of its document.",
    )
    value = fields.Number()
    level = LevelSerializer(read_only=True, allow_null=True)
    missing = fields.Word(choices(Missing), help_text="Why there is neither value nor level.")
    qualifier = fields.Word(choices(Qualifier))
    numerator = fields.Number()
    denominator = fields.Number()
    derivation = fields.Text()
    comparable = serializers.BooleanField(read_only=True, allow_null=True, help_text="False from a series break on.")
    break_note = fields.Text()
    narrative = fields.Text()
    assessment = AssessmentSerializer(source="*", read_only=True, allow_null=True)
    change = fields.Word(choices(Change), help_text="Computed.")
    progress = fields.Number()
    expected = fields.Number()
    status = fields.Word(choices(Status), help_text="Computed.")
    judged_against = AimSerializer(read_only=True, allow_null=True)
    citations = fields.Citations()


class IndicatorSerializer(VersionSerializer):
    RESOURCE = "indicators"
    PAGE = "indicators/{}/"
    OF_THE_THING = (
        *("code", "objective", "initiative", "kind", "role"),
        *("unit", "desired_direction", "frequency", "rubric"),
    )

    code = serializers.CharField(source="thing.code", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    objective = serializers.CharField(source="thing.initiative.objective.code", read_only=True)
    initiative = serializers.CharField(source="thing.initiative.code", read_only=True)
    kind = serializers.ChoiceField(choices(Kind), source="thing.kind", read_only=True)
    role = serializers.ChoiceField(choices(Role), source="thing.role", read_only=True)
    name = fields.Text()
    definition = fields.Text()
    method = fields.Text()
    caution = fields.Text()
    unit = serializers.SerializerMethodField()
    decimals = serializers.IntegerField(read_only=True, allow_null=True)
    desired_direction = serializers.ChoiceField(choices(Direction), source="thing.desired_direction", read_only=True)
    materiality = fields.Number()
    frequency = serializers.ChoiceField(choices(Frequency), source="thing.frequency", read_only=True)
    reporting_lag_months = serializers.IntegerField(read_only=True, allow_null=True)
    reporting_until = serializers.SerializerMethodField()
    replaces = serializers.CharField(
        source="follows",
        read_only=True,
        allow_null=True,
        help_text="The indicator that it follows, by code; one of another framework as `framework/code`.",
    )
    replaced_by = serializers.CharField(
        source="followed_by",
        read_only=True,
        allow_null=True,
        help_text="The indicator that follows it, by code; one of another framework as `framework/code`.",
    )
    rubric = serializers.SerializerMethodField()
    baseline = BaselineSerializer(source="*", read_only=True, allow_null=True)
    targets = TargetSerializer(many=True, read_only=True)
    latest = serializers.SerializerMethodField(help_text="The latest observation with a value or level.")
    change = fields.Word(choices(Change), source="standing.change", help_text="Computed, of `latest`.")
    progress = fields.Number(source="standing.progress")
    expected = fields.Number(source="standing.expected")
    status = fields.Word(choices(Status), source="standing.status", help_text="Computed, of `latest`.")
    next_due = serializers.SerializerMethodField()
    days_late = serializers.SerializerMethodField(help_text="Counted to the day of the snapshot.")
    stale = serializers.SerializerMethodField()
    gaps = serializers.SerializerMethodField()
    citations = fields.Citations(part="definition")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        instance.standing = _standing(instance)
        return super().to_representation(instance)

    @extend_schema_field(
        {
            "type": ["object", "null"],
            "properties": {"code": {"type": "string"}, "label": fields.TEXT_SCHEMA},
            "required": ["code", "label"],
        }
    )
    def get_unit(self, row: IndicatorVersion) -> dict[str, Any] | None:
        """The unit as this indicator shows it (% of new investments), else as it is (per cent)."""
        unit, language = row.thing.unit, self.context["language"]
        if unit is None:
            return None
        own = fields.text(row, "unit_label", "en")
        label = fields.text(row, "unit_label", language) if own else fields.text(unit, "label", language)
        return {"code": unit.code, "label": label}

    @extend_schema_field({"type": ["string", "null"], "format": "date"})
    def get_reporting_until(self, row: Any) -> str | None:
        until = (row.standing and row.standing.reporting_until) or row.reporting_until
        return until.isoformat() if until else None

    @extend_schema_field(RubricLevelSerializer(many=True, allow_null=True))
    def get_rubric(self, row: IndicatorVersion) -> Any:
        if not row.thing.is_qualitative:
            return None
        return RubricLevelSerializer(row.thing.levels.all(), many=True, context=self.context).data

    @extend_schema_field(ObservationSerializer(allow_null=True))
    def get_latest(self, row: Any) -> Any:
        if row.standing is None or row.standing.latest is None:
            return None
        return ObservationSerializer(row.standing.latest, context=self.context).data

    @extend_schema_field({"type": ["string", "null"], "format": "date"})
    def get_next_due(self, row: Any) -> str | None:
        due = self._timing(row).next_due if row.standing else None
        return due.isoformat() if due else None

    @extend_schema_field({"type": ["integer", "null"]})
    def get_days_late(self, row: Any) -> int | None:
        return self._timing(row).days_late if row.standing else None

    @extend_schema_field({"type": ["boolean", "null"]})
    def get_stale(self, row: Any) -> bool | None:
        return self._timing(row).is_late if row.standing else None

    @extend_schema_field({"type": "array", "items": {"type": "string", "enum": GAPS}})
    def get_gaps(self, row: Any) -> list[str]:
        found: list[str] = row.standing.gaps(self.snapshot(row).day) if row.standing else []
        return found

    def _timing(self, row: Any) -> Any:
        return row.standing.timing(self.snapshot(row).day)


def _standing(version: IndicatorVersion) -> Standing | None:
    """Where it stood in the snapshot; nothing is judged by a superseded or withdrawn version."""
    there: list[Standing] = version.thing.standing_there  # type: ignore[attr-defined]  # from for_api
    for standing in there:
        if standing.indicator_version_id == version.pk:
            standing.indicator_version = version
            return standing
    return None


class Indicators(Versions):
    """What shows a benefit: definition, baseline, targets, the latest observation and where the indicator stands."""

    NAME = "indicators"
    LATENESS = True
    KIND = IndicatorVersion
    queryset = IndicatorVersion.objects.none()
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilters
    COLUMNS = columns.INDICATORS
    ORDERING = {
        "code": "thing__code",
        "initiative": "thing__initiative__code",
        "recorded_at": "release__recorded_at",
    }

    def complete(self, rows: Any) -> QuerySet[Any]:
        latest = with_notices(ObservationVersion.objects.for_api())
        standings = Standing.objects.at(self.snapshot.number).for_api(latest)
        found: QuerySet[Any] = rows.for_api(standings).with_crosswalk(reached(self.snapshot, self.others()))
        return found

    def others(self) -> list[Snapshot]:
        return self.neighbours.snapshots

    @cached_property
    def neighbours(self) -> Neighbours:
        return neighbours(self.snapshot)


class Observations(Versions):
    """Figures and levels by period, with the verdict of a person and what is computed. A withdrawn one is a notice."""

    NAME = "observations"
    KIND = ObservationVersion
    PATH = {"id": "Indicator and period: `2.4.2:2020`."}
    queryset = ObservationVersion.objects.none()
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilters
    ORDERING = {
        "indicator": "thing__indicator__code",
        "start": "thing__start",
        "end": "thing__end",
        "value": "value",
        "progress": "progress",
        "recorded_at": "release__recorded_at",
    }
    TIE = ("thing__indicator__code", "thing__start", "thing__end", "number")
    # That of the thing is the same. Through this one the database reads by the code of indicators, in the default order.
    CHAIN = "thing__indicator__chain"

    def get_queryset(self) -> QuerySet[Any]:
        """A page is read by columns, and needs nothing of what completes an object."""
        is_page = getattr(self, "action", None) == "list" and self.form == "json"
        return self.rows() if is_page else super().get_queryset()

    def say(self, page: QuerySet[Any], context: dict[str, Any], fields: Sequence[str]) -> Sequence[Any]:
        make = partial(narrowed, self.serializer_class, context, fields)
        shape = flat.Shape(self.language, tuple(fields), self.snapshot.key, make)
        return flat.rows(shape, page, beside(self.KIND, context["snapshots"]))

    def columns(self) -> Sequence[Column]:
        """With what each takes from its indicator, which the rows of the API leave out."""
        return columns.observations(columns.Labels(self.snapshot, self.language or "en"))

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        code, _, period = path["id"].rpartition(":")
        return rows.filter(thing__indicator__code=code, thing__period=period)
