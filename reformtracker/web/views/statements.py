"""What the site says of itself. The statements are held to the settings and the tests: change them together."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import numbers
from reformtracker.web.page import open_site_page

STATED = date(2026, 11, 25)
"""The day on which the statement on accessibility was last held against the site."""


@require_safe
def accessibility_page(request: HttpRequest, lang: str) -> HttpResponse:
    page = open_site_page(request, lang)
    return page.render("web/accessibility.html", {"contact": settings.DEFAULT_FROM_EMAIL, "day": numbers.day(STATED)})


@require_safe
def privacy_page(request: HttpRequest, lang: str) -> HttpResponse:
    page = open_site_page(request, lang)
    hours = settings.SESSION_COOKIE_AGE // 3600
    return page.render("web/privacy.html", {"contact": settings.DEFAULT_FROM_EMAIL, "hours": hours})
