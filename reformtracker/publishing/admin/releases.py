"""Releases: what is approved and waiting, made public now or at a set time, one framework at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin

from reformtracker.publishing import actions, policy
from reformtracker.publishing.actions import Blocked, Incomplete
from reformtracker.publishing.admin import checklist
from reformtracker.publishing.admin.base import (
    ERRORS,
    Answering,
    language_line,
    person,
    refused,
    sentence,
    status_of,
)
from reformtracker.publishing.admin.checklist import Checklist
from reformtracker.publishing.admin.release_forms import ReleaseForm, RescheduleForm, reschedule_form
from reformtracker.publishing.models import Chain, Person, Release, Version
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.texts import SUFFIXES
from reformtracker.publishing.waiting import approved, named


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
            return [(None, {"fields": texts})]
        said = [tuple(name for name in line if getattr(obj, name, "")) for line in texts]
        made = (("chain", "number", "state", "origin"), ("released_at", "recorded_at"), "hash", "previous")
        return [(None, {"fields": [line for line in said if line] + list(made)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = ("chain", "number", "state", "released_at", "recorded_at", "origin", "hash", "previous")
        return (*fixed, "publish_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        titles, notes = actions.texts_of(obj)
        expected = request.POST.get("wording", "")
        actions.rewrite(obj, titles=titles, notes=notes, by=person(request), expected=expected)

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
            path("<int:release_id>/reschedule/", view(self.reschedule_view), name="publishing_release_reschedule"),
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
        if "_all" in request.POST:
            chosen |= {_key(version) for version in approved() if version.thing.chain.slug == request.POST["_all"]}
        error: Exception | None = None
        if {"_publish", "_plan"} & request.POST.keys() and form.is_valid():
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
            done = _done_already(form, chosen, by)
            if done is None:
                raise Blocked([_("Something you chose is no longer approved and waiting; look at the list again.")])
            return self._made(request, done)
        chain = _one_chain(versions)
        titles = form.texts("title")
        given: dict[str, Any] = {"title": titles["en"], "titles": titles, "notes": form.texts("note"), "by": by}
        given["seen"] = request.POST.get("seen", "")
        when = form.cleaned_data["publish_at"]
        if "_plan" in request.POST:
            return self._made(request, actions.plan(chain, versions, publish_at=when, **given))
        if when:
            raise Blocked([_("You set a time: plan the release, or leave the time empty to publish now.")])
        return self._made(request, actions.release_now(chain, versions, **given))

    def _made(self, request: HttpRequest, release: Release) -> HttpResponse:
        said = (
            _("Release %(number)s is public.") % {"number": release.number}
            if release.number
            else _("Planned. Nothing of it is public yet.")
        )
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:publishing_release_change", args=[release.pk]))

    def _waiting_page(
        self, request: HttpRequest, form: ReleaseForm, chosen: set[str], error: Exception | None
    ) -> HttpResponse:
        by_chain: dict[str, list[dict[str, Any]]] = defaultdict(list)
        waiting = approved()
        for version in waiting:
            row = {
                "version": version,
                "key": _key(version),
                "chosen": _key(version) in chosen,
                "url": f"admin:{version._meta.app_label}_{version._meta.model_name}_change",
            }
            by_chain[version.thing.chain.slug].append(row)
        if request.method == "POST" and not {"_publish", "_plan"} & request.POST.keys():
            # Whoever asked for the checklist has not said to have finished the texts.
            when = [request.POST.get(f"publish_at_{part}", "") for part in (0, 1)]
            form = ReleaseForm(initial={**_typed(request), "publish_at": when})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Approved and waiting"),
            "form": form,
            "lines": form.lines(),
            "by_chain": dict(by_chain),
            "may_release": self.may_edit(request),
            "held": (error.held if isinstance(error, Blocked) else [sentence(error)]) if error else [],
            "checklist": self._checklist(request, [one for one in waiting if _key(one) in chosen]),
            "planned": Release.objects.filter(state=Release.State.PLANNED).select_related("chain"),
            "media": self.media + form.media,
        }
        status = status_of(error) if error else 200
        return TemplateResponse(request, "admin/release/waiting.html", context, status=status)

    def _checklist(self, request: HttpRequest, versions: list[Version]) -> Checklist | None:
        """Of what is chosen, as soon as it is of one framework."""
        if not self.may_edit(request) or len({version.thing.chain for version in versions}) != 1:
            return None
        typed = _typed(request)
        titles, notes = ({code: typed[f"{name}_{code}"] for code in SUFFIXES} for name in ("title", "note"))
        return checklist.of_chosen(versions[0].thing.chain, versions, titles, notes, by=person(request))

    # --- a planned release ----------------------------------------------------------------------
    def publish_view(self, request: HttpRequest, release_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.look_there(request)
        release = get_object_or_404(Release.objects.select_related("chain"), pk=release_id)
        back = reverse("admin:publishing_release_change", args=[release.pk])
        try:
            actions.publish(release, by=person(request), seen=request.POST.get("seen", ""))
        except ERRORS as error:
            return refused(request, error, back)
        messages.success(request, _("Release %(number)s is public.") % {"number": release.number})
        return HttpResponseRedirect(back)

    def reschedule_view(self, request: HttpRequest, release_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        release = get_object_or_404(Release.objects.select_related("chain"), pk=release_id)
        back = reverse("admin:publishing_release_change", args=[release.pk])
        form = RescheduleForm(request.POST)
        try:
            if not form.is_valid():
                raise Incomplete({name: [str(line) for line in said] for name, said in form.errors.items()})
            when, reason = form.cleaned_data["publish_at"], form.cleaned_data["reason"]
            actions.reschedule(release, publish_at=when, reason=reason, by=person(request))
        except ERRORS as error:
            return refused(request, error, back, kept=request.POST.get("reason", ""))
        messages.success(request, _("The time is changed; nothing of the release is public yet."))
        return HttpResponseRedirect(back)

    def cancel_view(self, request: HttpRequest, release_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.look_there(request)
        release = get_object_or_404(Release.objects.select_related("chain"), pk=release_id)
        try:
            actions.cancel(release, by=person(request), reason=request.POST.get("reason", ""))
        except ERRORS as error:
            back = reverse("admin:publishing_release_change", args=[release.pk])
            return refused(request, error, back, kept=request.POST.get("reason", ""))
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
        may_release = planned and self.may_edit(request)
        context |= {"contents": contents, "may_release": may_release, "title": str(obj)}
        if may_release:
            context["checklist"] = checklist.of_planned(obj, by=person(request))
            context["reschedule"] = reschedule_form(obj)
            context["wording"] = actions.wording(Release.objects.get(pk=obj.pk))
        context["subtitle"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)


def _key(version: Version) -> str:
    return f"{version.KIND}:{version.pk}"


def _typed(request: HttpRequest) -> dict[str, str]:
    """The texts of the form as they were sent, finished or not."""
    return {f"{name}_{code}": request.POST.get(f"{name}_{code}", "") for name in ("title", "note") for code in SUFFIXES}


def _done_already(form: ReleaseForm, chosen: set[str], by: Person) -> Release | None:
    """The release that this form made when it was sent before: a second click gets the answer of the first."""
    held: set[Release | None] = set()
    for model in kinds():
        pks = [key.partition(":")[2] for key in chosen if key.startswith(f"{model.KIND}:")]
        found = model.objects.filter(pk__in=[pk for pk in pks if pk.isdecimal()]).select_related("release__chain")
        held |= {version.release for version in found}
    release = held.pop() if len(held) == 1 else None
    if release is None or release.planned_by_id != by.pk:
        return None
    holds = {_key(version) for version in actions.versions_of(release)}
    said = actions.texts_of(release) == (form.texts("title"), form.texts("note"))
    return release if holds == chosen and said else None


def _one_chain(versions: list[Version]) -> Chain:
    chains = {version.thing.chain for version in versions}
    if len(chains) != 1:
        found = (
            _("Choose at least one version.") if not chains else _("A release is of one framework; choose from one.")
        )
        raise Blocked([found])
    chain: Chain = chains.pop()
    return chain
