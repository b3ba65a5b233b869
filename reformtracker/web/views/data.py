from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import dataset, documents, downloads, recipes
from reformtracker.web.page import open_site_page


@require_safe
def data_page(request: HttpRequest, lang: str) -> HttpResponse:
    page = open_site_page(request, lang)
    public = documents.record(page.snapshots)
    found = downloads.packages(public)
    context = {
        "packages": found,
        "recipes": recipes.of(found[0].snapshot) if found else [],
        "dataset": dataset.of_site(page, found, public.frameworks),
    }
    return page.render("web/data.html", context)
