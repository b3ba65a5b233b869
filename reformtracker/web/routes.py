"""What kind of address was asked for: its pattern, never what stands in the places of it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

ROUTE = "tracker.route"
"""In `META`, where an answer was kept and no address was looked up."""


def route_of(request: HttpRequest) -> str:
    """Empty where there is no such address."""
    if request.resolver_match is not None:
        return request.resolver_match.route
    if request.path_info.startswith(settings.STATIC_URL):
        return settings.STATIC_URL.strip("/")
    return str(request.META.get(ROUTE, ""))
