from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.publishing.models import Version
from reformtracker.web import changes, numbers
from reformtracker.web.addresses import address
from reformtracker.web.page import BadSnapshot, FrameworkPage, open_page, read_day


@require_safe
def changes_page(request: HttpRequest, lang: str, fw: str) -> HttpResponse:
    page = open_page(request, lang, fw, known=("from", "to"))
    since, until = _day(page, "from"), _day(page, "to")
    if since and until and since > until:
        raise BadSnapshot(_("The first day lies after the second one."), _("Put the earlier day first."))
    span = changes.span(page.snapshot, since, until)
    asked = {"framework": page.snapshot.chain.slug, "from": span.since.isoformat(), "to": span.until.isoformat()}

    def place(version: Version) -> str:
        return address(page, version, page.snapshot.chain.slug)

    return page.render(
        "web/changes.html",
        {
            "changes": changes.changes(page.snapshot, span, place),
            "span": span,
            "json": f"{reverse('api:changes-list')}?{urlencode({**asked, **page.snapshot.asked})}",
        },
    )


def _day(page: FrameworkPage, name: str) -> date | None:
    written = page.request.GET.get(name, "")
    if not written:
        return None
    try:
        day = read_day(written)
    except ValueError:
        day = None
    if day is None or day > page.snapshot.day:
        raise BadSnapshot(
            _("“%(day)s” is no day up to which this record goes.") % {"day": written},
            _("Ask for days up to %(last)s, written like 2021-06-30.") % {"last": numbers.day(page.snapshot.day)},
        )
    return day
