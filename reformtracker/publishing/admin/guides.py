"""The guides for staff, as pages of the staff side: no way out of the browser to learn what a button does."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from reformtracker.publishing.guides import NAMES, guide


def guide_view(request: HttpRequest, name: str) -> HttpResponse:
    if name not in NAMES:
        raise Http404(_("There is no such guide."))
    found = guide(name)
    others = [(other, guide(other).title) for other in NAMES if other != name]
    context = {**admin.site.each_context(request), "title": found.title, "guide": found, "others": others}
    return TemplateResponse(request, "admin/guide.html", context)
