"""From versions to the arithmetic and back: what is judged at publication, and where each indicator then stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Max, Prefetch, Window
from django.db.models.functions import RowNumber

from benefits import measures
from benefits.measures import Aim, Basis, Direction, Kind, Qualifier, Reading, Role, Yardstick
from benefits.models import IndicatorVersion, ObservationVersion, Standing, Target
from benefits.querysets import VALUED
from initiatives.models import FrameworkVersion
from reformtracker.publishing.models import Release, Version, VersionKind

BATCH = 2000


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


class Judge:
    """Judges any number of observations by one indicator version."""

    def __init__(self, version: IndicatorVersion) -> None:
        self._yardstick = yardstick(version)
        self._targets = {target.due: target for target in version.targets.all()}

    def __call__(self, observation: Reading | None) -> Judged:
        result = measures.judge(self._yardstick, observation)
        aim = result.judged_against
        return Judged(
            change=result.change.value if result.change else "",
            progress=None if result.progress is None else measures.ratio(result.progress),
            expected=None if result.expected is None else measures.ratio(result.expected),
            status=result.status.value if result.status else "",
            judged_against=self._targets[aim.due] if aim else None,
        )


def judge(version: IndicatorVersion, observation: Reading | None) -> Judged:
    return Judge(version)(observation)


def judge_observations(versions: Sequence[ObservationVersion]) -> None:
    """Sets what is computed of observations that are about to become public."""
    beside = ObservationVersion.standing_beside(versions)
    judges: dict[int, Judge] = {}
    for version in versions:
        indicator_version = beside.get(version.pk)
        if not isinstance(indicator_version, IndicatorVersion):
            continue
        version.indicator_version = indicator_version
        found = reading(version)
        judge_by = judges.get(indicator_version.pk) or judges.setdefault(indicator_version.pk, Judge(indicator_version))
        judged = judge_by(found) if found else NOT_JUDGED
        for field, value in judged._asdict().items():
            setattr(version, field, value)


def move_standings(release: Release) -> None:
    """Closes the standing of every indicator that the release touches and opens a new one."""
    number = release.number or 0
    live = IndicatorVersion.objects.with_content(number).filter(thing__chain_id=release.chain_id)
    frame = FrameworkVersion.objects.live().filter(thing__chain_id=release.chain_id).first()
    touched = sorted(_touched(release, live))
    for start in range(0, len(touched), BATCH):
        batch = touched[start : start + BATCH]
        before = {standing.indicator_id: standing for standing in _standing_now(batch)}
        Standing.objects.filter(indicator__in=batch, to_release=None).update(to_release=number)
        latest = _latest(batch, before, release)
        Standing.objects.bulk_create(
            _standing(version, latest.get(version.thing_id, NOTHING_YET), frame, release)
            for version in live.in_numbers().filter(thing__in=batch)
        )


def _touched(release: Release, live: Any) -> set[int]:
    inside = ObservationVersion.objects.filter(release=release)
    touched = set(IndicatorVersion.objects.filter(release=release).values_list("thing_id", flat=True))
    touched |= set(inside.order_by().values_list("thing__indicator_id", flat=True).distinct())
    if FrameworkVersion.objects.filter(release=release).exists():
        # The framework's period bounds the reporting of indicators that set no bounds of their own.
        touched |= set(live.values_list("thing_id", flat=True))
    return touched


def _standing_now(indicators: Iterable[int]) -> Any:
    latest = Prefetch("latest", ObservationVersion.objects.in_numbers())
    return Standing.objects.filter(indicator__in=indicators, to_release=None).prefetch_related(latest)


class Latest(NamedTuple):
    """The live observation with the latest end (of two, the longer period) that has a value or level; and the last day
    that any live observation answers, one that says why it is missing included."""

    observation: ObservationVersion | None
    answered_until: date | None


NOTHING_YET = Latest(None, None)


def _latest(indicators: Sequence[int], before: dict[int, Standing], release: Release) -> dict[int, Latest]:
    """By indicator. Where the release only adds observations, what was the latest can only be overtaken by one of them;
    where it revises or withdraws, all live ones are looked at again."""
    live = ObservationVersion.objects.live().filter(thing__indicator__in=indicators)
    again = {indicator for indicator in indicators if indicator not in before}
    again |= set(live.filter(release=release, number__gt=1).values_list("thing__indicator_id", flat=True))
    added = _search(live.filter(release=release).exclude(thing__indicator__in=again))
    found = {indicator: _newer(added.get(indicator, NOTHING_YET), before.get(indicator)) for indicator in indicators}
    return found | dict.fromkeys(again, NOTHING_YET) | _search(live.filter(thing__indicator__in=again))


def _search(live: Any) -> dict[int, Latest]:
    said = live.exclude(version_kind=VersionKind.WITHDRAWAL).order_by()
    answered = dict(said.values_list("thing__indicator_id").annotate(Max("thing__end")))
    newest_first = [F("thing__end").desc(), F("thing__start").asc()]
    place = Window(RowNumber(), partition_by=F("thing__indicator_id"), order_by=newest_first)
    ranked = said.filter(VALUED).annotate(place=place).filter(place=1).values_list("pk", flat=True)
    valued = ObservationVersion.objects.in_numbers().filter(pk__in=list(ranked))
    by_indicator = {version.thing.indicator_id: version for version in valued}
    return {indicator: Latest(by_indicator.get(indicator), until) for indicator, until in answered.items()}


def _newer(added: Latest, before: Standing | None) -> Latest:
    if before is None:
        return added
    known = [day for day in (added.answered_until, before.answered_until) if day]
    candidates = [version for version in (before.latest, added.observation) if version]
    newest = max(candidates, key=lambda version: (version.thing.end, -version.thing.start.toordinal()), default=None)
    return Latest(newest, max(known, default=None))


def _standing(version: IndicatorVersion, found: Latest, frame: FrameworkVersion | None, release: Release) -> Standing:
    latest = found.observation
    judged = judge(version, reading(latest) if latest else None)
    begins = version.baseline_end + timedelta(days=1) if version.has_baseline and version.baseline_end else None
    return Standing(
        indicator_id=version.thing_id,
        from_release=release.number or 0,
        indicator_version=version,
        latest=latest,
        reporting_from=begins or (frame.starts if frame else None),
        reporting_until=version.reporting_until or (frame.ends if frame else None),
        answered_until=found.answered_until,
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
