"""The front door: pages that are kept are given before Django begins, which is most of what they would cost.

Whoever asks for anything else is led on to Django, and what comes back is kept if `keeping.Pages` has found that it may be. Given
is only what Django itself has answered before to the same question, with all headers that it put there.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections

from reformtracker.api.reach import is_open_data
from reformtracker.publishing import epoch
from reformtracker.web import watching
from reformtracker.web.keeping import FAILED, READY, Store, answer_from, is_public

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Asked(WSGIRequest):
    """As much of a request as says which answer is meant. To read all of it, as Django does, would cost more than to find one."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = self.META = environ
        self.path = self.path_info = environ.get("PATH_INFO", "")
        self.method = environ["REQUEST_METHOD"]


class Front:
    def __init__(self, django: WSGIApplication) -> None:
        self.django = django
        self.store = Store(_epoch)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun = perf_counter()
        if not settings.KEEP_SECONDS or not _is_plain(environ):
            return self.django(environ, start_response)
        request = Asked(environ)
        if is_open_data(request) or not is_public(request):
            return self.django(environ, start_response)
        watching.follow(request)
        try:
            key = self.store.key(request)
            kept = self.store.get(key)
        except Exception as error:
            # Whatever it is: Django tells its reader and the log, as of any fault.
            environ[FAILED] = error
            return self.django(environ, start_response)
        if kept is None:
            return self._made(key, environ, start_response)
        answer = answer_from(kept, request, "kept")
        start_response(f"{answer.status.value} {answer.status.phrase}", list(answer.headers.items()))
        watching.note(request.method or "", kept.route, answer.status.value, perf_counter() - begun)
        return [answer.body]

    def _made(self, key: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = self.django(environ, start_response)
        if environ["REQUEST_METHOD"] == "GET" and (kept := environ.get(READY)):
            self.store.put(key, kept)
        return body


def _is_plain(environ: WSGIEnvironment) -> bool:
    """As every address of a page is: there is nothing in it that Django would first have to decode or take off."""
    return not environ.get("SCRIPT_NAME") and environ.get("PATH_INFO", "").isascii()


def _epoch() -> str:
    """In front of Django nobody else sees to it that a connection is not too old, or dead."""
    close_old_connections()
    try:
        return epoch.read()
    finally:
        close_old_connections()
