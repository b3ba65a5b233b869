from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.publishing.texts import text
from reformtracker.web import following, initiative, references
from reformtracker.web.handover import handover
from reformtracker.web.page import open_page


@require_safe
def handover_page(request: HttpRequest, lang: str, fw: str, code: str) -> HttpResponse:
    """What becomes of an initiative after benefits management; 404 for one that was withdrawn."""
    page = open_page(request, lang, fw)
    shown = initiative.read(page.snapshot, code)
    if shown.version.is_withdrawal:
        raise Http404(code)
    context = {
        "shown": shown,
        "name": text(shown.version, "name"),
        "handover": handover(shown),
        "onward": following.onward(page, shown.overview.lines),
        "sources": references.references(shown.version.citations.all()),
    }
    return page.render("web/handover.html", context)
