"""Every change of every row, for auditors: by person, kind and day, as a file, and its head to compare."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db import connection
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing import policy
from reformtracker.publishing.admin.base import refused
from reformtracker.publishing.admin.record import KindFilter, ToRead
from reformtracker.publishing.history.reading import described, names_of, read, who_of
from reformtracker.publishing.history.sealing import head
from reformtracker.publishing.models import Change, Seal

COLUMNS = ("seal", "when", "person", "database role", "why", "kind", "table", "row", "what", "field", "old", "new")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001
AT_ONCE = 2000


class ByPerson(admin.SimpleListFilter):
    """Whoever has ever changed something; those who went round the application among them."""

    title = gettext_lazy("who")
    parameter_name = "person"
    OUTSIDE = "outside"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        found = set(Seal.objects.order_by().values_list("person", flat=True).distinct())
        names = names_of(found)
        people = sorted((names.get(one, one), one) for one in found - {"", Seal.SYSTEM})
        rest = [(Seal.SYSTEM, _("the system")), (self.OUTSIDE, _("outside the application"))]
        return [(pseudonym, name) for name, pseudonym in people] + rest

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        person = "" if self.value() == self.OUTSIDE else self.value()
        return queryset.filter(seal__in=Subquery(Seal.objects.filter(person=person).order_by().values("pk")))


@admin.register(Change)
class ChangeAdmin(ToRead):
    change_list_template = "admin/history/change_list.html"
    list_display = ("shown_at", "shown_who", "kind", "shown_what", "op", "shown_fields", "shown_why")
    list_filter = (ByPerson, ("kind", KindFilter), "op")
    date_hierarchy = "seal__at"
    list_select_related = ("seal",)
    search_fields = ("seal__reason", "table", "=row_id")
    fields = ("shown_at", "shown_who", "shown_why", "kind", "table", "row_id", "op", "old", "new", "digest")
    show_full_result_count = False
    list_per_page = 100

    @admin.display(description=gettext_lazy("when"))
    def shown_at(self, change: Change) -> Any:
        return change.seal.at

    @admin.display(description=gettext_lazy("who"))
    def shown_who(self, change: Change) -> str:
        return who_of(change.seal, names_of([change.seal.person]) if change.seal.person else {})

    @admin.display(description=gettext_lazy("why"))
    def shown_why(self, change: Change) -> str:
        return change.seal.reason or "–"

    @admin.display(description=gettext_lazy("what"))
    def shown_what(self, change: Change) -> str:
        row = described(change)
        return f"{row.what if row else change.table} {change.row_id}"

    @admin.display(description=gettext_lazy("fields"))
    def shown_fields(self, change: Change) -> str:
        row = described(change)
        return ", ".join(dict.fromkeys(field.label for field in row.fields)) if row else "–"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export_view), name="publishing_change_export"),
            path("head/", view(self.head_view), name="publishing_change_head"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"keeps_rows": connection.vendor == "postgresql", "asked": request.GET.urlencode()}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> Any:
        """What the list shows under the same filters, one line for each field, whole."""
        if not policy.may(request.user, self.view_act):
            return self._not_for(request)
        try:
            found = self.get_changelist_instance(request).get_queryset(request).order_by("pk")
        except IncorrectLookupParameters as error:
            # The list itself goes on without its filters; a file that held more than was asked for would be taken for less.
            raise BadRequest from error
        answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="history.csv"'
        return answer

    def head_view(self, request: HttpRequest) -> HttpResponse:
        """The newest seal, to be noted outside; and whether a hash that was noted is still there."""
        if not policy.may(request.user, self.view_act):
            return self._not_for(request)
        noted = request.GET.get("noted", "").strip().lower()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The head of the history"),
            "newest": head(),
            "noted": noted,
            "found": Seal.objects.filter(hash=noted, number__isnull=False).first() if noted else None,
        }
        return TemplateResponse(request, "admin/history/head.html", context)

    def _not_for(self, request: HttpRequest) -> HttpResponse:
        return refused(request, policy.Refused(_("The history of rows is for auditors and administrators.")))


class _Echo:
    def write(self, text: str) -> str:
        return text


def _lines(found: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for change in found.iterator(AT_ONCE):
        seal = change.seal
        whose = (seal.number, seal.at.isoformat(), seal.person, seal.role, seal.reason)
        row = (change.kind, change.table, change.row_id, change.op)
        old, new = read(change.old), read(change.new)
        for name in sorted(old.keys() | new.keys()) or [""]:
            yield writer.writerow([_safe(cell) for cell in (*whose, *row, name, old.get(name), new.get(name))])


def _safe(value: Any) -> str:
    """A text that a spreadsheet would take for a formula is shown as text; a number stays one."""
    if value is None:
        return ""
    text = str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text
