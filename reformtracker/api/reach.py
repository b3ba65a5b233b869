"""Which addresses are open data: read by programs of any site, and counted; and which are for everyone."""

from __future__ import annotations

from django.http import HttpRequest

OPEN = ("/api/", "/sdmx/")
BULK = "/api/v1/export/"
STAFF = "/admin/"


def is_open_data(request: HttpRequest) -> bool:
    return request.path_info.startswith(OPEN)


def is_for_everyone(request: HttpRequest) -> bool:
    """Open data and public pages: the same answer for whoever asks, and no secret in it."""
    return not request.path_info.startswith(STAFF)
