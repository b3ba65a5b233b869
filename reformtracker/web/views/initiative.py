from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.publishing.texts import text
from reformtracker.web import initiative, listing, references
from reformtracker.web.page import open_page
from reformtracker.web.score import status_mark
from reformtracker.web.views.overview import UnansweredRow, obstacle_row


@require_safe
def initiative_page(request: HttpRequest, lang: str, fw: str, code: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    shown = initiative.read(page.snapshot, code)
    if shown.version.is_withdrawal:
        return page.render("web/initiative.html", {"shown": shown})
    figures, marks_used = listing.multiples(page, shown.drawn)
    bands = initiative.bands(page, shown.qualitative)
    return page.render(
        "web/initiative.html",
        {
            "shown": shown,
            "name": text(shown.version, "name"),
            "answer": initiative.answer(shown.judged),
            "facts": initiative.facts(shown),
            "figures": figures,
            "keys": marks_used,
            "bands": bands,
            "tables": listing.tables(shown.overview, late_is_said=False),
            "benefit": text(shown.version, "expected_benefit"),
            "goals": initiative.goals(page, shown.version),
            "leads": [text(lead.entity, "name") for lead in shown.version.leads.all()],
            "sources": references.references(shown.version.citations.all()),
            "context": initiative.context(shown.context),
            "cases": initiative.cases(page, shown),
            "obstacles": [obstacle_row(one) for one in shown.overview.obstacles],
            "unanswered": [UnansweredRow(line, status_mark(line)) for line in shown.overview.unanswered],
        },
    )
