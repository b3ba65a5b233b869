"""Lists and choosers as far as somebody's area reaches: where something belongs is chosen within it.

What a row merely points to (a document, an indicator that a case supports) may be anything: all staff may read all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing import policy

KEY: Final = re.compile(r"[0-9]{1,18}")


class Fetching(AutocompleteSelect):
    """Django's looks for whatever was sent, and breaks where that is no key: the form is shown again, with nothing chosen."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if KEY.fullmatch(str(one))] or [""], attr)


class ChoosesWithin(BaseModelAdmin[Any]):
    def belongs_by(self) -> str:
        """The field that says under which thing a row lies; empty where none does."""
        return str(getattr(self.model, "BELONGS", ""))

    def stored(self, object_id: Any) -> Any:
        """The rows of this page: what they lie under stays among the choices, whoever chose it."""
        return self.model._default_manager.none()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if request is not None and db_field.name == self.belongs_by():
            choices = db_field.related_model._default_manager
            match = request.resolver_match
            stored = [
                getattr(row, db_field.attname) for row in self.stored(match.kwargs.get("object_id") if match else None)
            ]
            kwargs["queryset"] = policy.within(request.user, "draft", choices.all()) | choices.filter(pk__in=stored)
        if request is not None and db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Fetching(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[arg-type]  # as Django passes it


def offered_in_autocomplete(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """What a field that fetches its choices is given."""
    match, asks = request.resolver_match, request.GET
    if match is None or match.url_name != "autocomplete":
        return rows
    model: Any = apps.get_model(asks["app_label"], asks["model_name"])
    return policy.within(request.user, "draft", rows) if asks["field_name"] == getattr(model, "BELONGS", "") else rows


class AssignedToMe(admin.SimpleListFilter):
    """Everything is listed, for everything may be read; this leaves what the reader can work on."""

    title = gettext_lazy("assignment")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [("me", _("Assigned to me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return policy.within(request.user, "draft", queryset) if self.value() == "me" else queryset
