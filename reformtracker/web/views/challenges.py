from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from reformtracker.publishing.snapshot import Snapshot
from reformtracker.web import challenges
from reformtracker.web.page import open_page
from reformtracker.web.score import status_mark
from reformtracker.web.views.overview import UnansweredRow


@require_safe
def challenge_register(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw)
    register = challenges.read(page.snapshot)
    return page.render(
        "web/challenges.html",
        {
            "register": register,
            "answer": challenges.answer(register),
            "tallies": challenges.tallies(register),
            "states": challenges.states(register),
            "unanswered": [UnansweredRow(line, status_mark(line)) for line in register.unanswered],
            "json": _api(page.snapshot, "challenges-list"),
            "actions_json": _api(page.snapshot, "corrective-actions-list"),
        },
    )


def _api(snapshot: Snapshot, name: str) -> str:
    return f"{reverse(f'api:{name}')}?{urlencode({'framework': snapshot.chain.slug, **snapshot.asked})}"
