"""What stands beside the form of an update: what the indicator asks, what was promised, what was last reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.measures import Basis, Change, Direction, Qualifier, Status, Verdict, verdict_disagrees
from benefits.models import Indicator, IndicatorVersion, Observation, ObservationVersion, Standing
from benefits.standings import Judged, judge, reading
from reformtracker.publishing.canonical import number
from reformtracker.publishing.texts import text

EARLIER = 6
"""How many reported periods are shown."""


def indicator_version(indicator: Indicator) -> IndicatorVersion | None:
    """The one that an update made now would be judged by."""
    unsaved = ObservationVersion(thing=Observation(indicator=indicator, chain=indicator.chain))
    found = ObservationVersion.standing_beside([unsaved]).get(unsaved.pk)
    return found if isinstance(found, IndicatorVersion) else None


def figure(value: Decimal | None, level: Any, qualifier: str = Qualifier.EXACT) -> str:
    if value is None and level is None:
        return ""
    shown = number(value) if value is not None else str(level)
    return shown if qualifier == Qualifier.EXACT else f"{label(Qualifier(qualifier))} {shown}"


def guidance(indicator: Indicator, version: IndicatorVersion | None) -> dict[str, Any]:
    unit = indicator.unit
    found: dict[str, Any] = {
        "indicator": indicator,
        "indicator_version": version,
        "direction": label(Direction(indicator.desired_direction)),
        "bounds": _bounds(indicator),
        "levels": list(indicator.levels.all()) if indicator.is_qualitative else [],
        "earlier": [
            (row, figure(row.value, row.level, row.qualifier))
            for row in ObservationVersion.objects.live().of(indicator.pk).reverse()[:EARLIER]
        ],
        "due": _due(indicator),
    }
    if version is not None:
        found |= {
            "name": text(version, "name"),
            "definition": text(version, "definition"),
            "method": text(version, "method"),
            "caution": text(version, "caution"),
            "unit": text(version, "unit_label") if text(version, "unit_label").value else unit,
            "materiality": number(version.materiality),
            "baseline": figure(version.baseline_value, version.baseline_level, version.baseline_qualifier),
            "targets": [_target(target) for target in version.targets.all()],
        }
    return found


def _bounds(indicator: Indicator) -> str:
    unit = indicator.unit
    if unit is None or (unit.minimum is None and unit.maximum is None):
        return ""
    if unit.maximum is None:
        return _("%(low)s or more") % {"low": number(unit.minimum)} if unit.minimum is not None else ""
    if unit.minimum is None:
        return _("%(high)s or less") % {"high": number(unit.maximum)}
    return _("%(low)s to %(high)s") % {"low": number(unit.minimum), "high": number(unit.maximum)}


def _target(target: Any) -> tuple[str, str]:
    """What is aimed at, and by when."""
    by = (
        _("for %(period)s as a whole") % {"period": target.period}
        if target.basis == Basis.WHOLE_PERIOD
        else _("by %(day)s") % {"day": date_format(target.due)}
    )
    return figure(target.value, target.level, target.qualifier), by


def _due(indicator: Indicator) -> dict[str, Any]:
    standing = (
        Standing.objects.filter(indicator=indicator, to_release=None)
        .select_related("indicator", "indicator_version")
        .first()
    )
    return standing.timing(datetime.now(UTC).date())._asdict() if standing else {}


def hint(indicator: Indicator, version: IndicatorVersion | None) -> str:
    """The line under the empty field: what is counted, and between which bounds."""
    shown = str(text(version, "unit_label")) if version is not None else ""
    return " · ".join(part for part in (shown or str(indicator.unit or ""), _bounds(indicator)) if part)


def computed(version: ObservationVersion) -> dict[str, Any]:
    """What would be computed if this were public now, beside the verdict that is given."""
    return all_computed([version]).get(version.pk, {})


def all_computed(versions: Sequence[ObservationVersion]) -> dict[int, dict[str, Any]]:
    """The same of several, by primary key; those of which nothing is computed are left out."""
    found = {}
    beside = ObservationVersion.standing_beside(versions)
    for version in versions:
        indicator_version, observed = beside.get(version.pk), reading(version)
        if isinstance(indicator_version, IndicatorVersion) and observed is not None:
            found[version.pk] = _computed(version, indicator_version, judge(indicator_version, observed))
    return found


def _computed(version: ObservationVersion, beside: IndicatorVersion, judged: Judged) -> dict[str, Any]:
    change = Change(judged.change) if judged.change else None
    verdict = Verdict(version.verdict) if version.verdict else None
    return {
        "change": label(change) if change else _("not computed: there is no baseline to compare with"),
        "status": label(Status(judged.status)) if judged.status else _("never judged (context)"),
        "progress": judged.progress,
        "expected": judged.expected,
        "against": _target(judged.judged_against) if judged.judged_against else None,
        "has_verdict": verdict is not None,
        "verdict": version.get_verdict_display() if verdict else _("not yet judged"),
        "cause": version.get_cause_display() if version.cause else "",
        "confidence": version.get_confidence_display() if version.confidence else "",
        "justification": text(version, "justification"),
        "differs": verdict_disagrees(verdict, change),
        "indicator_version": beside,
    }
