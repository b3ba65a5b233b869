"""What a contributor or a reviewer answers for, given by administrators in the person's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Assignment
from reformtracker.publishing.admin.base import ByPolicy, person
from reformtracker.publishing.models import Role


class AssignmentForm(forms.ModelForm):  # type: ignore[type-arg]  # of assignments; no generic at runtime
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = self._said(cleaned) if cleaned.get("role") else ""
        if said:
            self.add_error(None, said)
        return cleaned

    def _said(self, cleaned: dict[str, Any]) -> str:
        """What is wrong with the row, and how to mend it; empty where nothing is."""
        field, other = ("initiative", "objective")
        if cleaned["role"] == Role.REVIEWER:
            field, other = other, field
        if cleaned.get(other):
            if field == "initiative":
                return _("A contributor is assigned initiatives: leave the objective empty.")
            return _("A reviewer is assigned objectives: leave the initiative empty.")
        if bool(cleaned.get("everything")) == bool(cleaned.get(field)):
            if field == "initiative":
                return _("Choose either one initiative or “everything”.")
            return _("Choose either one objective or “everything”.")
        return ""


class Assignments(ByPolicy, admin.StackedInline[Any, Any]):
    model = Assignment
    form = AssignmentForm
    view_act = edit_act = "administer"
    extra = 1
    fields = (("role", "everything", "initiative", "objective"),)
    verbose_name_plural = gettext_lazy("Assigned (a contributor to initiatives, a reviewer to objectives)")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request) and (not getattr(obj, "is_superuser", False) or person(request).is_superuser)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)
