"""A public page with a draft taken as live: the real view, on the rehearsal of the next release.

The view gets a request of its own, without the person, their session or anything that a cache could keep; its answer is
written out in full before the rehearsal is undone. Its addresses carry the path of the preview as a server's own prefix,
so that links, forms and the language switch stay inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import Resolver404, get_script_prefix, resolve, set_script_prefix
from django.utils import translation
from django.utils.translation import gettext as _

from reformtracker.publishing.actions.rehearsing import rehearsed
from reformtracker.publishing.models import Version
from reformtracker.publishing.texts import PATHS, direction, html_code
from reformtracker.web.language import first_word

_BODY = re.compile(r"<body[^>]*>")


class NotThere(Exception):
    """The public would find nothing at this address; the sentence says so."""


def render(request: HttpRequest, versions: Sequence[Version], path: str) -> HttpResponse:
    """NotThere where the public would find nothing, NotRehearsed where the versions cannot become public."""
    prefix = request.path[: len(request.path) - len(path)]
    inner = _public_request(request, prefix, path)
    with rehearsed(versions), _under(prefix), translation.override(PATHS.get(first_word(inner), "en")):
        html = _answer(inner)
        language = translation.get_language() or "en"
    return _marked(html.replace(f"{settings.SITE_URL}{prefix}", f"{settings.SITE_URL}/"), versions, language)


def _public_request(request: HttpRequest, prefix: str, path: str) -> HttpRequest:
    """What an anonymous reader would send: no cookie, no session, no condition that could be answered by 304."""
    inner = HttpRequest()
    inner.method = "GET"
    inner.path, inner.path_info = request.path, f"/{path}"
    inner.META = {
        "PATH_INFO": inner.path_info,
        "SCRIPT_NAME": prefix.rstrip("/"),
        "QUERY_STRING": request.META.get("QUERY_STRING", ""),
        "SERVER_NAME": request.META.get("SERVER_NAME", ""),
        "SERVER_PORT": request.META.get("SERVER_PORT", ""),
        "HTTP_HOST": request.get_host(),
        "REQUEST_METHOD": "GET",
    }
    inner.GET = QueryDict(inner.META["QUERY_STRING"])
    inner.user = AnonymousUser()
    return inner


@contextmanager
def _under(prefix: str) -> Iterator[None]:
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


def _answer(inner: HttpRequest) -> str:
    """The page in full, whatever its status."""
    try:
        match = resolve(inner.path_info)
        if match.namespace != "web":
            raise NotThere(_("Only pages can be previewed; files and the API hold what is published."))
        response = match.func(inner, *match.args, **match.kwargs)
    except (Http404, Resolver404) as error:
        raise NotThere(_("The public would find nothing at this address.")) from error
    except BadRequest as error:
        raise NotThere(str(error)) from error
    if response.streaming or not response.headers["Content-Type"].startswith("text/html"):
        raise NotThere(_("Only pages can be previewed; files and the API hold what is published."))
    if response.status_code != 200:
        raise NotThere(_("The public would be sent on from this address."))
    return str(response.content.decode())


def _marked(html: str, versions: Sequence[Version], language: str) -> HttpResponse:
    """With the banner, which speaks the language of the staff pages; for nobody's cache and no index."""
    own = translation.get_language() or "en"
    context = {"versions": versions, "lang": html_code(own), "dir": direction(own)}
    banner = render_to_string("web/_preview.html", context)
    html = html.replace("</head>", f"{render_to_string('web/_preview_head.html')}</head>", 1)
    response = HttpResponse(_BODY.sub(lambda body: body[0] + banner, html, count=1))
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Content-Language"] = html_code(language)
    return response
