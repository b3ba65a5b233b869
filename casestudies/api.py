"""Case studies, challenges, corrective actions and countries in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from casestudies import columns
from casestudies.models import (
    CaseLink,
    CaseStudyVersion,
    ChallengeVersion,
    CorrectiveAction,
    CorrectiveActionVersion,
    Country,
)
from initiatives.api import EntityNameSerializer
from reformtracker.api import fields, links
from reformtracker.api.filters import VersionFilters
from reformtracker.api.references import pointed_at
from reformtracker.api.serializers import VersionSerializer
from reformtracker.api.views import Resource, Versions
from reformtracker.sources.models import Precision

CODES = {"type": "array", "items": {"type": "string"}}


class IllustratedSerializer(serializers.Serializer[Any]):
    """An initiative that the case illustrates; the first is the main one."""

    code = serializers.CharField(source="initiative.code", read_only=True)
    why = fields.Text()


class PlaceSerializer(serializers.Serializer[Any]):
    country = serializers.CharField(source="country.iso3", read_only=True)
    name = serializers.SerializerMethodField()

    @extend_schema_field(fields.TEXT_SCHEMA)
    def get_name(self, row: Any) -> Any:
        return fields.text(row.country, "name", self.context["language"])


class ParagraphSerializer(serializers.Serializer[Any]):
    text = fields.Text()
    paragraph = serializers.CharField(read_only=True, help_text="The paragraph of the source that it sums up.")


class EventSerializer(serializers.Serializer[Any]):
    date = serializers.DateField(source="day", read_only=True)
    precision = serializers.ChoiceField(Precision.choices, read_only=True)
    text = fields.Text()


class BearingSerializer(serializers.Serializer[Any]):
    """An indicator that the case supports or contradicts."""

    indicator = serializers.CharField(source="indicator.code", read_only=True)
    bearing = serializers.ChoiceField(CaseLink.Bearing.choices, read_only=True)
    why = fields.Text()


class CaseStudySerializer(VersionSerializer):
    RESOURCE = "case-studies"
    PAGE = "case-studies/{}/"
    OF_THE_THING = ("slug",)

    slug = serializers.SlugField(source="thing.slug", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    title = fields.Text()
    summary = fields.Text()
    limits = fields.Text()
    region = fields.Text()
    initiatives = IllustratedSerializer(many=True, read_only=True)
    places = PlaceSerializer(many=True, read_only=True)
    paragraphs = ParagraphSerializer(many=True, read_only=True)
    events = EventSerializer(many=True, read_only=True)
    indicators = BearingSerializer(source="links", many=True, read_only=True)
    citations = fields.Citations()


class ChallengeSerializer(VersionSerializer):
    RESOURCE = "challenges"
    PAGE = "challenges/"

    code = serializers.CharField(source="thing.code", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    title = fields.Text()
    text = fields.Text()
    state = serializers.ChoiceField(
        ChallengeVersion.Condition.choices, source="condition", read_only=True, allow_null=True
    )
    responsible = EntityNameSerializer(read_only=True, allow_null=True)
    initiatives = serializers.SerializerMethodField()
    corrective_actions = serializers.SerializerMethodField(help_text="Codes of those public in the snapshot.")
    citations = fields.Citations()

    @extend_schema_field(CODES)
    def get_initiatives(self, row: ChallengeVersion) -> list[str]:
        return [link.initiative.code for link in row.initiatives.all()]

    @extend_schema_field(CODES)
    def get_corrective_actions(self, row: Any) -> list[str]:
        return [action.code for action in row.thing.actions_there]


class CorrectiveActionSerializer(VersionSerializer):
    RESOURCE = "corrective-actions"
    PAGE = "challenges/"
    OF_THE_THING = ("code", "challenge")

    code = serializers.CharField(source="thing.code", read_only=True)
    framework = serializers.SlugField(source="thing.chain.slug", read_only=True)
    challenge = serializers.CharField(source="thing.challenge.code", read_only=True)
    title = fields.Text()
    text = fields.Text()
    state = serializers.ChoiceField(
        CorrectiveActionVersion.Progress.choices, source="progress", read_only=True, allow_null=True
    )
    progress_note = fields.Text()
    owner = EntityNameSerializer(read_only=True, allow_null=True)
    due = serializers.DateField(read_only=True, allow_null=True)
    indicators = serializers.SerializerMethodField(help_text="Codes of the indicators that it should move.")
    citations = fields.Citations()

    @extend_schema_field(CODES)
    def get_indicators(self, row: CorrectiveActionVersion) -> list[str]:
        return [link.indicator.code for link in row.indicators.all()]


class CountrySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(source="iso3", read_only=True)
    name = fields.Text()
    latitude = fields.Number()
    longitude = fields.Number()
    html_url = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(links.PAGE)
    def get_html_url(self, row: Country) -> str | None:
        return links.page(f"countries/{row.iso3}/", self.context["snapshot"], self.context["language"] or "en")

    @extend_schema_field(links.URI)
    def get_url(self, row: Country) -> str:
        return links.resource("countries", row.iso3, self.context["snapshot"])


class CaseStudyFilters(VersionFilters):
    country = django_filters.CharFilter(field_name="places__country__iso3", label="ISO 3166-1 code of three letters.")
    initiative = django_filters.CharFilter(field_name="initiatives__initiative__code", label="Code of an initiative.")
    indicator = django_filters.CharFilter(field_name="links__indicator__code", label="Code of an indicator.")


class ChallengeFilters(VersionFilters):
    state = django_filters.ChoiceFilter(
        field_name="condition", choices=ChallengeVersion.Condition.choices, label="State."
    )
    initiative = django_filters.CharFilter(field_name="initiatives__initiative__code", label="Code of an initiative.")


class CorrectiveActionFilters(VersionFilters):
    challenge = django_filters.CharFilter(field_name="thing__challenge__code", label="Code of a challenge.")
    state = django_filters.ChoiceFilter(
        field_name="progress", choices=CorrectiveActionVersion.Progress.choices, label="State."
    )
    indicator = django_filters.CharFilter(field_name="indicators__indicator__code", label="Code of an indicator.")


class CaseStudies(Versions):
    """What it looks like on the ground, what it is evidence for, and what it cannot show."""

    NAME = "case-studies"
    KIND = CaseStudyVersion
    CODE = "thing__slug"
    queryset = CaseStudyVersion.objects.none()
    serializer_class = CaseStudySerializer
    COLUMNS = columns.CASE_STUDIES
    filterset_class = CaseStudyFilters
    ORDERING = {"slug": "thing__slug", "recorded_at": "release__recorded_at"}
    TIE = ("thing__slug", "number")


class Challenges(Versions):
    """What got in the way."""

    NAME = "challenges"
    KIND = ChallengeVersion
    queryset = ChallengeVersion.objects.none()
    serializer_class = ChallengeSerializer
    COLUMNS = columns.CHALLENGES
    filterset_class = ChallengeFilters
    ORDERING = {"code": "thing__code", "state": "condition", "recorded_at": "release__recorded_at"}

    def complete(self, rows: Any) -> QuerySet[Any]:
        public = CorrectiveActionVersion.objects.with_content(self.snapshot.number).values("thing")
        actions = CorrectiveAction.objects.filter(pk__in=public)
        there = Prefetch("thing__actions", actions, to_attr="actions_there")
        found: QuerySet[Any] = rows.for_api().prefetch_related(there)
        return found


class CorrectiveActions(Versions):
    """What is done about a challenge: by whom, by when, and which indicators it should move."""

    NAME = "corrective-actions"
    KIND = CorrectiveActionVersion
    queryset = CorrectiveActionVersion.objects.none()
    serializer_class = CorrectiveActionSerializer
    COLUMNS = columns.ACTIONS
    filterset_class = CorrectiveActionFilters
    ORDERING = {
        "code": "thing__code",
        "challenge": "thing__challenge__code",
        "due": "due",
        "recorded_at": "release__recorded_at",
    }


class Countries(Resource):
    """Countries in which a published case study takes place."""

    NAME = "countries"
    PATH = {"id": "ISO 3166-1 code of three letters."}
    queryset = Country.objects.none()
    serializer_class = CountrySerializer
    COLUMNS = columns.COUNTRIES
    ORDERING = {"code": "iso3"}
    TIE = ()

    def get_queryset(self) -> QuerySet[Any]:
        return pointed_at(Country, self.snapshots)

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        return rows.filter(iso3=path["id"])
