from __future__ import annotations

from datetime import date
from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import F, Q

from benefits.labels import choices
from benefits.lateness import Frequency, Outlook, Schedule, days_late, next_due_on, outlook, reportable
from benefits.measures import Change, Role, Status
from benefits.models.indicator import Indicator, IndicatorVersion, Target
from benefits.models.observation import ObservationVersion
from benefits.periods import Period
from benefits.querysets import StandingQuerySet


class Timing(NamedTuple):
    next_due: date | None
    days_late: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


class Owed(NamedTuple):
    """`lapsed`: nothing is late after the indicator's reporting has ended; then it was never reported."""

    period: Period
    due: date
    lapsed: bool


class Standing(models.Model):
    """Where an indicator stands in a range of releases: its live version, its latest observation, and what follows.

    Written at publication, once per pair of the two versions; a page or an API list reads one row per indicator. Which
    periods have been answered is stored, how late the next one is depends on the day of reading.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="standings", db_index=False)
    from_release = models.PositiveIntegerField()
    to_release = models.PositiveIntegerField(null=True)
    indicator_version = models.ForeignKey(IndicatorVersion, models.PROTECT, related_name="+")
    latest = models.ForeignKey(ObservationVersion, models.PROTECT, null=True, related_name="+")
    change = models.CharField(max_length=12, choices=choices(Change), blank=True)
    progress = models.DecimalField(max_digits=25, decimal_places=4, null=True)
    expected = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    status = models.CharField(max_length=16, choices=choices(Status), blank=True)
    judged_against = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")
    reporting_from = models.DateField(null=True)
    reporting_until = models.DateField(null=True)
    answered_until = models.DateField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ("indicator", "from_release")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("indicator", "from_release"), name="benefits_standing_one_per_release"),
            models.UniqueConstraint(
                fields=("indicator",), condition=Q(to_release=None), name="benefits_standing_one_current"
            ),
            models.CheckConstraint(
                condition=Q(to_release=None) | Q(to_release__gt=F("from_release")),
                name="benefits_standing_range_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} from release {self.from_release}"

    @property
    def schedule(self) -> Schedule | None:
        if self.reporting_from is None or self.reporting_until is None:
            return None
        return Schedule(
            Frequency(self.indicator.frequency),
            self.indicator_version.reporting_lag_months,
            self.reporting_from,
            self.reporting_until,
        )

    def timing(self, day: date) -> Timing:
        """`day`: the `as_of` day, that of the release asked for, or today."""
        schedule = self.schedule
        if schedule is None:
            return Timing(None, 0)
        ahead = self._ahead(schedule)
        return Timing(next_due_on(ahead, schedule, day), days_late(ahead, schedule, day))

    def owed(self, day: date) -> list[Owed]:
        """Each period that is over on that day and that nothing has answered, after the last answered one."""
        schedule = self.schedule
        if schedule is None:
            return []
        over = day > schedule.until
        return [
            Owed(period, due := schedule.due(period), over and due < day)
            for period in reportable(self._ahead(schedule), day)
        ]

    def _ahead(self, schedule: Schedule) -> Outlook:
        """Holes before the last answered day do not move what is due next: the last day stands for all answers."""
        return outlook(schedule, [(self.answered_until, self.answered_until)] if self.answered_until else [])

    def gaps(self, day: date) -> list[str]:
        """What is not known, in the words of the API; context indicators are never judged, so nothing is missing there."""
        version, latest = self.indicator_version, self.latest
        judged = self.indicator.role != Role.CONTEXT
        is_empty = latest is None and not version.has_baseline
        found = {
            "no_data": is_empty,
            "no_target": judged and not version.targets.all(),
            "no_baseline": judged and not version.has_baseline,
            "late": self.timing(day).is_late,
            "not_judged": judged and not is_empty and not (latest and latest.verdict),
        }
        return [gap for gap, there in found.items() if there]
