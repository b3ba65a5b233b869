"""The last release: figures that are revised, corrected, judged again or withdrawn, and targets that are moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from benefits.measures import Basis, Change, Verdict, verdict_disagrees
from benefits.models import IndicatorVersion, ObservationVersion, Target
from benefits.standings import Judge, reading
from reformtracker.publishing.actions.editing import copied
from reformtracker.publishing.models import VersionKind
from reformtracker.web.demo import words
from reformtracker.web.demo.drafts import Drafts, store
from reformtracker.web.demo.plan import ENDS, periods
from reformtracker.web.demo.profiles import FAR_END, Profile
from reformtracker.web.demo.verdicts import AGREES, DIFFERS, NARRATIVE
from reformtracker.web.demo.words import Said
from reformtracker.web.loading.values import spread

AT_ONCE = 500

TURNS: tuple[tuple[int, int, int, VersionKind, Said], ...] = (
    (5, 0, 2, VersionKind.REVISION, words.BETTER_DATA),
    (15, 1, 1, VersionKind.CORRECTION, words.AN_ERROR),
    (25, 6, 1, VersionKind.ASSESSMENT, words.NEW_VERDICT),
    (20, 3, 3, VersionKind.WITHDRAWAL, words.TAKEN_BACK),
)
"""Every so many indicators, beginning with which; which observation from the end; what happens to it, and why."""

AIM_MOVES = 10, 2


def draft(drafts: Drafts, profiles: Sequence[Profile]) -> None:
    for start in range(0, len(profiles), AT_ONCE):
        batch = profiles[start : start + AT_ONCE]
        by_code = {
            version.thing.code: version
            for version in IndicatorVersion.objects.live()
            .for_judging()
            .filter(thing__chain=drafts.chain, thing__code__in=[profile.code for profile in batch])
        }
        _move_aims(drafts, batch, by_code)
        live = _newest(batch, by_code)
        drafts.versions(_observations(batch, by_code, live))


def _newest(
    batch: Sequence[Profile], by_code: dict[str, IndicatorVersion]
) -> dict[tuple[int, str], ObservationVersion]:
    """The last three observations of each, by indicator and period."""
    starts = {period.start for profile in batch for period in periods(profile.rhythm, profile.order.observations)[-3:]}
    things = [version.thing_id for version in by_code.values()]
    found = ObservationVersion.objects.live().filter(thing__indicator__in=things, thing__start__in=starts)
    return {
        (version.thing.indicator_id, version.thing.period): version
        for version in found.select_related("thing", "level")
    }


def _observations(
    batch: Sequence[Profile],
    by_code: dict[str, IndicatorVersion],
    live: dict[tuple[int, str], ObservationVersion],
) -> Iterator[ObservationVersion]:
    done: set[int] = set()
    for profile in batch:
        beside = by_code[profile.code]
        known = periods(profile.rhythm, profile.order.observations)[1:]
        for every, first, back, kind, why in TURNS:
            if profile.number % every != first:
                continue
            version = live[beside.thing_id, known[-min(back, len(known))].code]
            if version.thing_id not in done and _can_be(kind, version):
                done.add(version.thing_id)
                yield _revised(version, kind, why, beside, profile)


def _can_be(kind: VersionKind, version: ObservationVersion) -> bool:
    return kind is VersionKind.WITHDRAWAL or not version.missing


def _revised(
    version: ObservationVersion, kind: VersionKind, why: Said, beside: IndicatorVersion, profile: Profile
) -> ObservationVersion:
    bounds = {"unit_minimum": version.unit_minimum, "unit_maximum": version.unit_maximum}
    said: dict[str, Any] = {"version_kind": kind, **spread("reason", why), **bounds}
    if kind is VersionKind.WITHDRAWAL:
        return ObservationVersion(thing=version.thing, **said)
    made = ObservationVersion(thing=version.thing, **copied(version), **said)
    if kind is VersionKind.ASSESSMENT:
        _judge_again(made)
    elif made.value is not None:
        _change_value(made, profile.decimals)
    if made.verdict:
        _justify(made, beside)
    return made


def _change_value(version: ObservationVersion, decimals: int) -> None:
    if version.numerator is None or version.denominator is None:
        version.value = round(version.value * Decimal("0.97"), decimals)
        return
    version.numerator = max(version.numerator - 1, Decimal(0))
    version.value = round(100 * version.numerator / version.denominator, decimals)


def _judge_again(version: ObservationVersion) -> None:
    version.verdict, version.cause = Verdict.UNCHANGED.value, "not_assessed"
    version.confidence, version.assessment_basis = "medium", ObservationVersion.AssessmentBasis.REVIEWER
    _say(version, NARRATIVE)


def _justify(version: ObservationVersion, beside: IndicatorVersion) -> None:
    change = Judge(beside)(reading(version)).change
    differs = verdict_disagrees(Verdict(version.verdict), Change(change) if change else None)
    _say(version, DIFFERS if differs else AGREES)


def _say(version: ObservationVersion, columns: dict[str, str]) -> None:
    for name, said in columns.items():
        setattr(version, name, said)


def _move_aims(drafts: Drafts, batch: Sequence[Profile], by_code: dict[str, IndicatorVersion]) -> None:
    """The final target is due later."""
    every, first = AIM_MOVES
    moved = [
        by_code[profile.code]
        for profile in batch
        if profile.number % every == first and profile.aims and _can_move(profile)
    ]
    made = drafts.versions(
        IndicatorVersion(
            thing=version.thing,
            version_kind=VersionKind.REVISION,
            **copied(version),
            **spread("reason", words.NEW_AIM),
        )
        for version in moved
    )
    store(
        Target(version=new, **{**copied(target), **({"due": FAR_END} if target.due == ENDS else {})})
        for new, old in zip(made, moved, strict=True)
        for target in old.targets.all()
    )


def _can_move(profile: Profile) -> bool:
    final = profile.aims[-1]
    return final.due == ENDS and final.basis is Basis.BY_DATE
