from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from reformtracker.api import parameters
from reformtracker.api.errors import BadParameters, Fault
from reformtracker.api.parameters import DEFAULT_PAGE_SIZE, PAGE, PAGE_SIZE, RELEASE

DEEPEST = 10_000
"""Rows that a list gives page by page; whoever wants more wants the bulk files."""

BULK = ("/api/v1/export/observations.csv", "/api/v1/export/tracker.xlsx", "/api/v1/export/datapackage.zip")


class Pages(BasePagination):
    """`count`, `next`, `previous`, `results`. Links keep every parameter of the request, and the snapshot: what is published
    while somebody walks through the pages would move rows from one to the other."""

    count: int
    page: int
    pages: int
    request: Request
    pinned: str = ""
    """The release that was read, where the request named no snapshot and every page of a walk can name it."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """A slice of the queryset, not read yet. `view`: a `Resource`."""
        size = parameters.number(request.query_params, PAGE_SIZE) or DEFAULT_PAGE_SIZE
        self.page = parameters.number(request.query_params, PAGE) or 1
        self.request = request
        self.pinned = view.pinned
        self.count = view.count(queryset)
        self.pages = max(-(-self.count // size), 1)
        if self.page > self.pages:
            allowed = f"1 to {self.pages}"
            raise BadParameters(
                Fault("page", "out_of_range", f"There is no page {self.page}; pages run from {allowed}.", [allowed])
            )
        start, end = (self.page - 1) * size, min(self.page * size, self.count)
        if end > DEEPEST:
            message = f"A list gives its first {DEEPEST} rows; take the whole from a bulk file: {', '.join(BULK)}."
            raise BadParameters(Fault("page", "too_deep", message, [f"1 to {DEEPEST // size}", *BULK]))
        return queryset[start:end]

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        return Response(
            {
                "count": self.count,
                "next": self._link(self.page + 1) if self.page < self.pages else None,
                "previous": self._link(self.page - 1) if self.page > 1 else None,
                "results": data,
            }
        )

    def _link(self, page: int) -> str:
        """Of the site, whatever host and port were asked: the answer is kept and given to others."""
        here = f"{settings.SITE_URL}{self.request.get_full_path()}"
        there = replace_query_param(here, RELEASE.name, self.pinned) if self.pinned else here
        return str(replace_query_param(there, PAGE.name, page))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {"count": {"type": "integer"}, "next": link, "previous": link, "results": schema},
        }
