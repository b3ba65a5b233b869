"""Django's test client, but coming in where a server does: by the front door, which gives the pages that are kept.

Each is a process of its own, with what it has kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler

from reformtracker.web.front import Front

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@contextmanager
def connections_stay_open() -> Iterator[None]:
    """As Django's client sees to it: a test stands within a transaction, which would end with its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        with mock.patch("reformtracker.web.front.close_old_connections"):
            yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class _Handler(ClientHandler):
    def __init__(self, enforce_csrf_checks: bool) -> None:
        super().__init__(enforce_csrf_checks)
        self._front = Front(self._django)

    def __call__(self, environ: WSGIEnvironment) -> Any:
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None, /) -> Any:
            said[:] = status, headers

        with connections_stay_open():
            body = self._front(environ, start_response)
        if isinstance(body, HttpResponseBase):
            return body
        status, headers = said
        response: Any = HttpResponse(b"".join(body), status=int(status.split()[0]))
        del response.headers["Content-Type"]
        for name, value in headers:
            response.headers[name] = value
        response.wsgi_request = WSGIRequest(environ)
        return response

    def _django(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        response = super().__call__(environ)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response


class FrontClient(Client):
    def __init__(self, enforce_csrf_checks: bool = False, **more: Any) -> None:
        super().__init__(enforce_csrf_checks, **more)
        self.handler = _Handler(enforce_csrf_checks)
