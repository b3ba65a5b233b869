"""The record of the work, to be read: audit, outbox, redactions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing import actions, policy
from reformtracker.publishing.admin.base import ERRORS, ByPolicy, person, refused
from reformtracker.publishing.models import AuditEvent, OutboxEntry, Person, Redaction
from reformtracker.publishing.registry import kind


class ToRead(ByPolicy, admin.ModelAdmin[Any]):
    view_act = "audit"
    actions = None


class KindFilter(admin.AllValuesFieldListFilter):
    """Without the empty one, which would be a link without a name: what concerns no version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lookup_choices = self.lookup_choices.exclude(kind="")


@admin.register(AuditEvent)
class AuditEventAdmin(ToRead):
    list_display = ("at", "who", "act", "kind", "subject")
    list_filter = ("act", ("kind", KindFilter))
    search_fields = ("subject", "actor")
    fields = ("at", "who", "act", "kind", "subject", "version_id", "detail")
    show_full_result_count = False

    @admin.display(description=gettext_lazy("who"))
    def who(self, event: Any) -> str:
        """By name while the person is known; the record itself keeps the pseudonym."""
        if not event.actor:
            return _("the system")
        return f"{event.username} ({event.actor})" if event.username else str(event.actor)

    def get_queryset(self, request: HttpRequest) -> Any:
        known = Person.objects.filter(pseudonym=OuterRef("actor")).values("username")
        return super().get_queryset(request).annotate(username=Subquery(known[:1]))


@admin.register(OutboxEntry)
class OutboxEntryAdmin(ToRead):
    list_display = ("key", "topic", "created_at", "done_at", "attempts")
    list_filter = ("topic", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("key",)
    fields = ("key", "topic", "created_at", "claimed_until", "done_at", "attempts", "error")


@admin.register(Redaction)
class RedactionAdmin(ToRead):
    view_act = "redact"
    change_form_template = "admin/redaction.html"
    list_display = ("shown_subject", "ordered_by", "ordered_at", "confirmed_by", "confirmed_at")
    fields = ("shown_subject", "reason", "ordered_by", "ordered_at", "confirmed_by", "confirmed_at")
    readonly_fields = ("shown_subject",)

    @admin.display(description=gettext_lazy("what"))
    def shown_subject(self, redaction: Redaction) -> str:
        version = kind(redaction.kind).objects.select_related("thing__chain").get(pk=redaction.version_id)
        return f"{version._meta.verbose_name} {version}"

    def get_urls(self) -> list[URLPattern]:
        confirm = path(
            "<int:redaction_id>/confirm/",
            self.admin_site.admin_view(self.confirm_view),
            name="publishing_redaction_confirm",
        )
        return [confirm, *super().get_urls()]

    def confirm_view(self, request: HttpRequest, redaction_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.look_there(request)
        redaction = get_object_or_404(Redaction, pk=redaction_id)
        back = reverse("admin:publishing_redaction_change", args=[redaction.pk])
        try:
            actions.confirm_redaction(redaction, by=person(request))
        except ERRORS as error:
            return refused(request, error, back)
        messages.success(request, _("Blanked everywhere. The chain of releases still verifies."))
        return HttpResponseRedirect(back)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        who = person(request)
        waits = obj is not None and obj.confirmed_by_id is None and policy.may(who, "redact")
        context["may_confirm"] = waits and obj.ordered_by_id != who.pk
        context["own_order"] = waits and obj.ordered_by_id == who.pk
        return super().render_change_form(request, context, add, change, form_url, obj)
