from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import dataset, documents, downloads
from reformtracker.web.page import open_site_page


@require_safe
def data_page(request: HttpRequest, lang: str) -> HttpResponse:
    page = open_site_page(request, lang)
    public = documents.record(page.snapshots)
    found = downloads.packages(public)
    examples = {}
    if found:
        first = found[0].snapshot
        examples = {"curl": downloads.curl(first), "python": downloads.python(first)}
    return page.render(
        "web/data.html", {"packages": found, "dataset": dataset.of_site(page, found, public.frameworks), **examples}
    )
