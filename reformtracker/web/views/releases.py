from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def release_list(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    raise NotImplementedError


@require_safe
def release_page(request: HttpRequest, lang: str, fw: str, number: int) -> HttpResponse:
    raise NotImplementedError
