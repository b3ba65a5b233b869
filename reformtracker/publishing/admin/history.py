"""The history of one thing: what was done, any two versions beside each other, and an earlier one as a new draft."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reformtracker.publishing import actions, policy
from reformtracker.publishing.admin.base import ERRORS, person, refused
from reformtracker.publishing.admin.difference import differences
from reformtracker.publishing.history import reading
from reformtracker.publishing.models import PUBLIC_STATES, State, Thing, Version


def restorable(version: Version) -> bool:
    is_past = version.state in PUBLIC_STATES and version.state != State.PUBLISHED
    return is_past and not version.redacted and not version.is_withdrawal


def page(request: HttpRequest, model: type[Any], thing: Thing) -> dict[str, Any]:
    """What the history page shows of a thing."""
    versions = list(model.objects.filter(thing=thing).select_related("thing").order_by("-id"))
    is_free = not any(version.state in ("draft", "in_review", "approved") for version in versions)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return {
        "title": _("History of %(what)s") % {"what": thing.public_id},
        "subtitle": capfirst(str(model._meta.verbose_name)),
        "passages": reading.of_thing(model, thing.pk),
        "keeps_rows": connection.vendor == "postgresql",
        "versions": versions,
        "compare_url": reverse(f"{name}_compare"),
        "restorable": [version for version in versions if restorable(version)] if is_free else [],
        "may_restore": policy.may(request.user, "draft", thing),
        "restore_name": f"{name}_restore",
    }


class WithHistory(admin.ModelAdmin[Any]):
    """Mixed into the admin of a kind of version."""

    object_history_template = "admin/version/history.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("compare/", view(self.compare_view), name=f"{name}_compare"),
            path("<int:version_id>/restore/", view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """From the record of the database: it cannot be changed, as the log of the admin could."""
        version = self.get_object(request, object_id)
        found = page(request, self.model, version.thing) if version is not None else {}
        return super().history_view(request, object_id, {**found, **(extra_context or {})})

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        old, new = self._chosen(request, "old"), self._chosen(request, "new")
        if old.thing_id != new.thing_id:
            raise Http404(_("These are versions of different things."))
        if old.pk > new.pk:
            old, new = new, old
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Two versions of %(what)s") % {"what": new.thing.public_id},
            "old": old,
            "new": new,
            "differences": differences(old, new),
            "history_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[new.pk]),
        }
        return TemplateResponse(request, "admin/version/compare.html", context)

    def _chosen(self, request: HttpRequest, name: str) -> Any:
        key = request.GET.get(name, "")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise Http404(_("Choose two versions."))
        return get_object_or_404(self.get_queryset(request).select_related("thing__chain"), pk=key)

    def restore_view(self, request: HttpRequest, version_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        version = get_object_or_404(self.get_queryset(request), pk=version_id)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        try:
            draft = actions.restore(version, by=person(request), reason=request.POST.get("reason", ""))
        except ERRORS as error:
            return refused(request, error, reverse(f"{name}_history", args=[version.pk]))
        messages.success(request, _("A new draft with the content of version %(number)s.") % {"number": version.number})
        return HttpResponseRedirect(reverse(f"{name}_change", args=[draft.pk]))
