"""Releases: what was made public when, and the bytes by which anyone can check it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from reformtracker.api import fields, links
from reformtracker.api.filters import Filters, MomentFilter
from reformtracker.api.parameters import FORMAT, FRAMEWORK, NUMBER, Parameter
from reformtracker.api.tables.columns import HTML_URL, URL, own
from reformtracker.api.views import Resource
from reformtracker.publishing.contents import lines
from reformtracker.publishing.models import Origin, Release
from reformtracker.publishing.snapshot import Snapshot

NDJSON = "application/x-ndjson"


class ReleaseSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(read_only=True)
    framework = serializers.SlugField(source="chain.slug", read_only=True)
    title = fields.Text()
    note = fields.Text()
    released_at = serializers.DateTimeField(read_only=True, help_text="For loaded data: the day its source was public.")
    recorded_at = serializers.DateTimeField(read_only=True, help_text="When it was made public here.")
    origin = serializers.ChoiceField(Origin.choices, read_only=True)
    hash = serializers.CharField(read_only=True, help_text="SHA-256 of the bytes of the manifest.")
    previous = serializers.SerializerMethodField(help_text="The hash of the release before; null for the first.")
    manifest = serializers.SerializerMethodField()
    html_url = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def _snapshot(self, row: Release) -> Snapshot:
        found: Snapshot = self.context["snapshots"][row.chain_id]
        return found

    @extend_schema_field({"type": ["string", "null"]})
    def get_previous(self, row: Release) -> str | None:
        return row.previous or None

    @extend_schema_field(links.URI)
    def get_manifest(self, row: Release) -> str:
        path = reverse("api:releases-manifest", args=[row.number])
        return f"{settings.SITE_URL}{path}?framework={row.chain.slug}"

    @extend_schema_field(links.PAGE)
    def get_html_url(self, row: Release) -> str | None:
        return links.page(f"releases/{row.number}/", self._snapshot(row), self.context["language"] or "en")

    @extend_schema_field(links.URI)
    def get_url(self, row: Release) -> str:
        return links.resource("releases", str(row.number), self._snapshot(row))


class ReleaseFilters(Filters):
    updated_after = MomentFilter(field_name="recorded_at", lookup_expr="gt")


class Releases(Resource):
    """What was made public at one moment: number, dates and hash."""

    NAME = "releases"
    PATH = {"number": "Number of the release."}
    queryset = Release.objects.none()
    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilters
    COLUMNS = (
        own("framework", "slug of the framework"),
        own("number", "number of the release"),
        own("title", "title"),
        own("note", "what is to be said of it"),
        own("released_at", "when it was public, UTC"),
        own("recorded_at", "when it was made public here, UTC"),
        own("origin", "staff, or loaded from a reviewed file"),
        own("hash", "SHA-256 of the manifest"),
        own("previous", "hash of the release before"),
        own("manifest", "address of the manifest"),
        HTML_URL,
        URL,
    )
    ORDERING = {"number": "number", "released_at": "released_at", "recorded_at": "recorded_at"}
    TIE = ("number",)

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FRAMEWORK, FORMAT] if action in ("manifest", "contents") else super().parameters(action)

    def get_queryset(self) -> QuerySet[Any]:
        rows = Release.objects.published().filter(chain=self.snapshot.chain, number__lte=self.snapshot.number)
        return rows.select_related("chain")

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        return rows.filter(number=int(path["number"])) if NUMBER.fullmatch(path["number"]) else rows.none()

    @extend_schema(
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
        description="The manifest, byte for byte: the SHA-256 of these bytes is the hash of the release.",
    )
    def manifest(self, request: Request, **path: str) -> HttpResponse:
        release = self.find(**path)
        self.spare()
        return HttpResponse(release.manifest.encode(), content_type="application/json")

    @extend_schema(
        responses={(200, NDJSON): OpenApiTypes.STR},
        description="What the hashes in the manifest were made of: a line of canonical JSON for each version, without its "
        "line feed the bytes whose SHA-256 the manifest gives. Of a redacted version there is its name alone.",
    )
    def contents(self, request: Request, **path: str) -> StreamingHttpResponse:
        return StreamingHttpResponse(lines(self.find(**path)), content_type=NDJSON)
