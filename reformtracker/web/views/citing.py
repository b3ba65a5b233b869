from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import citing
from reformtracker.web.page import open_page


@require_safe
def citation(request: HttpRequest, lang: str, fw: str, kind: str, form: str, **called: str) -> HttpResponse:
    """One page as a reference manager reads it. `called` is the code or the slug of the path."""
    page = open_page(request, lang, fw)
    work = citing.read(page, kind, next(iter(called.values())))
    write, media_type = citing.FORMS[form]
    headers = {"Content-Disposition": f'attachment; filename="{work.id}.{form}"'}
    return HttpResponse(write(work), content_type=f"{media_type}; charset=utf-8", headers=headers)
