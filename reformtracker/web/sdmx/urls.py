"""The addresses under `/sdmx/`, as the standard has them: each further part of a path narrows the question."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path, re_path

from reformtracker.web.sdmx.structures import RESOURCES
from reformtracker.web.sdmx.views import Available, Data, Elsewhere, SdmxView, Structures

app_name = "sdmx"


def _each_deeper(view: type[SdmxView], start: str, *parts: str, least: int = 0, **given: str) -> Iterator[URLPattern]:
    """With at least so many of the parts."""
    for depth in range(least, len(parts) + 1):
        route = "/".join([start, *(f"<str:{part}>" for part in parts[:depth])])
        yield path(route, view.as_view(), given or None, name=f"{start}-{depth}")


urlpatterns = [
    path("", Structures.as_view(), {"resource": "dataflow"}, name="root"),
    *(
        pattern
        for resource in (*RESOURCES, "structure")
        for pattern in _each_deeper(Structures, resource, "agency", "artefact", "version", "item", resource=resource)
    ),
    *_each_deeper(Data, "data", "flow", "key", "provider", least=1),
    *_each_deeper(Available, "availableconstraint", "flow", "key", "provider", "component", least=1),
    re_path(r"^(?P<path>.*)$", Elsewhere.as_view(), name="missing"),
]
