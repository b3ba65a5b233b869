"""What a browser is told of every answer, also of those that are made before a page is: files, refusals, limits.

What a page says of itself goes first. Nothing here depends on who asks, so a kept answer may be given to anybody.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from reformtracker.api.reach import is_for_everyone

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of what is no page: opened by itself, it may load, send and run nothing."""
EVERY = {
    "Content-Security-Policy": NOTHING,
    # No other site may hold it, as a picture or a script; open data and embedded charts say otherwise.
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_PAGES = {"Cross-Origin-Embedder-Policy": "require-corp"}
"""Nothing of another site comes into a page, unless that site allows it."""


class Fences:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_for_everyone(request):
            # The next to sit at this machine must not find it in the browser.
            response.headers.setdefault("Cache-Control", "private, no-store")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        for name, value in {**EVERY, **(OF_PAGES if is_page else {})}.items():
            response.headers.setdefault(name, value)
        return response
