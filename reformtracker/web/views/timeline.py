from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from reformtracker.web import timeline
from reformtracker.web.page import open_page


@require_safe
def timeline_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    shown = timeline.read(page.snapshot)
    asked = {"framework": page.snapshot.chain.slug, **page.snapshot.asked}
    return page.render(
        "web/timeline.html",
        {
            "shown": shown,
            "answer": timeline.answer(shown),
            "json": f"{reverse('api:milestones-list')}?{urlencode(asked)}",
        },
    )
