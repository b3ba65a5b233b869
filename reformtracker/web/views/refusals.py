"""Pages that say no, in the look of the others. They ask no database: it may be what is missing."""

from __future__ import annotations

import errno
import re
import sys
from http import HTTPStatus
from urllib.parse import unquote

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

from reformtracker.api import errors
from reformtracker.api.reach import is_open_data
from reformtracker.web import nearest, search
from reformtracker.web.page import BadSnapshot, NoSuchFramework, Page

AGAIN = 5
"""Seconds. PostgreSQL is back sooner, if it was only restarted."""


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
    """503 for what is for now: asked again in a moment, it may be answered."""
    is_for_now = _is_for_now(sys.exception())
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_for_now else HTTPStatus.INTERNAL_SERVER_ERROR
    if is_open_data(request):
        said = errors.details(status, status.description, request.path)
        answer: HttpResponse = JsonResponse(said, status=status, content_type=errors.MEDIA_TYPE)
    else:
        answer = Page(request).render("500.html", status=status)
    if is_for_now:
        answer.headers["Retry-After"] = str(AGAIN)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_for_now(fault: BaseException | None) -> bool:
    """The database is away, or did not get to it; or a disk is full."""
    is_full = isinstance(fault, OSError) and fault.errno == errno.ENOSPC
    return is_full or isinstance(fault, OperationalError | InterfaceError)


def _framework(request: HttpRequest, exception: Exception) -> str:
    """The framework in which something was looked for. It has been found: a page of a framework begins with that."""
    match = request.resolver_match
    known = match is not None and not isinstance(exception, NoSuchFramework)
    return str(match.kwargs.get("fw", "")) if match and known else ""


def _words(path: str) -> str:
    """What the end of the address names, to search for: `burkina faso`, `2.4.2`."""
    last = unquote(path.rstrip("/").rpartition("/")[2])
    return search.clean(re.sub(r"[-_]+", " ", last))
