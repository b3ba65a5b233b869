from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def initiative_page(request: HttpRequest, lang: str, fw: str, code: str) -> HttpResponse:
    raise NotImplementedError
