"""The language of a page is the first word of its path, and nothing else: so a page can be cached and cited."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from reformtracker.publishing.texts import PATHS, html_code

DEFAULT = "en"


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = first_word(request)
        if first in PATHS:
            language = PATHS[first]
        elif first == "admin":
            language = translation.get_language_from_request(request)
        else:
            language = DEFAULT
        with translation.override(language):
            response = self.get_response(request)
        if first in PATHS:
            response.headers.setdefault("Content-Language", html_code(language))
        return response


def first_word(request: HttpRequest) -> str:
    return request.path_info.lstrip("/").split("/", 1)[0]


def preferred(request: HttpRequest) -> str:
    """The first language of Accept-Language that the tracker speaks, as written in paths. Only `/` asks."""
    for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = tag.split("-")[0]
        if code in PATHS:
            return code
    return DEFAULT
