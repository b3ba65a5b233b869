"""The outermost of the middleware: gives each request its id, then logs and counts how it was answered; the front door does the
same for what it answers itself.

Of a request nothing is told that its sender chose: a route instead of the address, and no query, host, browser or network address.

It also answers Prometheus, who asks each server by the name of its container, which is no host of the site.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from hmac import compare_digest
from http import HTTPStatus
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST

from reformtracker.watching import trace
from reformtracker.watching.counts import REQUESTS, SECONDS, exposed
from reformtracker.web import gauges
from reformtracker.web.routes import route_of

log = logging.getLogger(__name__)

METRICS = "/metrics"
FOLLOWED = "tracker.request"
"""In `META`: the id that the request has been given."""
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Watching:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        follow(request)
        if request.path_info == METRICS and settings.METRICS_TOKEN:
            return _metrics(request)
        begun = perf_counter()
        response = self.get_response(request)
        note(request.method or "", route_of(request), response.status_code, perf_counter() - begun)
        return response


def follow(request: HttpRequest) -> None:
    """Once for each request, whether in front of Django or in it. Anybody may send an id; only a proxy of ours is believed."""
    if FOLLOWED not in request.META:
        said = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
        request.META[FOLLOWED] = trace.follow(said)


def note(method: str, route: str, status: int, seconds: float) -> None:
    if method not in METHODS:
        method = "other"
    REQUESTS.labels(route, method, status).inc()
    SECONDS.labels(route).observe(seconds)
    if log.isEnabledFor(logging.INFO):
        facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        said = (method, status, route)
        # As `log.info` does, which would first look for the line of code that calls it: half of what all this costs.
        log.handle(log.makeRecord(log.name, logging.INFO, "", 0, "%s %s %s", said, None, extra={"facts": facts}))


def _metrics(request: HttpRequest) -> HttpResponse:
    """What the processes of this server have counted, and how things stand."""
    said = request.headers.get("Authorization", "").encode(errors="surrogatepass")
    if not compare_digest(said, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(
        exposed() + gauges.exposed(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )
