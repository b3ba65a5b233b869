"""Pages that say no, in the look of the others. They ask no database: it may be what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from reformtracker.web.page import BadSnapshot, Page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    asked = exception if isinstance(exception, BadSnapshot) else None
    return Page(request).render("400.html", {"refusal": asked}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return Page(request).render("403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return Page(request).render("404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return Page(request).render("500.html", status=500)
