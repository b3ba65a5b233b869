"""Bulk files of the API: always one whole snapshot, or one indicator of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from benefits.models import IndicatorVersion
from reformtracker.api import parameters
from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.parameters import AS_OF, FRAMEWORK, RELEASE, Parameter
from reformtracker.api.snapshot import of_one
from reformtracker.api.tables.answer import CSV, XLSX, Csv, Xlsx, attached, written_first
from reformtracker.api.tables.workbook import too_large
from reformtracker.api.views import View
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import PATHS
from reformtracker.web.exports.files import csv_lines, name_of, write_workbook
from reformtracker.web.exports.package import write_package
from reformtracker.web.exports.rows import Export, fits_a_sheet

LANG = Parameter("lang", "Language of the texts.", {"type": "string", "enum": [*PATHS], "default": "en"})
INDICATOR = Parameter("indicator", "Code of an indicator: only what there is of that one.", {"type": "string"})


ZIP = "application/zip"


class Zip(JSONRenderer):
    media_type = ZIP
    format = "zip"


class Bulk(View):
    NAME = "export"
    LATENESS = True
    action: ClassVar[str]

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FRAMEWORK, AS_OF, RELEASE, LANG, INDICATOR]

    def read(self) -> list[Snapshot]:
        return [of_one(self.asked)]

    def export(self, request: Request) -> Export:
        asked = request.query_params
        snapshot, code = self.snapshot, asked.get(INDICATOR.name, "")
        public = IndicatorVersion.objects.published(snapshot.number).filter(thing__chain=snapshot.chain)
        if code and not public.filter(thing__code=code).exists():
            message = f"No indicator called “{code}” is public in release {snapshot.number}."
            raise BadParameters(Fault(INDICATOR.name, "unknown", message))
        self.spare()
        return Export(snapshot, parameters.choice(asked, LANG), code)


class ObservationsCsv(Bulk):
    """Every observation of a snapshot, or of one indicator in it, as CSV: UTF-8, one head, with unit, sources, date and
    licence in each line."""

    action = "observations_csv"
    renderer_classes = [JSONRenderer, Csv]

    @extend_schema(responses={(200, CSV): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponseBase:
        export = self.export(request)
        return StreamingHttpResponse(
            csv_lines(export),
            content_type=f"{CSV}; charset=utf-8; header=present",
            headers=attached(name_of(export, "observations", "csv")),
        )


class TrackerXlsx(Bulk):
    """A whole snapshot as a workbook: indicators, observations, case studies, challenges, actions, milestones, documents.
    Of one indicator: its definition and its observations."""

    action = "tracker_xlsx"
    renderer_classes = [JSONRenderer, Xlsx]

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponseBase:
        export = self.export(request)
        if not fits_a_sheet(export):
            raise too_large("framework")
        address, name = f"{settings.SITE_URL}{request.get_full_path()}", name_of(export, "tracker", "xlsx")
        return written_first(lambda file: write_workbook(export, file, address), XLSX, attached(name))


class DataPackage(Bulk):
    """A whole snapshot as a Frictionless Data Package: a zip of CSVs with their schema, a README, the licence and how to
    cite it."""

    action = "datapackage_zip"
    renderer_classes = [JSONRenderer, Zip]

    def parameters(self, action: str | None) -> list[Parameter]:
        return [FRAMEWORK, AS_OF, RELEASE, LANG]

    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponseBase:
        export = self.export(request)
        address, name = f"{settings.SITE_URL}{request.get_full_path()}", name_of(export, "datapackage", "zip")
        return written_first(lambda file: write_package(export, file, address), ZIP, attached(name))
