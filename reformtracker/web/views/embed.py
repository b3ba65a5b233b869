from __future__ import annotations

from datetime import date

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from benefits.models import Standing
from reformtracker.publishing.texts import text
from reformtracker.web import explain, indicator, references
from reformtracker.web.marks import Mark
from reformtracker.web.page import open_page

HEIGHT = 280


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "form-action": [NONE]})  # type: ignore[arg-type]  # the library types views without arguments
@require_safe
def embed_page(request: HttpRequest, lang: str, fw: str, code: str) -> HttpResponse:
    """The chart of one indicator for a frame on any site: no form, no cookie. With `release` or `as_of` it stands still."""
    page = open_page(request, lang, fw)
    shown = indicator.read(page.snapshot, code)
    standing = shown.standing
    response = page.render(
        "web/embed.html",
        {
            "shown": shown,
            "name": text(shown.version, "name"),
            "unit": text(shown.version, "unit_label"),
            "panel": shown.panel(height=HEIGHT, url=page.link("indicator", code=code), with_path=False),
            "status": _status(standing, page.snapshot.day) if standing else None,
            "source": references.line(shown.figure_citations),
        },
    )
    # A site that lets in only what agrees to it may hold this.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _status(standing: Standing, day: date) -> Mark | None:
    return explain.status_mark(standing, stale=standing.timing(day).is_late)
