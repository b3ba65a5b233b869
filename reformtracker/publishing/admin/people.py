"""People and their roles: for administrators only. A role is a group; groups carry no permissions of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.publishing.admin import factors
from reformtracker.publishing.admin.base import ByPolicy, person
from reformtracker.publishing.admin.mail import my_mail
from reformtracker.publishing.models import Event, Person, Role
from reformtracker.publishing.notices import tell
from reformtracker.publishing.record import audit

# The five roles are fixed: `policy` says what each may do.
admin.site.unregister(Group)
# What belongs to a person's sign-in is theirs: the pages of `signin` show it to them alone.
for model in [model for model in admin.site._registry if model._meta.app_label in ("account", "mfa", "usersessions")]:
    admin.site.unregister(model)


class RoleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # of groups; no generic at runtime
    def label_from_instance(self, obj: models.Model) -> str:
        return str(dict(Role.choices).get(str(obj), obj))


class InvitingForm(AdminUserCreationForm[Person]):
    """A new account: by invitation, or with a password that the administrator hands over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how = self.fields["usable_password"]
        how.label, how.initial = _("Password"), "false"
        how.help_text = _("An invitation goes to the address above; its link works once, and for three days.")
        how.choices = [("false", _("chosen by the person, by invitation")), ("true", _("set here"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("usable_password") == "false" and not cleaned.get("email"):
            self.add_error("email", _("Enter the address to which the invitation goes, or set a password here."))
        return cleaned


@admin.register(Person)
class PersonAdmin(ByPolicy, UserAdmin[Person]):
    """Nobody is deleted: the record names them. An account is closed by taking its mark “active” away."""

    view_act = edit_act = "administer"
    actions = None
    add_form = InvitingForm
    list_display = ("username", "first_name", "last_name", "email", "shown_roles", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    filter_horizontal = ()
    readonly_fields = ("pseudonym", "second_factor", "last_login", "date_joined")
    add_fieldsets = (
        (None, {"fields": ("username", "email", "language", "usable_password", "password1", "password2")}),
        (gettext_lazy("May do"), {"fields": ("groups",)}),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("my-mail/", view(my_mail), name="my_mail"),
            path("<int:person_id>/second-factor/", view(factors.second_factor), name=factors.NAME),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        rights = ["is_active", "groups"]
        if person(request).is_superuser:
            rights.append("is_superuser")
        return [
            (None, {"fields": ("username", "password")}),
            (_("Who"), {"fields": ("first_name", "last_name", "email", "pseudonym")}),
            (_("Mail"), {"fields": ("mailing", "language")}),
            (_("May do"), {"fields": [*rights, "second_factor"]}),
            (_("When"), {"fields": ("last_login", "date_joined")}),
        ]

    @admin.display(description=gettext_lazy("roles"))
    def shown_roles(self, who: Person) -> str:
        return ", ".join(str(Role(name).label) for name in sorted(who.roles)) or "–"

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, who: Person) -> str:
        return factors.shown(who)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]
        return RoleField(
            Group.objects.filter(name__in=Role.values).order_by("name"),
            required=False,
            label=_("Roles"),
            widget=forms.CheckboxSelectMultiple,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Every account here is for the staff side; there is no other."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if not change and not form.instance.has_usable_password():
            tell(Event.INVITED, "account", [form.instance], at_once=True)
        before = sorted(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        audit(
            "change person" if change else "add person",
            by=person(request),
            subject=form.instance.pseudonym,
            fields=[name for name in form.changed_data if not name.startswith("password")],
            before=before,
            roles=sorted(form.instance.groups.values_list("name", flat=True)),
        )
