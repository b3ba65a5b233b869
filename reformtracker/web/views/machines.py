"""What programs ask a site for: is it well, what may be read, what is there, whom to tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reformtracker.publishing.snapshot import today
from reformtracker.publishing.texts import PATHS
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
    """Whether pages can be served from here: 503 names what is not there."""
    found = {name: _answer(question) for name, question in CHECKS.items()}
    well = all(answer == "ok" for answer in found.values())
    return JsonResponse(found, status=200 if well else 503)


def _answer(question: Callable[[], str]) -> str:
    try:
        return question()
    except Exception as error:  # whatever a driver raises is the answer
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _cache() -> str:
    shared = caches["shared"]
    shared.set("readyz", "ok", 10)
    return str(shared.get("readyz", "lost"))


def _migrations() -> str:
    """The rows are asked for here: Django's loader takes no view for its table, and a view is what the public role has."""
    applied = MigrationRecorder(connection).migration_qs.values_list("app", "name")
    waiting = MigrationLoader(None).graph.nodes.keys() - set(applied)
    return f"{len(waiting)} not applied" if waiting else "ok"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "cache": _cache, "migrations": _migrations}


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
