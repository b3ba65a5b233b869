"""Frameworks, objectives, initiatives, milestones and entities in the API."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from initiatives import columns
from initiatives.models import (
    Entity,
    FrameworkVersion,
    InitiativeVersion,
    MilestoneVersion,
    ObjectiveVersion,
    Phase,
    Track,
)
from initiatives.succession import Neighbours, of_each
from reformtracker.api import fields, links
from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.filters import VersionFilters
from reformtracker.api.references import pointed_at
from reformtracker.api.serializers import VersionSerializer
from reformtracker.api.snapshot import Asked, begun, of_one
from reformtracker.api.views import Resource, Versions
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.sources.models import Precision


class EntityNameSerializer(serializers.Serializer[Any]):
    code = serializers.SlugField(read_only=True)
    acronym = fields.Plain()
    name = fields.Text()


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Official(serializers.Field[Any, Any, Any, Any]):
    """Languages in which the name is the official one; the others are this project's."""

    def __init__(self) -> None:
        super().__init__(read_only=True)

    def to_representation(self, value: str) -> list[str]:
        return [code.strip() for code in value.split(",") if code.strip()]


class GoalSerializer(serializers.Serializer[Any]):
    code = serializers.SlugField(read_only=True)
    name = fields.Text()
    gap = fields.Text()


class AnsweredSerializer(serializers.Serializer[Any]):
    """A goal by its code in the framework."""

    code = serializers.SlugField(read_only=True)
    is_main = serializers.BooleanField(read_only=True)


class FrameworkSerializer(VersionSerializer):
    RESOURCE = "frameworks"
    PAGE = ""
    OF_THE_THING = ("slug", "track", "is_default", "is_demo")

    slug = serializers.SlugField(source="thing.chain.slug", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    track = serializers.ChoiceField(Track.choices, source="thing.track", read_only=True)
    name = fields.Text()
    official = Official()
    summary = fields.Text()
    starts = serializers.DateField(read_only=True, allow_null=True)
    ends = serializers.DateField(read_only=True, allow_null=True)
    goals = serializers.SerializerMethodField(
        help_text="The original goals of the reform, with what no initiative names."
    )
    follows = serializers.SerializerMethodField(help_text="The framework before it, by slug.")
    followed_by = serializers.SerializerMethodField(help_text="The frameworks that follow it, by slug.")
    is_default = serializers.BooleanField(source="thing.chain.is_default", read_only=True)
    is_demo = serializers.BooleanField(source="thing.chain.is_demo", read_only=True, help_text="Invented data.")
    citations = fields.Citations()

    @extend_schema_field(GoalSerializer(many=True))
    def get_goals(self, row: FrameworkVersion) -> Any:
        return GoalSerializer(row.goals.all(), many=True, context=self.context).data

    @extend_schema_field({"type": ["string", "null"]})
    def get_follows(self, row: FrameworkVersion) -> str | None:
        before = self._neighbours(row).before
        return before.slug if before else None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_followed_by(self, row: FrameworkVersion) -> list[str]:
        return [one.slug for one in self._neighbours(row).after]

    def _neighbours(self, row: FrameworkVersion) -> Neighbours:
        """None in files, each of which is of one framework alone."""
        found: Neighbours = self.context.get("neighbours", {}).get(row.thing.chain_id, Neighbours())
        return found


class ObjectiveSerializer(VersionSerializer):
    RESOURCE = "objectives"
    PAGE = "objectives/{}/"

    code = serializers.CharField(source="thing.code", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    name = fields.Text()
    official = Official()
    summary = fields.Text()
    citations = fields.Citations()


class InitiativeSerializer(VersionSerializer):
    RESOURCE = "initiatives"
    PAGE = "initiatives/{}/"
    OF_THE_THING = ("code", "objective")

    code = serializers.CharField(source="thing.code", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    objective = serializers.CharField(source="thing.objective.code", read_only=True)
    name = fields.Text()
    official = Official()
    expected_benefit = fields.Text()
    phase = serializers.ChoiceField(Phase.choices, read_only=True, allow_null=True)
    goals = serializers.SerializerMethodField(help_text="Original goals of the reform that it answers.")
    lead_entities = serializers.SerializerMethodField()
    citations = fields.Citations()

    @extend_schema_field(AnsweredSerializer(many=True))
    def get_goals(self, row: InitiativeVersion) -> Any:
        return AnsweredSerializer(row.goals.all(), many=True).data

    @extend_schema_field(EntityNameSerializer(many=True))
    def get_lead_entities(self, row: InitiativeVersion) -> Any:
        return EntityNameSerializer([lead.entity for lead in row.leads.all()], many=True, context=self.context).data


class MilestoneSerializer(VersionSerializer):
    RESOURCE = "milestones"
    PAGE = "timeline/"
    OF_THE_THING = ("slug",)

    slug = serializers.SlugField(source="thing.slug", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    title = fields.Text()
    text = fields.Text()
    date = serializers.DateField(
        source="day", read_only=True, allow_null=True, help_text="The last day of the month, quarter or year meant."
    )
    precision = serializers.ChoiceField(Precision.choices, read_only=True, allow_null=True)
    review_meeting = serializers.BooleanField(read_only=True, allow_null=True)
    citations = fields.Citations()


class EntitySerializer(EntityNameSerializer):
    url = serializers.SerializerMethodField()

    @extend_schema_field(links.URI)
    def get_url(self, row: Entity) -> str:
        return links.resource("entities", row.code, self.context["snapshot"])


class InitiativeFilters(VersionFilters):
    objective = django_filters.CharFilter(field_name="thing__objective__code", label="Code of an objective.")
    phase = django_filters.ChoiceFilter(choices=Phase.choices, label="Phase.")


@extend_schema_field({"type": "boolean", "description": "Review meetings only, or all else."})
class YesNo(django_filters.TypedChoiceFilter):
    pass


class MilestoneFilters(VersionFilters):
    review_meeting = YesNo(
        choices=[("true", "true"), ("false", "false")],
        coerce=lambda word: word == "true",
        label="Review meetings only.",
    )


class Frameworks(Versions):
    """Named sets of objectives for a period; all of them, where none is named."""

    NAME = "frameworks"
    KIND = FrameworkVersion
    CODE = "thing__chain__slug"
    EVERY_FRAMEWORK = True
    queryset = FrameworkVersion.objects.none()
    serializer_class = FrameworkSerializer
    COLUMNS = columns.FRAMEWORKS
    ORDERING = {"slug": "thing__chain__slug", "starts": "starts"}
    TIE = ("thing__chain__slug", "number")

    @cached_property
    def neighbours(self) -> Mapping[int, Neighbours]:
        return of_each(self.snapshots)

    def others(self) -> list[Snapshot]:
        """Those that are not read anyhow."""
        read = {one.chain.pk for one in self.snapshots}
        return [one for found in self.neighbours.values() for one in found.snapshots if one.chain.pk not in read]

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "neighbours": self.neighbours}

    def read(self) -> list[Snapshot]:
        slug = self.kwargs.get("id")
        if slug is None:
            return super().read()
        if self.asked.framework not in (None, slug):
            raise BadParameters(Fault("framework", "invalid", f"The path names “{slug}”.", [slug]))
        if not begun().filter(slug=slug).exists():
            raise NotFound(f"No framework is called “{slug}”.")
        return [of_one(Asked(slug, self.asked.day, self.asked.release))]


class Objectives(Versions):
    """The goals of a framework."""

    NAME = "objectives"
    KIND = ObjectiveVersion
    queryset = ObjectiveVersion.objects.none()
    serializer_class = ObjectiveSerializer
    COLUMNS = columns.OBJECTIVES
    ORDERING = {"code": "thing__code"}


class Initiatives(Versions):
    """Benefit initiatives under the objectives, with their lead entities."""

    NAME = "initiatives"
    KIND = InitiativeVersion
    queryset = InitiativeVersion.objects.none()
    serializer_class = InitiativeSerializer
    COLUMNS = columns.INITIATIVES
    filterset_class = InitiativeFilters
    ORDERING = {"code": "thing__code", "objective": "thing__objective__code"}


class Milestones(Versions):
    """Dated events of the reform, review meetings among them."""

    NAME = "milestones"
    KIND = MilestoneVersion
    CODE = "thing__slug"
    queryset = MilestoneVersion.objects.none()
    serializer_class = MilestoneSerializer
    COLUMNS = columns.MILESTONES
    filterset_class = MilestoneFilters
    ORDERING = {"date": "day", "slug": "thing__slug"}
    TIE = ("thing__slug", "number")


class Entities(Resource):
    """Departments, offices and bodies that the published record names."""

    NAME = "entities"
    PATH = {"id": "Code of the entity."}
    queryset = Entity.objects.none()
    serializer_class = EntitySerializer
    COLUMNS = columns.ENTITIES
    ORDERING = {"code": "code"}
    TIE = ()

    def get_queryset(self) -> QuerySet[Any]:
        return pointed_at(Entity, self.snapshots)

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        return rows.filter(code=path["id"])
