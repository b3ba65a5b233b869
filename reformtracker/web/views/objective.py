from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.publishing.texts import text
from reformtracker.web import answers, initiative, listing, objective, references
from reformtracker.web.gaps import gaps
from reformtracker.web.page import open_page
from reformtracker.web.score import status_mark
from reformtracker.web.views.overview import UnansweredRow, case_row, obstacle_row


@require_safe
def objective_page(request: HttpRequest, lang: str, fw: str, code: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    shown = objective.read(page.snapshot, code)
    if shown.version.is_withdrawal:
        return page.render("web/objective.html", {"shown": shown})
    overview = shown.overview
    figures, keys = listing.multiples(page, listing.with_target(overview))
    return page.render(
        "web/objective.html",
        {
            "shown": shown,
            "name": text(shown.version, "name"),
            "summary": text(shown.version, "summary"),
            "answer": initiative.answer(overview.judged),
            "facts": objective.facts(shown),
            "parts": objective.parts(page, shown),
            "figures": figures,
            "keys": keys,
            "tables": listing.tables(overview, late_is_said=answers.mostly_late(overview.judged)),
            "sources": references.references(shown.version.citations.all()),
            "gaps": list(gaps(overview)),
            "obstacles": [obstacle_row(one) for one in overview.obstacles],
            "unanswered": [UnansweredRow(line, status_mark(line)) for line in overview.unanswered],
            "cases": [case_row(page, version) for version in overview.cases],
        },
    )
