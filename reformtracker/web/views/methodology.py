from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import documents, methodology, numbers
from reformtracker.web.page import open_site_page


@require_safe
def methodology_page(request: HttpRequest, lang: str) -> HttpResponse:
    page = open_site_page(request, lang)
    frameworks = documents.record(page.snapshots).frameworks.values()
    return page.render(
        "web/methodology.html",
        {
            "comma": numbers.convention().comma,
            "answer": methodology.answer(page.snapshot),
            "status": methodology.statuses(),
            "verdict": methodology.verdicts(),
            "given": methodology.given(),
            "changes": methodology.changes(),
            "cause": methodology.causes(),
            "leeway": methodology.leeway(),
            "example": methodology.example(page.snapshot),
            "official": methodology.official(frameworks),
        },
    )
