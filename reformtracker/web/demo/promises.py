"""The first release: the framework, its objectives and initiatives, and every indicator with baseline and targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from benefits.models import Indicator, IndicatorVersion, Level, Target, Unit
from initiatives.models import (
    Entity,
    Framework,
    FrameworkVersion,
    Initiative,
    InitiativeLead,
    InitiativeVersion,
    Milestone,
    MilestoneVersion,
    Objective,
    ObjectiveVersion,
    Phase,
    Track,
)
from reformtracker.publishing.models import Chain
from reformtracker.web.demo import happenings, subjects, words
from reformtracker.web.demo.drafts import Drafts, store
from reformtracker.web.demo.plan import ENDS, begins
from reformtracker.web.demo.profiles import Profile
from reformtracker.web.demo.words import marked, noted
from reformtracker.web.loading.values import spread


def draft(drafts: Drafts, profiles: Sequence[Profile]) -> None:
    starts = begins({profile.rhythm for profile in profiles}, drafts.order.observations)
    _framework(drafts, starts)
    initiatives = _initiatives(drafts, {profile.initiative_code for profile in profiles})
    _indicators(drafts, profiles, initiatives)
    _milestones(drafts, starts)


def _framework(drafts: Drafts, starts: date) -> None:
    thing = Framework.objects.create(chain=drafts.chain, track=Track.DEVELOPMENT)
    said = {**spread("name", words.MARK), **spread("summary", words.NOTE)}
    drafts.version(FrameworkVersion(thing=thing, starts=starts, ends=ENDS, **said))


def _initiatives(drafts: Drafts, codes: set[str]) -> dict[str, Initiative]:
    chain = drafts.chain
    leads = [
        Entity.objects.get_or_create(code=code, defaults=spread("name", name))[0] for code, name in happenings.OFFICES
    ]
    objectives = {
        objective.code: objective
        for objective in store(
            Objective(chain=chain, code=code) for code in sorted({code.split(".")[0] for code in codes})
        )
    }
    drafts.versions(
        ObjectiveVersion(
            thing=objective,
            **spread("name", marked(words.OBJECTIVES[int(code) - 1])),
            **spread("summary", words.NOTE),
        )
        for code, objective in objectives.items()
    )
    initiatives = store(
        Initiative(chain=chain, code=code, objective=objectives[code.split(".")[0]]) for code in sorted(codes)
    )
    phases = list(Phase.values)
    versions = drafts.versions(
        InitiativeVersion(
            thing=initiative,
            phase=phases[place % len(phases)],
            **spread("name", marked(words.INITIATIVES[int(initiative.code.split(".")[1]) - 1], initiative.code)),
            **spread("expected_benefit", noted(words.EXPECTED)),
        )
        for place, initiative in enumerate(initiatives)
    )
    store(InitiativeLead(version=version, entity=leads[place % len(leads)]) for place, version in enumerate(versions))
    return {initiative.code: initiative for initiative in initiatives}


def units() -> dict[str, Unit]:
    """Reference data under codes of their own; what is there from an earlier demonstration is used again."""
    found = {}
    for measure in subjects.MEASURES:
        bounds = {"minimum": measure.minimum, "maximum": measure.maximum}
        found[measure.code] = Unit.objects.get_or_create(
            code=measure.code, defaults={**bounds, **spread("label", measure.label)}
        )[0]
    return found


def _indicators(drafts: Drafts, profiles: Sequence[Profile], initiatives: dict[str, Initiative]) -> None:
    known = units()
    things = store(_thing(drafts.chain, profile, initiatives, known) for profile in profiles)
    rubrics = [(thing, profile) for thing, profile in zip(things, profiles, strict=True) if profile.is_qualitative]
    levels = store(level for thing, _profile in rubrics for level in _rubric(thing))
    by_number = {(level.indicator_id, level.number): level for level in levels}
    versions = drafts.versions(
        IndicatorVersion(thing=thing, **_baseline(profile, thing, by_number), **_content(profile))
        for thing, profile in zip(things, profiles, strict=True)
    )
    store(
        target
        for version, profile in zip(versions, profiles, strict=True)
        for target in targets(version, profile, by_number)
    )


def _thing(chain: Chain, profile: Profile, initiatives: dict[str, Initiative], known: dict[str, Unit]) -> Indicator:
    return Indicator(
        chain=chain,
        initiative=initiatives[profile.initiative_code],
        code=profile.code,
        kind=profile.kind.value,
        role=profile.role.value,
        unit=known[profile.measure.code] if profile.measure else None,
        desired_direction=profile.direction.value,
        frequency=profile.rhythm.frequency.value,
    )


def _rubric(thing: Indicator) -> Iterator[Level]:
    for number, (code, label) in enumerate(subjects.LEVELS, start=1):
        said = {**spread("label", label), **spread("description", subjects.WHAT_IT_TAKES)}
        yield Level(indicator=thing, number=number, code=code, **said)


def _content(profile: Profile) -> dict[str, Any]:
    return {
        **spread("name", profile.name),
        **spread("definition", noted(words.DEFINITION)),
        **spread("caution", words.CAUTION),
        **spread("unit_label", profile.measure.label if profile.measure else None),
        "decimals": profile.decimals,
        "materiality": profile.materiality,
        "reporting_lag_months": 2,
        "reporting_until": profile.reporting_until,
    }


def _baseline(profile: Profile, thing: Indicator, levels: dict[tuple[int, int], Level]) -> dict[str, Any]:
    if not profile.has_baseline:
        return {}
    period = profile.baseline_period
    found = {"baseline_period": period.code, "baseline_start": period.start, "baseline_end": period.end}
    if profile.is_qualitative:
        return {**found, "baseline_level": levels[thing.pk, int(profile.origin)]}
    return {**found, "baseline_value": profile.origin}


def targets(version: IndicatorVersion, profile: Profile, levels: dict[tuple[int, int], Level]) -> Iterator[Target]:
    for aim in profile.aims:
        span = {"period": aim.period.code, "start": aim.period.start} if aim.period else {}
        said: dict[str, Any] = (
            {"level": levels[version.thing_id, int(aim.value)]} if profile.is_qualitative else {"value": aim.value}
        )
        yield Target(version=version, due=aim.due, basis=aim.basis.value, **span, **said)


def _milestones(drafts: Drafts, starts: date) -> None:
    things = store(Milestone(chain=drafts.chain, slug=slug) for slug, _title in happenings.MILESTONES)
    length = (ENDS - starts) / len(things)
    drafts.versions(
        MilestoneVersion(
            thing=thing,
            day=starts + length * place,
            review_meeting="review" in thing.slug,
            **spread("title", marked(title)),
            **spread("text", words.NOTE),
        )
        for place, (thing, (_slug, title)) in enumerate(zip(things, happenings.MILESTONES, strict=True))
    )
