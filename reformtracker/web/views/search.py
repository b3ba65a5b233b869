from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import results, search
from reformtracker.web.page import open_site_page


@require_safe
def search_page(request: HttpRequest, lang: str) -> HttpResponse:
    page = open_site_page(request, lang, known=("q", "kind"))
    written = request.GET.get("q", "")
    asked = search.clean(written)
    found = results.results(page, asked, request.GET.get("kind", "")) if asked else None
    return page.render(
        "web/search.html",
        {
            "asked": asked,
            "found": found,
            "longest": search.LONGEST,
            "is_cut": len(" ".join(written.split())) > search.LONGEST,
        },
    )
