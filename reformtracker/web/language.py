"""The language of a page is the first word of its path, and nothing else: so a page can be cached and cited."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from reformtracker.publishing.texts import PATHS, html_code


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = request.path_info.lstrip("/").split("/", 1)[0]
        if first in PATHS:
            language = PATHS[first]
        elif first == "admin":
            language = translation.get_language_from_request(request)
        else:
            language = "en"
        with translation.override(language):
            response = self.get_response(request)
        if first in PATHS:
            response.headers.setdefault("Content-Language", html_code(language))
        return response
