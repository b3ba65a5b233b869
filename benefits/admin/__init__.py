from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationStackedInline

from benefits.admin.assessment import assessment_page, may_assess
from benefits.admin.beside import all_computed, figure, guidance, hint, indicator_version
from benefits.admin.crosswalk import Predecessor, predecessors
from benefits.admin.forms import IndicatorForm, ObservationForm, TargetForm
from benefits.admin.guide import guide
from benefits.admin.numbers import TypedNumber, read_view
from benefits.admin.uploads import UploadAdmin as UploadAdmin
from benefits.fields import NumberField
from benefits.models import (
    Indicator,
    IndicatorCitation,
    IndicatorVersion,
    Level,
    Observation,
    ObservationCitation,
    ObservationVersion,
    Standing,
    Target,
    Unit,
)
from reformtracker.publishing import policy
from reformtracker.publishing.admin import CitationRows, PlainRows, ReferenceAdmin, ThingAdmin, VersionAdmin
from reformtracker.publishing.admin.base import ByPolicy, lines, person, refused
from reformtracker.publishing.admin.things import is_settled
from reformtracker.publishing.texts import columns, text

NUMBERS: Any = {NumberField: {"form_class": TypedNumber}}


def own_rubric(indicator: Indicator | None) -> Any:
    return Level.objects.filter(indicator=indicator) if indicator else Level.objects.none()


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    list_display = ("code", "label_en", "minimum", "maximum")
    search_fields = ("code", "label_en")
    body = ("code", "label", "minimum", "maximum")
    formfield_overrides = NUMBERS


class IndicatorCitations(CitationRows):
    model = IndicatorCitation
    body = (("document", "paragraph", "paragraph_to"), ("part", "target_due"), "note")


class ObservationCitations(CitationRows):
    model = ObservationCitation


class Targets(PlainRows):
    model = Target
    form = TargetForm
    formfield_overrides = NUMBERS
    body = (("value", "level", "qualifier"), ("basis", "due", "period"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "level":
            kwargs["queryset"] = own_rubric(_indicator_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _indicator_of(request: HttpRequest | None) -> Indicator | None:
    """The indicator of the version in the address of the page."""
    match = request.resolver_match if request else None
    if match is None or "object_id" not in match.kwargs:
        return None
    return Indicator.objects.filter(versions__pk=match.kwargs["object_id"]).first()


@admin.register(IndicatorVersion)
class IndicatorVersionAdmin(VersionAdmin):
    form = IndicatorForm
    thing_class = Indicator
    thing_fields = ("initiative", "code", "kind", "role", "unit", "desired_direction", "frequency", "replaces")
    parent = "initiative"
    headline = "name_en"
    search_fields = ("thing__code", "name_en")
    formfield_overrides = NUMBERS
    inlines = (Targets, IndicatorCitations)
    body = (
        (gettext_lazy("What it measures"), ("name", "definition", "method", "caution")),
        (gettext_lazy("How it is shown"), ("unit_label", ("decimals", "materiality"))),
        (
            gettext_lazy("Baseline"),
            (
                ("baseline_period", "baseline_value", "baseline_level", "baseline_qualifier"),
                ("baseline_numerator", "baseline_denominator"),
                "baseline_note",
            ),
        ),
        (gettext_lazy("When it is reported"), (("reporting_lag_months", "reporting_until"),)),
    )
    beside_template = "admin/benefits/_indicator_beside.html"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "baseline_level":
            kwargs["queryset"] = own_rubric(_indicator_of(request))
        if db_field.name == "replaces":
            kwargs |= {"queryset": predecessors(None), "form_class": Predecessor}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def beside(self, request: HttpRequest, version: Any, form: Any) -> dict[str, Any]:
        found = super().beside(request, version, form)
        if version is None:
            return found
        may_write = policy.may(person(request), "draft", version) and not is_settled(version.thing, IndicatorVersion)
        return {**found, "levels": list(version.thing.levels.all()), "may_write_rubric": may_write}


@admin.register(ObservationVersion)
class ObservationVersionAdmin(VersionAdmin):
    """The contributor's form: the indicator is chosen first, so that what it asks stands beside the empty field."""

    form = ObservationForm
    thing_class = Observation
    thing_fields = ("indicator", "period", "period_basis")
    search_fields = ("thing__indicator__code", "thing__period")
    list_select_related: ClassVar[tuple[str, ...]] = ("thing__chain", "thing__indicator__unit", "edited_by", "level")
    formfield_overrides = NUMBERS
    inlines = (ObservationCitations,)
    beside_template = "admin/benefits/_beside.html"

    @admin.display(description=gettext_lazy("says"))
    def shown_headline(self, version: Any) -> str:
        said = figure(version.value, version.level, version.qualifier)
        return said or (version.get_missing_display() if version.missing else "–")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        chosen = request.GET.get("indicator", "")
        if request.method == "GET" and not chosen.isdigit() and self.has_add_permission(request):
            return self._choose(request)
        if request.method == "GET" and self.has_add_permission(request):
            indicator = get_object_or_404(Indicator, pk=chosen)
            try:
                policy.demand(person(request), "draft", indicator)
            except policy.Refused as refusal:
                return refused(request, refusal, request.path)
        return super().add_view(request, form_url, extra_context)

    def _choose(self, request: HttpRequest) -> HttpResponse:
        current = Prefetch(
            "standings",
            Standing.objects.filter(to_release=None).select_related(
                "indicator", "indicator_version", "latest__thing", "latest__level"
            ),
            to_attr="current",
        )
        public = Indicator.objects.filter(versions__state="published").select_related("chain").prefetch_related(current)
        rows = policy.within(person(request), "draft", public)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("New update: which indicator?"),
            "rows": [_row(indicator) for indicator in rows.order_by("chain", "code")],
        }
        return TemplateResponse(request, "admin/benefits/choose_indicator.html", context)

    def _indicator(self, request: HttpRequest, obj: Any) -> Indicator | None:
        if obj is not None:
            found: Indicator = obj.thing.indicator
            return found
        chosen = request.POST.get("indicator") or request.GET.get("indicator") or ""
        return Indicator.objects.filter(pk=chosen).select_related("unit", "chain").first() if chosen.isdigit() else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A series once broken stays broken: what was said of the break is offered again."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        standing = Standing.objects.filter(indicator=self._indicator(request, None), to_release=None).first()
        latest = standing.latest if standing else None
        if latest is not None and not latest.comparable:
            notes = {name: getattr(latest, name) for name in columns("break_note")}
            return {**initial, "comparable": False, **notes}
        return initial

    def content(self, request: HttpRequest, obj: Any) -> Any:
        indicator = self._indicator(request, obj)
        qualitative = indicator is not None and indicator.is_qualitative
        answer: tuple[Any, ...] = (
            (("level", "qualifier"),) if qualitative else (("value", "qualifier"), ("numerator", "denominator"))
        )
        return (
            (_("The figure"), (*answer, *(() if qualitative else ("jump_reason",)), "missing", "derivation")),
            (_("The series"), ("comparable", "break_note")),
            (_("What it means"), ("narrative",)),
            (
                _("Better or worse, and because of what"),
                (("verdict", "cause"), ("confidence", "assessment_basis"), "justification"),
            ),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        indicator = self._indicator(request, obj)
        if indicator is None:
            return form
        fields = form.base_fields
        if "value" in fields:
            fields["value"].help_text = hint(indicator, indicator_version(indicator))
        if "missing" in fields:
            fields["missing"].help_text = _(
                "Only where there is no figure. 0 is a figure; an empty field is no answer."
            )
        if "level" in fields:
            fields["level"].queryset = own_rubric(indicator)
        return form

    def beside(self, request: HttpRequest, version: Any, form: Any) -> dict[str, Any]:
        indicator = self._indicator(request, version)
        found = super().beside(request, version, form)
        if indicator is None:
            return found
        if version is not None:
            found["may_assess"] = may_assess(version, person(request))
        judged_by = version.stands_beside() if version is not None else indicator_version(indicator)
        found |= guidance(indicator, judged_by)
        field = form.fields.get("level" if indicator.is_qualitative else "value")
        is_guided = bool(field and judged_by and self.has_change_permission(request, version))
        if is_guided:
            field.beside = guide(found)
        return found | {"is_guided": is_guided}

    def previews(self, versions: Sequence[Any]) -> dict[int, dict[str, Any]]:
        return all_computed(versions)

    def get_urls(self) -> list[URLPattern]:
        assess = path(
            "<int:version_id>/assess/",
            self.admin_site.admin_view(self.assess_view),
            name="benefits_observationversion_assess",
        )
        read = path("read-number/", self.admin_site.admin_view(read_view), name="benefits_read_number")
        return [assess, read, *super().get_urls()]

    def assess_view(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = get_object_or_404(self.get_queryset(request), pk=version_id)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "back": self.url_of(version)}
        try:
            return assessment_page(request, version, context)
        except policy.Refused as error:
            return refused(request, error, self.url_of(version))


def _row(indicator: Any) -> dict[str, Any]:
    standing = indicator.current[0] if indicator.current else None
    latest = standing.latest if standing else None
    return {
        "indicator": indicator,
        "name": text(standing.indicator_version, "name") if standing else "",
        "latest": latest,
        "figure": figure(latest.value, latest.level, latest.qualifier) if latest else "",
        "timing": standing.timing(_today()) if standing else None,
    }


def _today() -> Any:
    from reformtracker.publishing.snapshot import today

    return today()


class Rubric(ByPolicy, TranslationStackedInline[Any, Any]):
    """The written levels of a qualitative indicator."""

    model = Level
    edit_act = "draft"
    extra = 0
    verbose_name_plural = gettext_lazy("Rubric: the levels of a qualitative indicator")
    body = (("number", "code"), "label", "description")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": lines(self.model, self.body)})]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_edit(request, obj) and obj is not None and not is_settled(obj, IndicatorVersion)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(Indicator)
class IndicatorAdmin(ThingAdmin):
    version_class = IndicatorVersion
    search_fields = ("code",)
    body = ("code", "initiative", "kind", "role", "unit", "desired_direction", "frequency", "replaces")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "replaces":
            match = request.resolver_match if request else None
            indicator = Indicator.objects.filter(pk=match.kwargs["object_id"]).first() if match else None
            kwargs |= {"queryset": predecessors(indicator), "form_class": Predecessor}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return [Rubric] if obj is not None and obj.is_qualitative else []


@admin.register(Observation)
class ObservationAdmin(ThingAdmin):
    version_class = ObservationVersion
    list_select_related: ClassVar[tuple[str, ...]] = ("chain", "indicator")
    search_fields = ("indicator__code", "period")
    body = ("indicator", "period_basis")
