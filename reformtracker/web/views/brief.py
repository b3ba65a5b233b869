from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.web import answers, listing, paper, qr
from reformtracker.web.brief import SCOPES, Brief, brief
from reformtracker.web.gaps import gaps
from reformtracker.web.overview import read
from reformtracker.web.page import BadSnapshot, FrameworkPage, open_page
from reformtracker.web.score import score, status_mark
from reformtracker.web.views.overview import UnansweredRow, case_row, obstacle_row

MOST_LINES = 200
"""Indicators in a PDF: what a server lays out in a few seconds. The page has no such bound."""


@require_safe
def brief_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw, known=SCOPES)
    shown = brief(page, read(page.snapshot))
    fits = len(shown.overview.lines) <= MOST_LINES
    return page.render("web/brief.html", {**_context(page, shown), "pdf": _in_scope(page, "brief-pdf") if fits else ""})


@require_safe
def brief_pdf(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    """The same brief as a file: tagged, with its fonts inside."""
    page = open_page(request, lang, fw, known=SCOPES)
    shown = brief(page, read(page.snapshot))
    if len(shown.overview.lines) > MOST_LINES:
        raise BadSnapshot(
            _("This brief is too long for a PDF."),
            _("Ask for an objective, an initiative or a country, or print the page from your browser."),
        )
    html = render_to_string("web/brief_paper.html", {"page": page, **_context(page, shown), "logo": settings.LOGO_FILE})
    etag = f'"{paper.key(html)}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        drawn = paper.pdf(html)
    except paper.NoPaper:
        return _without(page, _("This server cannot make PDF files."))
    except paper.Busy as busy:
        answer = _without(page, _("Other PDF files are being made just now."), again=request.get_full_path())
        answer.headers["Retry-After"] = str(busy.seconds)
        return answer
    headers = {"Content-Disposition": f'inline; filename="{_file_name(page, shown)}"', "ETag": etag}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _context(page: FrameworkPage, shown: Brief) -> dict[str, Any]:
    overview = shown.overview
    late_is_said = answers.mostly_late(overview.judged)
    # Of the page, not of the file: whoever follows it can read on and change the language.
    permalink = page.lasting(reverse("web:brief", kwargs={"lang": page.lang, "fw": page.snapshot.chain.slug}))
    return {
        "brief": shown,
        "lead": answers.lead(overview),
        "deck": answers.deck(overview),
        "rows": score(overview).rows,
        "tables": listing.tables(overview, late_is_said=late_is_said),
        "gaps": [gap for gap in gaps(overview) if gap.lines],
        "obstacles": [obstacle_row(one) for one in overview.obstacles],
        "unanswered": [UnansweredRow(line, status_mark(line)) for line in overview.unanswered],
        "cases": [case_row(page, version) for version in overview.cases],
        "permalink": permalink,
        "qr": qr.svg(permalink),
    }


def _in_scope(page: FrameworkPage, name: str) -> str:
    """The brief under another address, about the same."""
    return page.link(name, query=page.other_parameters)


def _without(page: FrameworkPage, sentence: str, again: str = "") -> HttpResponse:
    shown = {"sentence": sentence, "brief_url": _in_scope(page, "brief"), "again": again}
    answer = page.render("web/no_pdf.html", shown, status=503)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _file_name(page: FrameworkPage, shown: Brief) -> str:
    parts = (
        page.snapshot.chain.slug,
        "brief",
        shown.code,
        f"release-{page.snapshot.number}",
        page.snapshot.day,
        page.lang,
    )
    return f"{'-'.join(str(part) for part in parts if part)}.pdf"
