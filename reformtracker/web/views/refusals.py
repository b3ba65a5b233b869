"""Pages that say no, in the look of the others. They ask no database: it may be what is missing."""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from reformtracker.web import nearest, search
from reformtracker.web.page import BadSnapshot, NoSuchFramework, Page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    asked = exception if isinstance(exception, BadSnapshot) else None
    page = Page(request)
    return page.render("400.html", {"refusal": asked, "nearest": nearest.links(page)}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return Page(request).render("403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    page = Page(request)
    found = {"asked": _words(request.path), "nearest": nearest.links(page, _framework(request, exception))}
    return page.render("404.html", found, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return Page(request).render("500.html", status=500)


def _framework(request: HttpRequest, exception: Exception) -> str:
    """The framework in which something was looked for. It has been found: a page of a framework begins with that."""
    match = request.resolver_match
    known = match is not None and not isinstance(exception, NoSuchFramework)
    return str(match.kwargs.get("fw", "")) if match and known else ""


def _words(path: str) -> str:
    """What the end of the address names, to search for: `burkina faso`, `2.4.2`."""
    last = unquote(path.rstrip("/").rpartition("/")[2])
    return search.clean(re.sub(r"[-_]+", " ", last))
