from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import following, goals, references
from reformtracker.web.overview import read
from reformtracker.web.page import open_page


@require_safe
def crosswalk_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    """The original goals of the reform against the initiatives, and the indicators of the frameworks before and after."""
    page = open_page(request, lang, fw)
    sources = references.references(page.framework.citations.select_related("document"))
    context = {
        "crosswalk": goals.crosswalk(page, read(page.snapshot)),
        "crossings": following.crossings(page),
        "sources": sources,
    }
    return page.render("web/crosswalk.html", context)
