from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reformtracker.web import answers, listing
from reformtracker.web.brief import SCOPES, brief
from reformtracker.web.overview import read
from reformtracker.web.page import open_page
from reformtracker.web.score import score, status_mark
from reformtracker.web.views.overview import UnansweredRow, case_row, gaps, obstacle_row


@require_safe
def brief_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw, known=SCOPES)
    shown = brief(page, read(page.snapshot))
    overview = shown.overview
    late_is_said = answers.mostly_late(overview.judged)
    return page.render(
        "web/brief.html",
        {
            "brief": shown,
            "lead": answers.lead(overview),
            "deck": answers.deck(overview),
            "rows": score(overview).rows,
            "tables": listing.tables(overview, late_is_said=late_is_said),
            "gaps": [gap for gap in gaps(overview) if gap.lines],
            "obstacles": [obstacle_row(one) for one in overview.obstacles],
            "unanswered": [UnansweredRow(line, status_mark(line)) for line in overview.unanswered],
            "cases": [case_row(page, version) for version in overview.cases],
        },
    )
