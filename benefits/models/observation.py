from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from benefits.fields import NumberField, finite
from benefits.jumps import Why
from benefits.labels import choices
from benefits.measures import Cause, Change, Missing, Qualifier, Status, Verdict
from benefits.models.indicator import Indicator, IndicatorVersion, Level, Target, known
from benefits.observed import Observed
from benefits.querysets import ObservationVersionQuerySet
from reformtracker.publishing.models import Origin, State, Thing, Version, VersionKind
from reformtracker.sources.models import Citation


class Observation(Thing):
    """One indicator, one reporting period."""

    BELONGS = "indicator"
    PUBLIC_ID = ("indicator.code", "period")

    class PeriodBasis(models.TextChoices):
        CALENDAR = "calendar", _("the period")
        REPORTED = "reported", _("the day of the document; the figure is undated")

    # The unique constraint serves look-ups by indicator, in the order of periods: the lists of the API in their default order.
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="observations", db_index=False, verbose_name=_("indicator")
    )
    period = models.CharField(
        _("period"), max_length=20, help_text=_("2021, 2021-S1, 2021-Q4, 2021-06, 2021-06-30 or 2020-2024.")
    )
    start = models.DateField(_("start"))
    end = models.DateField(_("end"))
    period_basis = models.CharField(
        _("period basis"), max_length=10, choices=PeriodBasis.choices, default=PeriodBasis.CALENDAR
    )

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ("indicator", "start", "end")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("indicator", "start", "end"), name="benefits_observation_one_per_period"),
            models.CheckConstraint(condition=Q(start__lte=F("end")), name="benefits_observation_start_before_end"),
            models.CheckConstraint(
                condition=~Q(period="") & Q(period_basis__in=["calendar", "reported"]),
                name="benefits_observation_names_its_period",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ObservationVersion(Version):
    class Confidence(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    class AssessmentBasis(models.TextChoices):
        AS_REPORTED = "as_reported", _("as reported by the source")
        REVIEWER = "reviewer", _("given by the reviewer")

    KIND = "observation"
    RANK = 50
    CONTENT = (
        "value",
        "level",
        "missing",
        "qualifier",
        "numerator",
        "denominator",
        "derivation",
        "comparable",
        "break_note",
        "narrative",
        "verdict",
        "cause",
        "confidence",
        "justification",
        "assessment_basis",
    )
    TRANSLATED = ("derivation", "break_note", "narrative", "justification")
    COMPUTED = ("indicator_version", "change", "progress", "expected", "status", "judged_against")

    thing = models.ForeignKey(Observation, models.PROTECT, related_name="versions", db_index=False)
    value = NumberField(_("value"), null=True, blank=True)
    level = models.ForeignKey(Level, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level"))
    missing = models.CharField(_("not available because"), max_length=20, choices=choices(Missing), blank=True)
    qualifier = models.CharField(
        _("qualifier"), max_length=10, choices=choices(Qualifier), default=Qualifier.EXACT.value
    )
    numerator = NumberField(_("numerator"), null=True, blank=True)
    denominator = NumberField(_("denominator"), null=True, blank=True)
    derivation = models.CharField(_("how it was worked out"), max_length=1000, blank=True)
    comparable = models.BooleanField(_("comparable with the baseline"), default=True)
    break_note = models.CharField(_("what changed in the series"), max_length=1000, blank=True)
    narrative = models.TextField(_("narrative"), max_length=5000, blank=True)

    verdict = models.CharField(_("better or worse"), max_length=12, choices=choices(Verdict), blank=True)
    cause = models.CharField(_("because of what"), max_length=12, choices=choices(Cause), blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, blank=True)
    justification = models.TextField(_("justification"), max_length=5000, blank=True)
    assessment_basis = models.CharField(_("verdict given"), max_length=12, choices=AssessmentBasis.choices, blank=True)

    # For the reviewer alone: no content, so neither hashed nor public.
    jump_reason = models.CharField(
        _("reason for the jump"),
        max_length=1000,
        blank=True,
        help_text=_("Only where the value lies unusually far from the one before. For the reviewer; never public."),
    )
    # What was unusual when it was submitted: noted then, so that a CHECK can demand the reason.
    jump = models.CharField(max_length=7, blank=True, editable=False)

    # Copied from the unit, so that a CHECK can hold the value within its bounds.
    unit_minimum = NumberField(null=True, editable=False)
    unit_maximum = NumberField(null=True, editable=False)

    indicator_version = models.ForeignKey(IndicatorVersion, models.PROTECT, null=True, editable=False, related_name="+")
    change = models.CharField(max_length=12, choices=choices(Change), blank=True, editable=False)
    progress = models.DecimalField(max_digits=25, decimal_places=4, null=True, editable=False)
    expected = models.DecimalField(max_digits=5, decimal_places=4, null=True, editable=False)
    status = models.CharField(max_length=16, choices=choices(Status), blank=True, editable=False)
    judged_against = models.ForeignKey(Target, models.PROTECT, null=True, editable=False, related_name="+")

    objects = ObservationVersionQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        constraints: ClassVar = [
            *Version.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="draft", value=None, level=None, missing="")
                | Q(redacted=True, value=None, level=None, missing="")
                | Q(version_kind="withdrawal", value=None, level=None, missing="")
                | ~Q(version_kind="withdrawal")
                & (
                    Q(value__isnull=False, level=None, missing="")
                    | Q(value=None, level__isnull=False, missing="")
                    | Q(value=None, level=None, missing__in=[word.value for word in Missing])
                ),
                name="benefits_observationversion_value_level_or_missing",
            ),
            finite("benefits_observationversion", "value", "numerator", "denominator"),
            models.CheckConstraint(
                condition=(Q(value=None) | Q(unit_minimum=None) | Q(value__gte=F("unit_minimum")))
                & (Q(value=None) | Q(unit_maximum=None) | Q(value__lte=F("unit_maximum"))),
                name="benefits_observationversion_within_unit_bounds",
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | ~Q(denominator=0),
                name="benefits_observationversion_denominator_not_zero",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", cause="", confidence="", assessment_basis="")
                | Q(state="draft")
                | known("verdict", Verdict)
                & known("cause", Cause)
                & Q(assessment_basis__in=["as_reported", "reviewer"]),
                name="benefits_observationversion_verdict_names_its_cause",
            ),
            models.CheckConstraint(
                condition=known("qualifier", Qualifier)
                & Q(confidence__in=["", "low", "medium", "high"])
                & Q(change__in=["", *(word.value for word in Change)])
                & Q(status__in=["", *(word.value for word in Status)]),
                name="benefits_observationversion_measured_words_are_known",
            ),
            # The change is computed at publication: from then on the two stand side by side.
            models.CheckConstraint(
                condition=Q(verdict__in=["", Verdict.TOO_EARLY.value])
                | Q(change__in=["", F("verdict")])
                | Q(redacted=True)
                | Q(justification_en__isnull=False) & Q(GreaterThan(Length(Trim(F("justification_en"))), 0)),
                name="benefits_observationversion_other_verdict_says_why",
            ),
            models.CheckConstraint(
                condition=Q(jump="")
                | Q(state="draft")
                | Q(jump__in=[why.value for why in Why]) & Q(GreaterThan(Length(Trim(F("jump_reason"))), 0)),
                name="benefits_observationversion_jump_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(from_release=None)
                | Q(indicator_version__isnull=False)
                | Q(version_kind=VersionKind.WITHDRAWAL),
                name="benefits_observationversion_judged_by_a_version",
            ),
        ]
        # For `published`: what one release brought, and what was live in an early one. The version of an observation that was
        # live in a later one is found by the unique constraint on thing and number.
        indexes: ClassVar = [
            models.Index(fields=("from_release", "to_release"), name="benefits_observation_at"),
        ]

    def settle(self) -> None:
        unit = self.thing.indicator.unit
        self.unit_minimum, self.unit_maximum = (unit.minimum, unit.maximum) if unit else (None, None)

    @classmethod
    def standing_beside(cls, versions: Sequence[ObservationVersion]) -> dict[int, Version]:
        """The indicator version each was judged by, once public; before that the approved one (in a loaded release
        the one loaded with it), else the live one."""
        indicators = {version.thing.indicator_id for version in versions if not version.indicator_version_id}
        releases = {version.release_id for version in versions if version.release_id}
        coming = Q(state=State.APPROVED) | Q(state=State.DRAFT, origin=Origin.LOADED, release__in=releases)
        found = (
            IndicatorVersion.objects.for_judging()
            .exclude(version_kind=VersionKind.WITHDRAWAL)
            .filter(coming | Q(state=State.PUBLISHED), thing__in=indicators)
        )
        chosen: dict[int, IndicatorVersion] = {}
        for candidate in found:
            if candidate.state != State.PUBLISHED or candidate.thing_id not in chosen:
                chosen[candidate.thing_id] = candidate
        judged = IndicatorVersion.objects.for_judging().in_bulk(
            {version.indicator_version_id for version in versions if version.indicator_version_id}
        )
        beside = {
            version.pk: judged.get(version.indicator_version_id) or chosen.get(version.thing.indicator_id)
            for version in versions
        }
        return {pk: version for pk, version in beside.items() if version is not None}


class ObservationCitation(Citation):
    version = models.ForeignKey(ObservationVersion, models.CASCADE, related_name="citations")


Seen = ObservationVersion | Observed
"""An observation with its texts or without."""
