"""Releases: what is approved and waiting, made public now or at a set time, one framework at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from reformtracker.publishing import actions, policy
from reformtracker.publishing.actions import Blocked
from reformtracker.publishing.admin.base import (
    ENGLISH_FIRST,
    ERRORS,
    Answering,
    language_line,
    person,
    refused,
    sentence,
    status_of,
)
from reformtracker.publishing.models import Chain, Release, Version
from reformtracker.publishing.record import audit
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import direction, html_code
from reformtracker.publishing.waiting import approved, named


class ReleaseForm(forms.Form):
    """The title in six languages, and when."""

    publish_at = forms.SplitDateTimeField(
        label=gettext_lazy("Publish at (UTC)"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=gettext_lazy("For a planned release only."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in ENGLISH_FIRST:
            name = dict(settings.LANGUAGES)[code]
            attrs = {"lang": html_code(code), "dir": direction(code), "size": 80}
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title") if code == "en" else name,
                max_length=300,
                required=code == "en",
                widget=forms.TextInput(attrs={**attrs, "aria-label": f"{_('Title')} ({name})"}),
            )

    def titles(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"title_{code}"] for code in ENGLISH_FIRST}

    def clean_publish_at(self) -> Any:
        moment = self.cleaned_data["publish_at"]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("This moment lies in the past; choose a later one, or publish now."))
        return moment


@admin.register(Release)
class ReleaseAdmin(Answering, TranslationAdmin[Any]):
    edit_act = "release"
    actions = None
    change_form_template = "admin/release/change_form.html"
    list_display = ("chain", "number", "title_en", "state", "publish_at", "released_at")
    list_display_links = ("number", "title_en")
    list_filter = ("state", "chain")
    list_select_related = ("chain",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request) and (obj is None or obj.state == Release.State.PLANNED)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        texts: list[Any] = [language_line("title"), language_line("note")]
        if obj is not None and obj.state == Release.State.PLANNED:
            return [(None, {"fields": [*texts, "publish_at"]})]
        said = [tuple(name for name in line if getattr(obj, name, "")) for line in texts]
        made = (("chain", "number", "state", "origin"), ("released_at", "recorded_at"), "hash", "previous")
        return [(None, {"fields": [line for line in said if line] + list(made)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("chain", "number", "state", "released_at", "recorded_at", "origin", "hash", "previous")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        subject = f"{obj.chain.slug}: {obj.title_en}"
        audit("change plan", by=person(request), subject=subject, release=obj.pk, fields=form.changed_data)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:publishing_release_waiting"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("waiting/", view(self.waiting_view), name="publishing_release_waiting"),
            path("<int:release_id>/publish/", view(self.publish_view), name="publishing_release_publish"),
            path("<int:release_id>/cancel/", view(self.cancel_view), name="publishing_release_cancel"),
            *super().get_urls(),
        ]

    # --- approved and waiting -------------------------------------------------------------------
    def waiting_view(self, request: HttpRequest) -> HttpResponse:
        """Not within a transaction: what a blocked release sends back to review must stay sent back."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ReleaseForm(request.POST or None)
        chosen = set(request.POST.getlist("version"))
        error: Exception | None = None
        if request.method == "POST" and form.is_valid():
            try:
                return self._release(request, form, chosen)
            except ERRORS as refusal:
                error = refusal
        return self._waiting_page(request, form, chosen, error)

    def _release(self, request: HttpRequest, form: ReleaseForm, chosen: set[str]) -> HttpResponse:
        by = person(request)
        policy.demand(by, "release")
        versions = [version for version in approved() if _key(version) in chosen]
        if len(versions) < len(chosen):
            raise Blocked([_("Something you chose is no longer approved and waiting; look at the list again.")])
        chain = _one_chain(versions)
        titles = form.titles()
        if "_plan" in request.POST:
            when = form.cleaned_data["publish_at"]
            release = actions.plan(chain, versions, title=titles["en"], titles=titles, by=by, publish_at=when)
            messages.success(request, _("Planned. Nothing of it is public yet."))
        elif form.cleaned_data["publish_at"]:
            raise Blocked([_("You set a time: plan the release, or leave the time empty to publish now.")])
        else:
            release = actions.release_now(chain, versions, title=titles["en"], titles=titles, by=by)
            messages.success(request, _("Release %(number)s is public.") % {"number": release.number})
        return HttpResponseRedirect(reverse("admin:publishing_release_change", args=[release.pk]))

    def _waiting_page(
        self, request: HttpRequest, form: ReleaseForm, chosen: set[str], error: Exception | None
    ) -> HttpResponse:
        by_chain: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for version in approved():
            row = {
                "version": version,
                "key": _key(version),
                "chosen": _key(version) in chosen,
                "url": f"admin:{version._meta.app_label}_{version._meta.model_name}_change",
            }
            by_chain[version.thing.chain.slug].append(row)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Approved and waiting"),
            "form": form,
            "title_field": form["title_en"],
            "others": [form[f"title_{code}"] for code in ENGLISH_FIRST[1:]],
            "others_open": any(form.errors.get(f"title_{code}") for code in ENGLISH_FIRST[1:]),
            "by_chain": dict(by_chain),
            "may_release": self.may_edit(request),
            "held": (error.held if isinstance(error, Blocked) else [sentence(error)]) if error else [],
            "planned": Release.objects.filter(state=Release.State.PLANNED).select_related("chain"),
            "media": self.media + form.media,
        }
        status = status_of(error) if error else 200
        return TemplateResponse(request, "admin/release/waiting.html", context, status=status)

    # --- a planned release ----------------------------------------------------------------------
    def publish_view(self, request: HttpRequest, release_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.look_there(request)
        release = get_object_or_404(Release.objects.select_related("chain"), pk=release_id)
        back = reverse("admin:publishing_release_change", args=[release.pk])
        try:
            actions.publish(release, by=person(request))
        except ERRORS as error:
            return refused(request, error, back)
        messages.success(request, _("Release %(number)s is public.") % {"number": release.number})
        return HttpResponseRedirect(back)

    def cancel_view(self, request: HttpRequest, release_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.look_there(request)
        release = get_object_or_404(Release.objects.select_related("chain"), pk=release_id)
        try:
            actions.cancel(release, by=person(request))
        except ERRORS as error:
            return refused(request, error, reverse("admin:publishing_release_change", args=[release.pk]))
        messages.success(request, _("Cancelled. What it held is approved and waiting again."))
        return HttpResponseRedirect(reverse("admin:publishing_release_waiting"))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        contents = []
        for model in kinds():
            for version in named(model.objects.filter(release=obj)).order_by("thing")[:200]:
                url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[version.pk])
                contents.append((version, url))
        planned = obj is not None and obj.state == Release.State.PLANNED
        context |= {"contents": contents, "may_release": planned and self.may_edit(request), "title": str(obj)}
        context["subtitle"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)


def _key(version: Version) -> str:
    return f"{version.KIND}:{version.pk}"


def _one_chain(versions: list[Version]) -> Chain:
    chains = {version.thing.chain for version in versions}
    if len(chains) != 1:
        found = (
            _("Choose at least one version.") if not chains else _("A release is of one framework; choose from one.")
        )
        raise Blocked([found])
    chain: Chain = chains.pop()
    return chain
