from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.assigning import Assignments
from initiatives.models import (
    Entity,
    Framework,
    FrameworkCitation,
    FrameworkGoal,
    FrameworkVersion,
    Initiative,
    InitiativeCitation,
    InitiativeGoal,
    InitiativeLead,
    InitiativeVersion,
    Milestone,
    MilestoneCitation,
    MilestoneVersion,
    Objective,
    ObjectiveCitation,
    ObjectiveVersion,
)
from reformtracker.publishing.admin import (
    CitationRows,
    PlainRows,
    ReferenceAdmin,
    TextRows,
    ThingAdmin,
    VersionAdmin,
    VersionForm,
)
from reformtracker.publishing.admin.people import PersonAdmin
from reformtracker.publishing.models import Chain, Thing

NAMES = gettext_lazy("What it says")

PersonAdmin.inlines.append(Assignments)


@admin.register(Entity)
class EntityAdmin(ReferenceAdmin):
    list_display = ("code", "acronym", "name_en")
    search_fields = ("code", "acronym", "name_en")
    body = ("code", "acronym", "name")


class FrameworkCitations(CitationRows):
    model = FrameworkCitation


class ObjectiveCitations(CitationRows):
    model = ObjectiveCitation


class InitiativeCitations(CitationRows):
    model = InitiativeCitation


class MilestoneCitations(CitationRows):
    model = MilestoneCitation


class Goals(TextRows):
    model = FrameworkGoal
    verbose_name = gettext_lazy("original goal")
    verbose_name_plural = gettext_lazy("Original goals of the reform")
    body = (("code", "position"), "name", "gap")


class Answered(PlainRows):
    model = InitiativeGoal
    verbose_name = gettext_lazy("original goal")
    verbose_name_plural = gettext_lazy("Original goals that it answers, by their code in the framework")
    body = (("code", "is_main", "position"),)


class Leads(PlainRows):
    model = InitiativeLead
    verbose_name = gettext_lazy("lead entity")
    verbose_name_plural = gettext_lazy("Lead entities")
    autocomplete_fields = ("entity",)
    body = (("entity", "position"),)


class FollowsPublic:
    """What a framework may follow: a real one that is public, for it has to stay readable."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "follows":
            public = Framework.objects.filter(chain__head__gt=0, chain__is_demo=False)
            kwargs["queryset"] = public.select_related("chain").order_by("chain__slug")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin beside it


class FrameworkForm(VersionForm):
    """A framework begins a chain of releases of its own; the two share the slug."""

    slug = Chain._meta.get_field("slug").formfield()

    def found_or_new(self) -> Thing | None:
        slug = self.cleaned_data["slug"]
        chain = Chain.objects.filter(slug=slug).first()
        if chain is None:
            chain = Chain(slug=slug)
            try:
                chain.full_clean()
            except ValidationError as error:
                self.add_error("slug", error.messages)
                return None
        framework = Framework.objects.filter(chain__slug=slug).first()
        if framework and framework.versions.exists():
            self.add_error("slug", self.already(framework))
            return None
        framework = framework or Framework(chain=chain)
        framework.track, framework.follows = self.cleaned_data["track"], self.cleaned_data["follows"]
        if framework.pk and framework.follows and framework.follows.pk >= framework.pk:
            self.add_error("follows", _("A framework follows one that was there before it."))
            return None
        return framework


@admin.register(FrameworkVersion)
class FrameworkVersionAdmin(FollowsPublic, VersionAdmin):
    form = FrameworkForm
    thing_class = Framework
    thing_fields = ("slug", "track", "follows")
    headline = "name_en"
    search_fields = ("thing__chain__slug", "name_en")
    inlines = (Goals, FrameworkCitations)
    body = ((NAMES, ("name", "summary", ("starts", "ends"), "official")),)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in ("starts", "ends"):
            field.required = False
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            form.thing.chain.save()
            form.thing.chain = form.thing.chain
        super().save_model(request, obj, form, change)


@admin.register(ObjectiveVersion)
class ObjectiveVersionAdmin(VersionAdmin):
    thing_class = Objective
    headline = "name_en"
    search_fields = ("thing__code", "name_en")
    inlines = (ObjectiveCitations,)
    body = ((NAMES, ("name", "summary", "official")),)


@admin.register(InitiativeVersion)
class InitiativeVersionAdmin(VersionAdmin):
    thing_class = Initiative
    thing_fields = ("objective", "code")
    parent = "objective"
    headline = "name_en"
    search_fields = ("thing__code", "name_en")
    inlines = (InitiativeCitations, Answered, Leads)
    body = ((NAMES, ("name", "expected_benefit", "phase", "official")),)


@admin.register(MilestoneVersion)
class MilestoneVersionAdmin(VersionAdmin):
    thing_class = Milestone
    thing_fields = ("chain", "slug")
    identity = "slug"
    search_fields = ("thing__slug", "title_en")
    inlines = (MilestoneCitations,)
    body = ((NAMES, ("title", "text", ("day", "precision"), "review_meeting")),)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "day":
            field.required = False
        return field


@admin.register(Framework)
class FrameworkAdmin(FollowsPublic, ThingAdmin):
    version_class = FrameworkVersion
    body = ("track", "follows")


@admin.register(Objective)
class ObjectiveAdmin(ThingAdmin):
    version_class = ObjectiveVersion
    search_fields = ("code",)
    body = ("code",)


@admin.register(Initiative)
class InitiativeAdmin(ThingAdmin):
    version_class = InitiativeVersion
    search_fields = ("code",)
    body = ("code", "objective")


@admin.register(Milestone)
class MilestoneAdmin(ThingAdmin):
    version_class = MilestoneVersion
    search_fields = ("slug",)
    body = ("slug",)
