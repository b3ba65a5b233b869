from __future__ import annotations

import hashlib
from xml.etree import ElementTree as ET

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reformtracker.web import indicator, paper, plate, references
from reformtracker.web.page import FrameworkPage, open_page
from reformtracker.web.views.indicator import HEIGHT

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
def chart_image(request: HttpRequest, lang: str, fw: str, code: str, form: str) -> HttpResponse:
    """The chart of the page with title, unit, source, date and licence inside; 404 where there is nothing to draw."""
    page = open_page(request, lang, fw)
    drawn = _drawn(page, code)
    svg = plate.svg(drawn)
    etag = f'"{hashlib.sha256(form.encode() + svg).hexdigest()}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        body = svg if form == "svg" else plate.png(drawn)
    except paper.NoPaper:
        return _without(page, code, _("This server cannot make PNG files."))
    except paper.Busy as busy:
        answer = _without(page, code, _("Other files are being made just now."))
        answer.headers["Retry-After"] = str(busy.seconds)
        return answer
    name = f"{fw}-{code}-release-{page.snapshot.number}-{page.snapshot.day}-{lang}.{form}"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "ETag": etag}
    return HttpResponse(body, content_type=MEDIA_TYPES[form], headers=headers)


def _without(page: FrameworkPage, code: str, sentence: str) -> HttpResponse:
    answer = page.render("web/no_png.html", {"code": code, "sentence": sentence}, status=503)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _drawn(page: FrameworkPage, code: str) -> ET.Element:
    shown = indicator.read(page.snapshot, code)
    panel = shown.panel(height=HEIGHT)
    if panel is None:
        raise Http404(_("No figure has been published: there is nothing to draw."))
    path = reverse("web:indicator", kwargs={"lang": page.lang, "fw": page.snapshot.chain.slug, "code": code})
    return plate.drawn(panel, [references.line(shown.figure_citations), page.stamp, page.lasting(path)])
