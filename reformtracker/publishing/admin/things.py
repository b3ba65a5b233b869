"""Things: made with their first version, changed until something of them is public or under review, read afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from reformtracker.publishing import actions, policy
from reformtracker.publishing.admin import history
from reformtracker.publishing.admin.base import Answering, person
from reformtracker.publishing.admin.choosing import AssignedToMe, ChoosesWithin, offered_in_autocomplete
from reformtracker.publishing.models import State, Thing, Version
from reformtracker.publishing.record import audit


def is_settled(thing: Thing, model: type[Version]) -> bool:
    """Whether a version has left its author's hands: then what it is a version of stays as it is."""
    return bool(model.objects.filter(thing=thing).exclude(state=State.DRAFT).exists())


class ThingAdmin(ChoosesWithin, Answering, admin.ModelAdmin[Any]):
    edit_act = "draft"
    actions = None
    change_form_template = "admin/version/thing.html"
    object_history_template = "admin/version/history.html"
    list_filter = (AssignedToMe, "chain")
    list_select_related: ClassVar[tuple[str, ...]] = ("chain",)
    version_class: ClassVar[type[Version]]
    body: ClassVar[Sequence[str]] = ()

    def get_list_display(self, request: HttpRequest) -> Any:
        return ("public_id", "chain", "shown_state")

    @admin.display(description=gettext_lazy("versions"))
    def shown_state(self, thing: Thing) -> str:
        found = sorted(thing.versions.all(), key=lambda version: -version.pk)  # type: ignore[attr-defined]  # of every kind
        return ", ".join(str(version.get_state_display()) for version in found[:2]) or "–"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("versions")

    def stored(self, object_id: Any) -> Any:
        return self.model._default_manager.filter(pk=object_id)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, offered_in_autocomplete(request, queryset), search_term)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reached from its versions: one list of each kind on the first page is enough."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request, obj) and (obj is None or not is_settled(obj, self.version_class))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": list(self.body)})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever changes the thing has edited its draft, and so cannot approve it."""
        super().save_model(request, obj, form, change)
        policy.demand(person(request), "draft", obj)
        draft = self.version_class.objects.open().filter(thing=obj).first()
        if draft:
            actions.save(draft, by=person(request), expected=draft.edits)
        audit(
            f"change {self.opts.model_name}",
            by=person(request),
            subject=f"{obj.chain.slug}/{obj.public_id}",
            fields=form.changed_data,
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        thing = self.get_object(request, object_id)
        found = history.page(request, self.version_class, thing) if thing is not None else {}
        return super().history_view(request, object_id, {**found, **(extra_context or {})})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        version = self.version_class._meta
        context |= {"title": f"{obj.public_id}", "subtitle": capfirst(str(self.opts.verbose_name))} if obj else {}
        context["versions"] = self.version_class.objects.filter(thing=obj).order_by("-id")
        context["version_url"] = f"admin:{version.app_label}_{version.model_name}_change"
        context["version_list"] = reverse(f"admin:{version.app_label}_{version.model_name}_changelist")
        return super().render_change_form(request, context, add, change, form_url, obj)
