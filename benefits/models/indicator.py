"""An indicator: what shows the benefit. What it means is frozen at first publication; what is promised may be revised."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from benefits.fields import NumberField, finite
from benefits.labels import choices
from benefits.lateness import Frequency
from benefits.measures import Basis, Direction, Kind, Qualifier, Role
from benefits.querysets import IndicatorVersionQuerySet
from initiatives.models import Initiative
from reformtracker.publishing.models import Thing, Version, says_in_english
from reformtracker.sources.models import Citation


def known(field: str, words: type) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})  # type: ignore[attr-defined]  # an enum class


class Unit(models.Model):
    """Reference data: what a number counts, and the bounds that it cannot leave."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=100)
    minimum = NumberField(_("minimum"), null=True, blank=True)
    maximum = NumberField(_("maximum"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("code",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code=""), name="benefits_unit_has_a_code"),
            finite("benefits_unit", "minimum", "maximum"),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lt=F("maximum")),
                name="benefits_unit_bounds_are_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Indicator(Thing):
    PARTS = ("levels",)
    BELONGS = "initiative"
    BEYOND = ("replaces",)

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="indicators", verbose_name=_("initiative"))
    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12, choices=choices(Kind))
    role = models.CharField(_("role"), max_length=10, choices=choices(Role))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    desired_direction = models.CharField(
        _("wanted direction"), max_length=10, choices=choices(Direction), default=Direction.INCREASE.value
    )
    frequency = models.CharField(
        _("reported"), max_length=12, choices=choices(Frequency), default=Frequency.ANNUAL.value
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
        help_text=_("The indicator that this one follows, where its meaning had to change."),
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("code",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "code"), name="benefits_indicator_code_is_unique"),
            models.CheckConstraint(condition=~Q(code=""), name="benefits_indicator_has_a_code"),
            # Whoever replaces only what was there before can never close a circle.
            models.CheckConstraint(
                condition=Q(replaces=None) | Q(replaces__lt=F("id")), name="benefits_indicator_replaces_an_older_one"
            ),
            models.CheckConstraint(
                condition=Q(kind="quantitative", unit__isnull=False) | Q(kind="qualitative", unit=None),
                name="benefits_indicator_unit_where_it_counts",
            ),
            models.CheckConstraint(
                condition=known("role", Role) & known("desired_direction", Direction) & known("frequency", Frequency),
                name="benefits_indicator_words_are_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_qualitative(self) -> bool:
        return self.kind == Kind.QUALITATIVE


class Level(models.Model):
    """A level of a qualitative indicator's written rubric; frozen with the indicator."""

    CONTENT: ClassVar[tuple[str, ...]] = ("number", "code", "label", "description")
    TRANSLATED: ClassVar[tuple[str, ...]] = ("label", "description")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("label"), max_length=100)
    description = models.TextField(_("what it takes"), max_length=1000)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("indicator", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("indicator", "number"), name="benefits_level_number_is_unique"),
            models.UniqueConstraint(fields=("indicator", "code"), name="benefits_level_code_is_unique"),
            models.CheckConstraint(
                condition=Q(label_en__isnull=False) & Q(GreaterThan(Length(Trim(F("label_en"))), 0)),
                name="benefits_level_speaks_english",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class IndicatorVersion(Version):
    KIND = "indicator"
    RANK = 40
    CONTENT = (
        "name",
        "definition",
        "method",
        "caution",
        "unit_label",
        "decimals",
        "materiality",
        "reporting_lag_months",
        "reporting_until",
        "baseline_period",
        "baseline_start",
        "baseline_end",
        "baseline_value",
        "baseline_level",
        "baseline_qualifier",
        "baseline_numerator",
        "baseline_denominator",
        "baseline_note",
    )
    TRANSLATED = ("name", "definition", "method", "caution", "unit_label", "baseline_note")
    REQUIRED = ("name", "definition")
    CHILDREN = ("citations", "targets")
    LASTING = ("targets",)

    thing = models.ForeignKey(Indicator, models.PROTECT, related_name="versions", db_index=False)
    name = models.CharField(_("name"), max_length=300, blank=True)
    definition = models.TextField(_("definition"), max_length=5000, blank=True)
    method = models.TextField(_("how it is worked out"), max_length=5000, blank=True)
    caution = models.CharField(
        _("do not"), max_length=1000, blank=True, help_text=_("What the figure cannot be used for.")
    )
    unit_label = models.CharField(_("unit as shown"), max_length=100, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    materiality = NumberField(
        _("materiality"),
        default=Decimal(1),
        help_text=_("The smallest move that counts as a change; a level counts 1."),
    )
    reporting_lag_months = models.PositiveSmallIntegerField(_("months from period end to report"), default=3)
    reporting_until = models.DateField(_("reported until"), null=True, blank=True)

    baseline_period = models.CharField(_("baseline period"), max_length=20, blank=True)
    baseline_start = models.DateField(null=True, blank=True)
    baseline_end = models.DateField(null=True, blank=True)
    baseline_value = NumberField(_("baseline"), null=True, blank=True)
    baseline_level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("baseline level")
    )
    baseline_qualifier = models.CharField(max_length=10, choices=choices(Qualifier), default=Qualifier.EXACT.value)
    baseline_numerator = NumberField(_("baseline numerator"), null=True, blank=True)
    baseline_denominator = NumberField(_("baseline denominator"), null=True, blank=True)
    baseline_note = models.CharField(_("what the baseline counts"), max_length=300, blank=True)

    objects = IndicatorVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicator versions")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            says_in_english("benefits_indicatorversion", "name", "definition"),
            finite(
                "benefits_indicatorversion",
                "baseline_value",
                "baseline_numerator",
                "baseline_denominator",
                "materiality",
            ),
            models.CheckConstraint(
                condition=Q(materiality__gt=0), name="benefits_indicatorversion_materiality_above_zero"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="benefits_indicatorversion_at_most_six_decimals"),
            models.CheckConstraint(
                condition=Q(baseline_value=None) | Q(baseline_level=None),
                name="benefits_indicatorversion_baseline_value_or_level",
            ),
            models.CheckConstraint(
                condition=Q(baseline_value=None, baseline_level=None)
                | Q(baseline_start__isnull=False, baseline_end__isnull=False),
                name="benefits_indicatorversion_baseline_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(baseline_start=None, baseline_end=None) | Q(baseline_start__lte=F("baseline_end")),
                name="benefits_indicatorversion_baseline_period_in_order",
            ),
            models.CheckConstraint(
                condition=known("baseline_qualifier", Qualifier), name="benefits_indicatorversion_qualifier_is_known"
            ),
        ]

    @property
    def has_baseline(self) -> bool:
        return self.baseline_value is not None or self.baseline_level_id is not None


class Target(models.Model):
    """What is aimed at, by a date or for a period taken as a whole."""

    version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="targets")
    period = models.CharField(_("period"), max_length=20, blank=True)
    start = models.DateField(_("from"), null=True, blank=True)
    due = models.DateField(_("due"))
    basis = models.CharField(_("basis"), max_length=12, choices=choices(Basis), default=Basis.BY_DATE.value)
    value = NumberField(_("value"), null=True, blank=True)
    level = models.ForeignKey(Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level"))
    qualifier = models.CharField(
        _("qualifier"), max_length=10, choices=choices(Qualifier), default=Qualifier.EXACT.value
    )

    CONTENT: ClassVar[tuple[str, ...]] = ("period", "start", "due", "basis", "value", "level", "qualifier")
    TRANSLATED: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("due", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "due"), name="benefits_target_one_per_date"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, level=None) | Q(value=None, level__isnull=False),
                name="benefits_target_value_or_level",
            ),
            finite("benefits_target", "value"),
            models.CheckConstraint(
                condition=Q(basis="by_date") | Q(basis="whole_period", start__isnull=False),
                name="benefits_target_whole_period_has_a_start",
            ),
            models.CheckConstraint(
                condition=Q(start=None) | Q(start__lte=F("due")), name="benefits_target_start_before_due"
            ),
            models.CheckConstraint(
                condition=known("qualifier", Qualifier) & known("basis", Basis), name="benefits_target_words_are_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value if self.value is not None else self.level} ({self.due})"


class IndicatorCitation(Citation):
    """Rests under the definition, the baseline or one target of an indicator version."""

    class Part(models.TextChoices):
        DEFINITION = "definition", _("definition")
        BASELINE = "baseline", _("baseline")
        TARGET = "target", _("target")

    version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="citations")
    part = models.CharField(_("supports"), max_length=10, choices=Part.choices, default=Part.DEFINITION)
    target_due = models.DateField(
        _("target due"), null=True, blank=True, help_text=_("Which target it supports, by its date.")
    )

    CONTENT: ClassVar[tuple[str, ...]] = (*Citation.CONTENT, "part", "target_due")

    class Meta(Citation.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(part="target", target_due__isnull=False)
                | Q(part__in=("definition", "baseline"), target_due=None),
                name="benefits_indicatorcitation_names_its_target",
            )
        ]
