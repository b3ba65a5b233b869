from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from reformtracker.api.reach import is_for_everyone


class Cookieless:
    """What is for everyone is made without any cookie: nothing of it can depend on one, and none is answered by another (as
    Django answers one of its own that is not well formed)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_for_everyone(request):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)
