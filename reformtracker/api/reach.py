"""Which addresses are open data: read by programs of any site, packed, and counted."""

from __future__ import annotations

from django.http import HttpRequest

OPEN = ("/api/", "/sdmx/")
BULK = "/api/v1/export/"


def is_open_data(request: HttpRequest) -> bool:
    return request.path_info.startswith(OPEN)
