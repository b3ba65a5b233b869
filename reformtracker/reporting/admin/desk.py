"""What the desks of reports and of review meetings have in common: a row is looked up, a page is shown, a file is sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from reformtracker.publishing.actions import Incomplete
from reformtracker.publishing.admin.base import ByPolicy, sentence, status_of
from reformtracker.reporting.files import FORMATS


class Desk(ByPolicy, admin.ModelAdmin[Any]):
    """Of rows that tell of a `release`."""

    folder: ClassVar[str]
    """Of its templates, below `admin/`."""

    @admin.display(description=_("release"), ordering="release__number")
    def release_number(self, row: Any) -> int | None:
        number: int | None = row.release.number
        return number

    def there(self, request: HttpRequest, pk: int | str) -> Any:
        """Where somebody may not read at all, what is there and what is not look the same."""
        self.look_there(request)
        if isinstance(pk, str) and not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
            raise Http404
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def page(
        self, request: HttpRequest, name: str, context: dict[str, Any], error: Exception | None = None
    ) -> HttpResponse:
        """`error`: why what was sent was not done."""
        base = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        said = {"refusal": sentence(error) if error else ""}
        status = status_of(error) if error else 200
        address = f"admin/{self.folder}/{name}.html"
        return TemplateResponse(request, address, {**base, **said, **context}, status=status)


def mistakes(form: forms.Form) -> Exception | None:
    """What is said above a form that was sent with some."""
    if not form.is_bound or form.is_valid():
        return None
    return Incomplete({"": [_("Mend what is marked below. Nothing was saved.")]})


def sent(content: bytes, written: str, name: str) -> HttpResponse:
    """A file to keep, in one of `FORMATS`."""
    response = HttpResponse(content, content_type=FORMATS[written].media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
