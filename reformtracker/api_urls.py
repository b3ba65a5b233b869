"""The addresses of the API. Included under `api/v1/`; `docs_urlpatterns` under `api/docs/`."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.urls import URLPattern, path, re_path, reverse
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from benefits.api import Indicators, Observations
from casestudies.api import CaseStudies, Challenges, CorrectiveActions, Countries
from initiatives.api import Entities, Frameworks, Initiatives, Milestones, Objectives
from reformtracker.api.changes import Changes
from reformtracker.api.documents import Documents
from reformtracker.api.releases import Releases
from reformtracker.api.views import Missing, Resource, View
from reformtracker.reporting.api import ReportFileView, Reports
from reformtracker.web.views.exports import DataPackage, ObservationsCsv, TrackerXlsx
from reformtracker.web.views.release_files import ReleaseFiles, ReleaseFileView

app_name = "api"

RESOURCES: tuple[type[Resource], ...] = (
    *(Frameworks, Objectives, Initiatives, Indicators, Observations),
    *(CaseStudies, Challenges, CorrectiveActions, Milestones),
    *(Countries, Documents, Entities, Releases, Changes, Reports),
)


class Root(View):
    """The resources and their addresses."""

    NAME = "root"
    schema = None  # type: ignore[assignment]  # how DRF leaves a view out of the description

    def get(self, request: Request) -> Response:
        listed = {view.NAME: f"{settings.SITE_URL}{reverse(f'api:{view.NAME}-list')}" for view in RESOURCES}
        return Response({**listed, "schema": f"{settings.SITE_URL}{reverse('api:schema')}"})


_one_at_a_time = Lock()


@cache
def _description(site: str) -> dict[str, Any]:
    """Made once for each public address of the site: the code says the same for as long as it runs."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # ships no types
    return made


class Schema(View, SpectacularJSONAPIView):
    """This API in OpenAPI 3.1."""

    NAME = "schema"
    schema = None  # type: ignore[assignment]  # how DRF leaves a view out of the description

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        # What describes a view is shared by all threads while it does so.
        with _one_at_a_time:
            return Response(_description(settings.SITE_URL))


def _routes(view: type[Resource]) -> list[URLPattern]:
    lists = view.as_view({"get": "list"})
    found = [path(f"{view.NAME}/", lists, name=f"{view.NAME}-list")]
    for variable in view.PATH:
        # A symbol such as A/75/202 goes over several segments.
        converter = "path" if view is Documents else "str"
        member = view.as_view({"get": "retrieve"})
        found.append(path(f"{view.NAME}/<{converter}:{variable}>/", member, name=f"{view.NAME}-detail"))
    return found


urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("schema/", Schema.as_view(), name="schema"),
    path("releases/<str:number>/manifest/", Releases.as_view({"get": "manifest"}), name="releases-manifest"),
    path("releases/<str:number>/contents/", Releases.as_view({"get": "contents"}), name="releases-contents"),
    path("export/observations.csv", ObservationsCsv.as_view(), name="export-observations"),
    path("export/tracker.xlsx", TrackerXlsx.as_view(), name="export-tracker"),
    path("export/datapackage.zip", DataPackage.as_view(), name="export-datapackage"),
    path("export/releases/<str:number>/", ReleaseFiles.as_view(), name="export-release"),
    path("export/releases/<str:number>/<str:name>", ReleaseFileView.as_view(), name="export-release-file"),
    path("export/reports/<str:number>/<str:name>", ReportFileView.as_view(), name="export-report-file"),
    *(route for view in RESOURCES for route in _routes(view)),
    # Only with a slash at the end: without one, Django redirects to the address that has it.
    re_path(r"^.*/$", Missing.as_view(), name="missing"),
]

docs_urlpatterns = [path("", TemplateView.as_view(template_name="api/docs.html"), name="api-docs")]
