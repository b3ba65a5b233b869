"""Published reports in the API: what each tells of, and its files with their hashes."""

from __future__ import annotations

import base64
import io
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from initiatives.api import EntityNameSerializer
from reformtracker.api import fields, links
from reformtracker.api.packing import packing_for
from reformtracker.api.parameters import AS_OF, FRAMEWORK, NUMBER, Parameter
from reformtracker.api.snapshot import Asked, of_one
from reformtracker.api.tables.answer import attached
from reformtracker.api.tables.columns import URL, each, inner, own
from reformtracker.api.views import Resource, View
from reformtracker.publishing.models import Release
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import PATHS, path_code
from reformtracker.reporting.files import FORMATS, name_of
from reformtracker.reporting.models import Build, Report
from reformtracker.reporting.outline import SECTIONS
from reformtracker.web.views.release_files import Immutable

CODES = {"type": "array", "items": {"type": "string", "enum": [*PATHS]}}


class ReportFileSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(read_only=True)
    language = serializers.SerializerMethodField()
    format = serializers.ChoiceField(Build.Format.choices, read_only=True)
    media_type = serializers.SerializerMethodField()
    sha256 = serializers.CharField(read_only=True)
    size = serializers.IntegerField(read_only=True, help_text="Bytes.")
    taken_back_at = serializers.DateTimeField(
        source="forgotten_at",
        read_only=True,
        allow_null=True,
        help_text="When a redaction, for legal or personal reasons, took it back; null otherwise.",
    )
    url = serializers.SerializerMethodField(help_text="Null once it was taken back.")

    @extend_schema_field({"type": "string", "enum": [*PATHS]})
    def get_language(self, row: Build) -> str:
        return path_code(row.language)

    @extend_schema_field({"type": "string"})
    def get_media_type(self, row: Build) -> str:
        return FORMATS[row.format].media_type

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_url(self, row: Build) -> str | None:
        if row.forgotten_at:
            return None
        report: Report = self.context["report"]
        path = reverse("api:export-report-file", args=[report.number, row.name])
        return f"{settings.SITE_URL}{path}?framework={report.chain.slug}"


class ReportSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(read_only=True, help_text="Of the report, in its framework.")
    framework = serializers.SlugField(source="chain.slug", read_only=True)
    title = fields.Text()
    entity = serializers.SerializerMethodField(help_text="By which it is issued.")
    release = serializers.IntegerField(source="release.number", read_only=True, help_text="Whose record it tells.")
    hash = serializers.CharField(source="release.hash", read_only=True, help_text="Of that release.")
    since = serializers.SerializerMethodField(help_text="The release that the last report told of; null for the first.")
    first = serializers.DateField(read_only=True, allow_null=True, help_text="First day of the reporting period.")
    last = serializers.DateField(read_only=True, allow_null=True, help_text="Last day of the reporting period.")
    languages = serializers.SerializerMethodField()
    sections = serializers.SerializerMethodField()
    published_at = serializers.DateTimeField(read_only=True)
    files = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(EntityNameSerializer())
    def get_entity(self, row: Report) -> Any:
        return EntityNameSerializer(row.entity, context=self.context).data

    @extend_schema_field({"type": ["integer", "null"]})
    def get_since(self, row: Report) -> int | None:
        return row.since.number if row.since else None

    @extend_schema_field(CODES)
    def get_languages(self, row: Report) -> list[str]:
        return [path_code(language) for language in row.languages]

    @extend_schema_field({"type": "array", "items": {"type": "string", "enum": [*SECTIONS]}})
    def get_sections(self, row: Report) -> list[str]:
        return list(row.sections)

    @extend_schema_field(ReportFileSerializer(many=True))
    def get_files(self, row: Report) -> Any:
        return ReportFileSerializer(row.files, many=True, context={"report": row}).data  # type: ignore[attr-defined]  # prefetched

    @extend_schema_field(links.URI)
    def get_url(self, row: Report) -> str:
        return links.resource("reports", str(row.number), self.context["snapshots"][row.chain_id])


class Reports(Resource):
    """Reports that were published, with their files: whose record each tells, in which languages and formats, and the hashes."""

    NAME = "reports"
    PATH = {"number": "Number of the report."}
    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    COLUMNS = (
        own("framework", "slug of the framework"),
        own("number", "number of the report in its framework"),
        own("title", "title"),
        inner("entity", "entity", "code", "code of the entity that issues it"),
        own("release", "the release whose record it tells"),
        own("hash", "hash of that release"),
        own("since", "the release that the last report told of"),
        own("first", "first day of the reporting period"),
        own("last", "last day of the reporting period"),
        each("languages", "languages", "languages"),
        each("sections", "sections", "sections"),
        own("published_at", "when it was published here, UTC"),
        each("files", "files", "addresses of its files", "url"),
        URL,
    )
    ORDERING = {"number": "number", "published_at": "published_at"}
    TIE = ("number",)

    def get_queryset(self) -> QuerySet[Any]:
        """By the release whose record each tells; asked as of a day, what was published by then."""
        snapshot = self.snapshot
        rows = Report.objects.published().filter(chain=snapshot.chain, release__number__lte=snapshot.number)
        if AS_OF.name in snapshot.asked:
            rows = rows.filter(published_at__date__lte=snapshot.day)
        files = Build.objects.filter(published=True).without_content().order_by("language", "format")
        manifests = ("release__manifest", "since__manifest")
        found = rows.select_related("chain", "release", "since", "entity").defer(*manifests)
        return found.prefetch_related(Prefetch("builds", files, "files"))

    def named(self, rows: QuerySet[Any], **path: str) -> QuerySet[Any]:
        return rows.filter(number=int(path["number"])) if NUMBER.fullmatch(path["number"]) else rows.none()


class Docx(JSONRenderer):
    """Lets a client ask for the file by its type; what is rendered here is a refusal, and that is JSON."""

    media_type = FORMATS["docx"].media_type
    format = "docx"


class Pdf(JSONRenderer):
    media_type = FORMATS["pdf"].media_type
    format = "pdf"


class ReportFileView(View):
    """One file of a published report. It never changes: the `ETag` holds its SHA-256; `Repr-Digest` too, where it is not packed for
    the way."""

    NAME = "export"
    action = "report_file"
    PATH = {"number": "Number of the report.", "name": "Language and format, such as `en.docx` or `zh.pdf`."}
    SHOWN: ClassVar = {"number": "1", "name": "en.docx"}
    renderer_classes = [JSONRenderer, Docx, Pdf]

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FRAMEWORK]

    def read(self) -> list[Snapshot]:
        return [of_one(Asked(self.request.query_params.get(FRAMEWORK.name), None, None))]

    @cached_property
    def file(self) -> Build:
        number, name = self.kwargs["number"], self.kwargs["name"]
        reports = Report.objects.published().filter(chain=self.snapshot.chain)
        report = reports.filter(number=int(number)).first() if NUMBER.fullmatch(number) else None
        if report is None:
            raise NotFound(f"No published report of {self.snapshot.chain.slug} has the number “{number}”.")
        files = {file.name: file for file in report.builds.filter(published=True).without_content()}
        if name not in files:
            raise NotFound(f"The report has no file “{name}”; it has {', '.join(sorted(files))}.")
        file = files[name]
        if file.forgotten_at:
            raise NotFound(f"The file was taken back by a redaction on {file.forgotten_at.date()}.")
        file.report = report
        return file

    def validate(self, request: Request) -> Immutable:
        return Immutable(f'W/"{self.file.sha256}"', self.file.ended_at, FRAMEWORK.name in request.query_params)

    @extend_schema(responses={(200, form.media_type): OpenApiTypes.BINARY for form in FORMATS.values()})
    def get(self, request: Request, **path: str) -> HttpResponseBase:
        self.spare()
        file = self.file
        release = Release.objects.defer("manifest").get(pk=file.report.release_id).number or 0
        headers = attached(name_of(self.snapshot.chain.slug, release, file.language, file.format))
        if not packing_for(request.headers.get("Accept-Encoding", "")):
            digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
            headers["Repr-Digest"] = f"sha-256=:{digest}:"
        content = io.BytesIO(bytes(file.content or b""))
        return FileResponse(content, content_type=FORMATS[file.format].media_type, headers=headers)
