"""One admin for every kind of version: the form, the verbs beside it, what changed, what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from reformtracker.publishing import actions, policy, registry
from reformtracker.publishing.admin.acts import ACTS, NEW_KINDS, has_edited, offered, opened
from reformtracker.publishing.admin.base import (
    ERRORS,
    Answering,
    ByPolicy,
    attempt,
    language_line,
    lines,
    person,
    refused,
)
from reformtracker.publishing.admin.citing import CitationForm
from reformtracker.publishing.admin.conflict import both_texts, rebase
from reformtracker.publishing.admin.difference import differences
from reformtracker.publishing.admin.forms import VersionForm, problems_as_errors
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import AuditEvent, Person, Remark, State, Thing, Version, VersionKind

Groups = Sequence[tuple[Any, Sequence[str | tuple[str, ...]]]]
"""Groups of fields: a heading and names, translated ones plain; a tuple of names is one line."""


class ChildInline(ByPolicy):
    """Rows that belong to a version: edited while it is a draft, read afterwards."""

    edit_act = "draft"
    body: ClassVar[Sequence[str | tuple[str, ...]]] = ()
    can_delete = True
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request) and is_editable(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": lines(self.model, self.body)})]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None or not self.model._default_manager.filter(version=obj).exists() else 0


class PlainRows(ChildInline, admin.StackedInline[Any, Any]):
    """Rows without texts of their own."""


class TextRows(ChildInline, TranslationStackedInline[Any, Any]):
    """Rows with texts in six languages."""


class CitationRows(TextRows):
    verbose_name = gettext_lazy("citation")
    verbose_name_plural = gettext_lazy("Rests on (documents and paragraphs)")
    autocomplete_fields = ("document",)
    form = CitationForm
    body: ClassVar[Sequence[str | tuple[str, ...]]] = (("document", "paragraph", "paragraph_to"), "note")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = lines(self.model, self.body)
        return [(None, {"fields": ["typed", *fields] if self.has_change_permission(request, obj) else fields})]


def is_editable(request: HttpRequest, version: Version | None) -> bool:
    """Drafts; and what somebody has moved on while it was being edited, so that the text typed can be shown."""
    return version is None or version.state == State.DRAFT or attempt(request).conflict is not None


class VersionAdmin(Answering, TranslationAdmin[Any]):
    edit_act = "draft"
    form = VersionForm
    actions = None
    change_form_template = "admin/version/change_form.html"
    object_history_template = "admin/version/history.html"
    list_filter = ("state", "version_kind", "thing__chain")
    list_select_related: ClassVar[tuple[str, ...]] = ("thing__chain", "edited_by")
    ordering = ("-edited_at", "-id")
    list_per_page = 50
    headline: str = "title_en"

    thing_class: ClassVar[type[Thing]]
    thing_fields: ClassVar[tuple[str, ...]] = ("chain", "code")
    parent: ClassVar[str] = ""
    identity: ClassVar[str] = "code"
    body: ClassVar[Groups] = ()
    beside_template: str = "admin/version/_beside.html"

    # --- lists ----------------------------------------------------------------------------------
    def get_list_display(self, request: HttpRequest) -> Any:
        return ("shown_id", "shown_headline", "state", "version_kind", "from_release", "edited_by", "edited_at")

    @admin.display(description=gettext_lazy("what"), ordering="thing")
    def shown_id(self, version: Version) -> str:
        return str(version.thing.public_id)

    @admin.display(description=gettext_lazy("says"))
    def shown_headline(self, version: Version) -> str:
        return str(getattr(version, self.headline) or "–")

    # --- the form -------------------------------------------------------------------------------
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request) and is_editable(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        members: dict[str, Any] = {
            "thing_class": self.thing_class,
            "thing_fields": self.thing_fields,
            "parent": self.parent,
            "identity": self.identity,
        }
        if obj is None:
            for name in self.thing_fields:
                if name not in self.form.base_fields:
                    field = self.thing_class._meta.get_field(name)
                    members[name] = self.formfield_for_dbfield(field, request)
        base = type(self.form.__name__, (self.form,), members)
        return super().get_form(request, obj, change=change, form=base, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        groups: list[Any] = []
        if obj is None:
            groups.append((_("What it is about"), {"fields": list(self.thing_fields)}))
        elif obj.version_kind != VersionKind.FIRST:
            groups.append((_("Why there is a new version"), {"fields": [language_line("reason")]}))
        if obj is None or not obj.is_withdrawal:
            groups += [(heading, {"fields": lines(self.model, names)}) for heading, names in self.content(request, obj)]
        if self.has_change_permission(request, obj):
            return groups
        said = [(heading, {"fields": _said(obj, options["fields"])}) for heading, options in groups]
        return [(heading, options) for heading, options in said if options["fields"]]

    def content(self, request: HttpRequest, obj: Any) -> Groups:
        return self.body

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """For reading, only the rows that there are."""
        inlines = super().get_inlines(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return [] if obj is not None and obj.is_withdrawal else inlines
        return [inline for inline in inlines if inline.model._default_manager.filter(version=obj).exists()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        who, posted = person(request), request.POST
        if change:
            actions.save(obj, by=who, expected=_posted_edits(request))
        else:
            form.thing.save()
            obj.thing = form.thing
            actions.start(obj, by=who)
        actions.vouch(obj, by=who, official=posted.getlist("official"), current=posted.getlist("current"))

    def look_again(self, request: HttpRequest, object_id: str | None) -> None:
        current = self.get_object(request, object_id) if object_id else None
        if current is None or (current.state == State.DRAFT and _posted_edits(request) == current.edits):
            return
        kept = attempt(request)
        kept.conflict = current
        request.POST = rebase(request.POST, current, self._current_rows(request, current))  # type: ignore[assignment]  # a copy

    def _current_rows(self, request: HttpRequest, current: Version) -> list[Any]:
        found = []
        for formset_class, inline in self.get_formsets_with_inlines(request, current):
            prefix = formset_class.get_default_prefix()
            found.append(formset_class(instance=current, prefix=prefix, queryset=inline.get_queryset(request)))
        return found

    # --- after saving ---------------------------------------------------------------------------
    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, version: Version) -> HttpResponse:
        if "_submit" not in request.POST:
            messages.success(request, _("The draft is saved."))
            return HttpResponseRedirect(self.url_of(version))
        try:
            actions.submit(version, by=person(request))
        except actions.Incomplete as error:
            missing = len(error.problems)
            messages.warning(
                request,
                ngettext(
                    "The draft is saved. Before review one thing is missing.",
                    "The draft is saved. Before review %(count)s things are missing.",
                    missing,
                )
                % {"count": missing},
            )
            return HttpResponseRedirect(f"{self.url_of(version)}?check=1")
        messages.success(request, ACTS["submit"].done)
        return HttpResponseRedirect(self.url_of(version))

    def url_of(self, version: Version) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[version.pk])

    # --- the page -------------------------------------------------------------------------------
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        context |= {"beside_template": self.beside_template, **self.beside(request, obj, form)}
        if obj is not None:
            context |= self._page_of(request, context, obj, form)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def beside(self, request: HttpRequest, version: Any, form: Any) -> dict[str, Any]:
        """Context of the panel beside the form; kinds add what their people need in sight."""
        return {"thing": version.thing if version else None}

    def preview(self, version: Any) -> dict[str, Any]:
        """What would be computed if this were public, for the reviewer; kinds that compute nothing have none."""
        return {}

    def _page_of(self, request: HttpRequest, context: dict[str, Any], stored: Any, form: Any) -> dict[str, Any]:
        kept = attempt(request)
        # A bound form has already written what was typed onto its instance.
        version: Any = kept.conflict or (self.get_object(request, str(stored.pk)) if form.is_bound else stored)
        who = person(request)
        live = type(version).objects.live().filter(thing=version.thing_id).exclude(pk=version.pk).first()
        is_open = version.state in (State.DRAFT, State.IN_REVIEW, State.APPROVED)
        problems = registry.problems(version) if version.state == State.DRAFT and policy.may(who, "draft") else {}
        if problems and "check" in request.GET and not form.is_bound:
            problems_as_errors(version, form)
        return {
            "title": capfirst(self.opts.verbose_name),
            "subtitle": version.thing.public_id,
            "version": version,
            "live": live,
            "versions": type(version).objects.filter(thing=version.thing_id).order_by("-id"),
            "edits": version.edits,
            "conflict": self._conflict(request, context) if kept.conflict else None,
            "is_draft": version.state == State.DRAFT,
            "problems": [(name, self._named(name, form), said) for name, said in problems.items()],
            "checked": "check" in request.GET,
            "differences": differences(live, version) if is_open else [],
            "offered": offered(version, who),
            "own": version.state == State.IN_REVIEW and policy.may(who, "approve") and has_edited(version, who),
            "opened": opened(version) if version.is_public else None,
            "seen": current_hash(version) if version.state == State.IN_REVIEW else "",
            "new_kinds": [(kind.value, kind.label) for kind in NEW_KINDS],
            "remarks": Remark.objects.filter(kind=version.KIND, version_id=version.pk).select_related("by"),
            "preview": self.preview(version) if is_open and not version.is_withdrawal else {},
        }

    def _named(self, name: str, form: Any) -> str:
        field = form.fields.get(name)
        if field is not None:
            return str(field.widget.attrs.get("aria-label") or field.label)
        return capfirst(name.removesuffix("_en").replace("_", " "))

    def _conflict(self, request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
        current = attempt(request).conflict
        fresh = self.get_object(request, str(current.pk))
        unbound = type(context["adminform"].form)(instance=fresh)
        pairs = [
            (
                str(inline.opts.verbose_name_plural),
                inline.formset,
                type(inline.formset)(instance=fresh, prefix=inline.formset.prefix),
            )
            for inline in context["inline_admin_formsets"]
        ]
        return {
            "who": current.edited_by,
            "when": current.edited_at,
            "moved_on": current.state != State.DRAFT,
            "state": current.get_state_display(),
            "texts": both_texts(context["adminform"].form, unbound, pairs),
        }

    # --- verbs ----------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        act = path("<int:version_id>/act/<slug:name>/", self.admin_site.admin_view(self.act_view), name=name)
        return [act, *super().get_urls()]

    def act_view(self, request: HttpRequest, version_id: int, name: str) -> HttpResponse:
        """One verb on one version. Each verb is a transaction of its own."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        version = get_object_or_404(self.get_queryset(request), pk=version_id)
        if name not in ACTS:
            return HttpResponseNotAllowed([])
        try:
            onward = ACTS[name].run(version, person(request), request.POST)
        except ERRORS as error:
            return refused(request, error, self.url_of(version))
        messages.success(request, ACTS[name].done)
        if name == "discard":
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        return HttpResponseRedirect(self.url_of(onward))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The record of the thing's versions, from the audit: it cannot be changed, as the log of the admin could."""
        version = self.get_object(request, object_id)
        events: list[AuditEvent] = []
        if version is not None:
            all_versions = type(version).objects.filter(thing=version.thing_id).values("pk")
            events = list(AuditEvent.objects.filter(kind=version.KIND, version_id__in=all_versions))
        names = {
            who.pseudonym: who.get_username()
            for who in Person.objects.filter(pseudonym__in={event.actor for event in events})
        }
        rows = [(event, names.get(event.actor, event.actor)) for event in events]
        return super().history_view(request, object_id, {"events": rows, **(extra_context or {})})


def _posted_edits(request: HttpRequest) -> int:
    """A form that does not say from which state it was opened is older than any."""
    posted = request.POST.get("edits", "")
    return int(posted) if posted.isdigit() else -1


def _said(version: Version, fields: Sequence[str | tuple[str, ...]]) -> list[str | tuple[str, ...]]:
    """For reading: what is said, without the fields that are empty."""
    found: list[str | tuple[str, ...]] = []
    for line in fields:
        names = line if isinstance(line, tuple) else (line,)
        filled = tuple(name for name in names if getattr(version, name) not in (None, ""))
        if filled:
            found.append(filled if isinstance(line, tuple) else line)
    return found
