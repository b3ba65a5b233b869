"""From versions to the arithmetic and back: what is judged at publication, and where each indicator then stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Prefetch

from benefits import measures
from benefits.measures import Aim, Basis, Direction, Kind, Qualifier, Reading, Role, Yardstick
from benefits.models import IndicatorVersion, ObservationVersion, Standing, Target
from benefits.querysets import VALUED
from initiatives.models import FrameworkVersion
from reformtracker.publishing.models import Release, Version

BATCH = 500


def yardstick(version: IndicatorVersion, targets: Iterable[Target] | None = None) -> Yardstick:
    """What observations of this indicator version are judged by; levels count as their numbers.

    `targets` are given where they are not stored yet.
    """
    indicator = version.thing
    return Yardstick(
        kind=Kind(indicator.kind),
        role=Role(indicator.role),
        direction=Direction(indicator.desired_direction),
        materiality=version.materiality,
        baseline=_baseline(version),
        targets=tuple(_aim(target) for target in (version.targets.all() if targets is None else targets)),
        minimum=indicator.unit.minimum if indicator.unit else None,
        maximum=indicator.unit.maximum if indicator.unit else None,
    )


def _baseline(version: IndicatorVersion) -> Reading | None:
    value = _number(version.baseline_value, version.baseline_level)
    if value is None or version.baseline_start is None or version.baseline_end is None:
        return None
    return Reading(value, version.baseline_start, version.baseline_end, Qualifier(version.baseline_qualifier))


def _aim(target: Target) -> Aim:
    value = _number(target.value, target.level)
    if value is None:
        raise ValueError(f"target {target.pk} has neither value nor level")
    return Aim(value, target.due, Basis(target.basis), target.start)


def _number(value: Decimal | None, level: Any) -> Decimal | None:
    return Decimal(level.number) if level is not None else value


def reading(version: ObservationVersion) -> Reading | None:
    """None where the observation is missing, withdrawn or redacted: then there is nothing to judge."""
    value = _number(version.value, version.level)
    if value is None:
        return None
    return Reading(value, version.thing.start, version.thing.end, Qualifier(version.qualifier))


class Judged(NamedTuple):
    """The stored form of a result: words or empty, ratios with four decimals, the target as a row."""

    change: str
    progress: Decimal | None
    expected: Decimal | None
    status: str
    judged_against: Target | None


NOT_JUDGED = Judged("", None, None, "", None)


def judge(version: IndicatorVersion, observation: Reading | None) -> Judged:
    result = measures.judge(yardstick(version), observation)
    aim = result.judged_against
    return Judged(
        change=result.change or "",
        progress=None if result.progress is None else measures.ratio(result.progress),
        expected=None if result.expected is None else measures.ratio(result.expected),
        status=result.status or "",
        judged_against=next((row for row in version.targets.all() if aim and row.due == aim.due), None),
    )


def judge_observations(versions: Sequence[ObservationVersion]) -> None:
    """Sets what is computed of observations that are about to become public."""
    beside = ObservationVersion.standing_beside(versions)
    for version in versions:
        indicator_version = beside.get(version.pk)
        if not isinstance(indicator_version, IndicatorVersion):
            continue
        version.indicator_version = indicator_version
        found = reading(version)
        judged = judge(indicator_version, found) if found else NOT_JUDGED
        for field, value in judged._asdict().items():
            setattr(version, field, value)


def move_standings(release: Release, versions: dict[str, list[Version]]) -> None:
    """Closes the standing of every indicator that the release touches and opens a new one."""
    touched = {version.thing_id for version in versions.get(IndicatorVersion.KIND, [])}
    touched |= {version.thing.indicator_id for version in versions.get(ObservationVersion.KIND, [])}
    live = IndicatorVersion.objects.with_content(release.number or 0).filter(thing__chain_id=release.chain_id)
    if versions.get(FrameworkVersion.KIND):
        # The framework's period bounds the reporting of indicators that set no bounds of their own.
        touched |= set(live.values_list("thing_id", flat=True))
    frame = FrameworkVersion.objects.live().filter(thing__chain_id=release.chain_id).first()
    ordered = sorted(touched)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        Standing.objects.filter(indicator__in=batch, to_release=None).update(to_release=release.number)
        latest, answered = _latest(batch)
        Standing.objects.bulk_create(
            _standing(version, latest.get(version.thing_id), answered.get(version.thing_id), frame, release)
            for version in live.for_judging().filter(thing__in=batch)
        )


def _latest(indicators: Iterable[int]) -> tuple[dict[int, ObservationVersion], dict[int, date]]:
    """By indicator: the live observation with the latest end (of two, the longer period) that has a value or level;
    and the last day that any live observation answers, one that says why it is missing included."""
    live = ObservationVersion.objects.live().filter(thing__indicator__in=indicators)
    rows = live.exclude(version_kind="withdrawal").order_by("thing__end", "-thing__start")
    latest: dict[int, int] = {}
    answered: dict[int, date] = {}
    for indicator, end, pk in rows.filter(VALUED).values_list("thing__indicator", "thing__end", "pk"):
        latest[indicator] = pk
        answered[indicator] = end
    for indicator, end in rows.exclude(VALUED).values_list("thing__indicator", "thing__end"):
        answered[indicator] = max(end, answered.get(indicator, end))
    found = ObservationVersion.objects.select_related("thing", "level").in_bulk(latest.values())
    return {indicator: found[pk] for indicator, pk in latest.items()}, answered


def _standing(
    version: IndicatorVersion,
    latest: ObservationVersion | None,
    answered_until: date | None,
    frame: FrameworkVersion | None,
    release: Release,
) -> Standing:
    judged = judge(version, reading(latest) if latest else None)
    begins = version.baseline_end + timedelta(days=1) if version.has_baseline and version.baseline_end else None
    return Standing(
        indicator_id=version.thing_id,
        from_release=release.number or 0,
        indicator_version=version,
        latest=latest,
        reporting_from=begins or (frame.starts if frame else None),
        reporting_until=version.reporting_until or (frame.ends if frame else None),
        answered_until=answered_until,
        **judged._asdict(),
    )


def forget_judgement(version: Version) -> None:
    """What was computed from a redacted version would still tell of it."""
    if isinstance(version, IndicatorVersion):
        Standing.objects.filter(indicator_version=version).update(**NOT_JUDGED._asdict())
    if not isinstance(version, ObservationVersion):
        return
    versions = IndicatorVersion.objects.for_judging()
    for standing in Standing.objects.filter(latest=version).prefetch_related(Prefetch("indicator_version", versions)):
        latest = _latest_in(standing)
        judged = judge(standing.indicator_version, reading(latest) if latest else None)
        Standing.objects.filter(pk=standing.pk).update(latest=latest, **judged._asdict())


def _latest_in(standing: Standing) -> ObservationVersion | None:
    """Within the releases of one standing no other observation came or went."""
    live = ObservationVersion.objects.with_content(standing.from_release).of(standing.indicator_id)
    found: ObservationVersion | None = live.with_value().last()
    return found
