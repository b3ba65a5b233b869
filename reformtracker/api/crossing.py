"""Scripts of any site may read (CORS): the same headers on every answer, refusals and redirects among them.

A library would add `Vary: Origin` to each answer, and leave the headers out for who names no origin; shared caches would then
keep a copy for each site that reads.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from reformtracker.api.reach import is_open_data

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = (
    *("ETag", "Last-Modified", "Link", "Content-Disposition", "Content-Language"),
    *("Retry-After", "RateLimit", "RateLimit-Policy", "Deprecation", "Sunset"),
)
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    # Nobody signs in here, so no header can do harm.
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


class Crossing:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_open_data(request):
            return self.get_response(request)
        response = _preflight() if _is_preflight(request) else self.get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
        # Frames and pictures of other sites may hold it as well.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _is_preflight(request: HttpRequest) -> bool:
    """It carries the query of the request that follows: let that one be refused in words."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _preflight() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    del response.headers["Content-Type"]
    return response
