"""What programs ask a site for: is it well, what may be read, what is there, whom to tell."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reformtracker.publishing.snapshot import today
from reformtracker.publishing.texts import PATHS
from reformtracker.web import checks
from reformtracker.web.sitemap import entries

TEXT = "text/plain; charset=utf-8"
VALID_FOR = timedelta(days=180)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type=TEXT)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served from here, and what is missing: 503 only where it is needed for that."""
    found = checks.answers()
    state = checks.state(found)
    return JsonResponse({"state": state, **found}, status=503 if state == "unavailable" else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ("User-agent: *", "Disallow: /admin/", "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", "")
    return HttpResponse("\n".join(lines), content_type=TEXT)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    expires = datetime.combine(today() + VALID_FOR, time.min, UTC)
    lines = (
        f"Contact: mailto:{settings.DEFAULT_FROM_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(PATHS)}",
        f"Canonical: {settings.SITE_URL}{request.path}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type=TEXT)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "sitemap.xml", {"entries": entries()}, content_type="application/xml; charset=utf-8")
