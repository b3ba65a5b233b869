"""Things and versions for tests, made through the same verbs as the real ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from benefits.models import Indicator, IndicatorVersion, Level, Observation, ObservationVersion, Target, Unit
from benefits.periods import parse
from casestudies.models import (
    CaseStudy,
    CaseStudyVersion,
    Challenge,
    ChallengeVersion,
    CorrectiveAction,
    CorrectiveActionVersion,
    Country,
)
from initiatives.models import (
    Framework,
    FrameworkVersion,
    Initiative,
    InitiativeVersion,
    Milestone,
    MilestoneVersion,
    Objective,
    ObjectiveVersion,
)
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Release, Version
from reformtracker.sources.models import Document
from tests.cast import Cast
from tests.kept import once


def document(symbol: str = "A/75/202", **fields: Any) -> Document:
    slug = symbol.lower().replace("/", "-")
    link = f"https://undocs.org/{{lang}}/{symbol}"
    values = {"slug": slug, "title_en": "A report", "link": link, "public_by": date(2020, 11, 18), **fields}
    return Document.objects.get_or_create(symbol=symbol, defaults=values)[0]


def chain(slug: str = "reform", **fields: Any) -> Chain:
    return Chain.objects.get_or_create(slug=slug, defaults={"is_default": True, **fields})[0]


def percent() -> Unit:
    return Unit.objects.get_or_create(code="percent", defaults={"label_en": "per cent", "minimum": 0, "maximum": 100})[
        0
    ]


def cite(version: Version, *, paragraph: str = "38", **fields: Any) -> None:
    version.citations.create(document=document(), paragraph=paragraph, **fields)


def framework(of: Chain, cast: Cast, **fields: Any) -> FrameworkVersion:
    thing = Framework.objects.get_or_create(chain=of, defaults={"track": "peace_and_security"})[0]
    values = {"name_en": "A framework", "starts": date(2019, 1, 1), "ends": date(2020, 12, 31), **fields}
    return _drafted(FrameworkVersion(thing=thing, **values), cast)


def objective(of: Chain, cast: Cast, code: str = "2", **fields: Any) -> ObjectiveVersion:
    thing = Objective.objects.get_or_create(chain=of, code=code)[0]
    return _drafted(ObjectiveVersion(thing=thing, **{"name_en": f"Objective {code}", **fields}), cast)


def initiative(of: Chain, cast: Cast, code: str = "2.4", **fields: Any) -> InitiativeVersion:
    parent = Objective.objects.get_or_create(chain=of, code=code.split(".")[0])[0]
    thing = Initiative.objects.get_or_create(chain=of, code=code, defaults={"objective": parent})[0]
    return _drafted(InitiativeVersion(thing=thing, **{"name_en": f"Initiative {code}", **fields}), cast)


def indicator(of: Chain, cast: Cast, code: str = "2.4.2", **fields: Any) -> IndicatorVersion:
    """A share: from 4 per cent in 2019 towards 20 for 2020-2024 as a whole, unless told otherwise."""
    parent_code = code.rsplit(".", 1)[0]
    objective_ = Objective.objects.get_or_create(chain=of, code=code.split(".")[0])[0]
    parent = Initiative.objects.get_or_create(chain=of, code=parent_code, defaults={"objective": objective_})[0]
    kind = fields.pop("kind", "quantitative")
    defaults = {
        "initiative": parent,
        "kind": kind,
        "role": fields.pop("role", "outcome"),
        "unit": fields.pop("unit", None) or percent() if kind == "quantitative" else None,
        "desired_direction": fields.pop("desired_direction", "increase"),
    }
    thing = Indicator.objects.get_or_create(chain=of, code=code, defaults=defaults)[0]
    if kind == "qualitative":
        for number, label in enumerate(("none", "some", "full"), start=1):
            Level.objects.get_or_create(
                indicator=thing, number=number, defaults={"code": label, "label_en": label, "description_en": label}
            )
    baseline = {
        "baseline_period": "2019",
        "baseline_start": date(2019, 1, 1),
        "baseline_end": date(2019, 12, 31),
        "baseline_value": Decimal(4),
    }
    values = {
        "name_en": f"Indicator {code}",
        "definition_en": "What it counts.",
        "unit_label_en": "% of new investments",
        "decimals": 1,
        "materiality": Decimal("0.5") if kind == "quantitative" else Decimal(1),
        "reporting_until": date(2024, 12, 31),
        **(baseline if kind == "quantitative" else {}),
    }
    version = _drafted(IndicatorVersion(thing=thing, **{**values, **fields}), cast, cited=False)
    cite(version, part="definition")
    if version.has_baseline:
        cite(version, part="baseline")
    return version


def target(version: IndicatorVersion, value: str = "20", due: date = date(2024, 12, 31), **fields: Any) -> Target:
    defaults = {"start": date(2020, 1, 1), "period": "2020-2024", "basis": "whole_period"}
    made = version.targets.create(value=Decimal(value), due=due, **{**defaults, **fields})
    cite(version, part="target", target_due=due)
    return made


def observation(
    of: Indicator, cast: Cast, period: str = "2020", value: str | None = "16.5", **fields: Any
) -> ObservationVersion:
    span = parse(period)
    thing = Observation.objects.get_or_create(
        indicator=of, start=span.start, end=span.end, defaults={"chain": of.chain, "period": span.code}
    )[0]
    version = ObservationVersion(thing=thing, value=None if value is None else Decimal(value), **fields)
    return _drafted(version, cast)


def milestone(of: Chain, cast: Cast, slug: str = "new-departments", **fields: Any) -> MilestoneVersion:
    thing = Milestone.objects.get_or_create(chain=of, slug=slug)[0]
    return _drafted(
        MilestoneVersion(thing=thing, **{"title_en": "Two departments", "day": date(2019, 1, 1), **fields}), cast
    )


def case_study(of: Chain, cast: Cast, slug: str = "burkina-faso", **fields: Any) -> CaseStudyVersion:
    thing = CaseStudy.objects.get_or_create(chain=of, slug=slug)[0]
    values = {"title_en": "A case", "summary_en": "What is reported.", "limits_en": "What it cannot show.", **fields}
    version = _drafted(CaseStudyVersion(thing=thing, **values), cast)
    objective_ = Objective.objects.get_or_create(chain=of, code="2")[0]
    main = Initiative.objects.get_or_create(chain=of, code="2.4", defaults={"objective": objective_})[0]
    version.initiatives.create(initiative=main, position=0)
    return version


def country(iso3: str = "BFA", **fields: Any) -> Country:
    values = {"name_en": f"Country {iso3}", "latitude": 12, "longitude": -2, **fields}
    return Country.objects.get_or_create(iso3=iso3, defaults=values)[0]


def challenge(of: Chain, cast: Cast, code: str = "C1", **fields: Any) -> ChallengeVersion:
    thing = Challenge.objects.get_or_create(chain=of, code=code)[0]
    return _drafted(ChallengeVersion(thing=thing, **{"title_en": f"Challenge {code}", **fields}), cast)


def corrective_action(of: Chain, cast: Cast, code: str = "C1.1", **fields: Any) -> CorrectiveActionVersion:
    parent = Challenge.objects.get_or_create(chain=of, code=code.split(".")[0])[0]
    thing = CorrectiveAction.objects.get_or_create(chain=of, code=code, defaults={"challenge": parent})[0]
    return _drafted(CorrectiveActionVersion(thing=thing, **{"title_en": f"Action {code}", **fields}), cast)


def _drafted(version: Any, cast: Cast, *, cited: bool = True) -> Any:
    actions.start(version, by=cast.contributor)
    if cited:
        cite(version)
    return version


def approve(version: Version, cast: Cast) -> Version:
    actions.submit(version, by=cast.contributor)
    actions.approve(version, by=cast.reviewer)
    return version


def release(of: Chain, cast: Cast, *versions: Version, title: str = "A release") -> Release:
    """Drafts through review and out, as one release."""
    for version in versions:
        if version.state == "draft":
            approve(version, cast)
    made = actions.release_now(of, versions, title=title, by=cast.publisher)
    for version in versions:
        version.refresh_from_db()
    return made


@once
def tracker(cast: Cast, slug: str = "reform") -> Chain:
    """A small published framework: one objective, one initiative, one indicator with a target and its 2020 value."""
    of = chain(slug)
    share = indicator(of, cast)
    target(share)
    release(of, cast, framework(of, cast), objective(of, cast), initiative(of, cast), share, title="What was promised")
    release(of, cast, observation(share.thing, cast, qualifier="about"), title="What happened")
    of.refresh_from_db()
    return of


def one_of_each_kind(of: Chain, cast: Cast) -> dict[str, Version]:
    """A draft of every kind of version, complete enough for review; the update stands beside a published indicator."""
    share = indicator(of, cast, "2.4.1")
    target(share)
    release(of, cast, framework(of, cast), share, title="What was promised")
    drafts = [
        objective(of, cast),
        initiative(of, cast),
        indicator(of, cast, "2.4.2"),
        observation(share.thing, cast),
        milestone(of, cast),
        case_study(of, cast),
        challenge(of, cast),
        corrective_action(of, cast),
    ]
    actions.revise(share.thing.chain.framework, FrameworkVersion, by=cast.contributor, version_kind="correction")
    revised = FrameworkVersion.objects.open().get()
    revised.reason_en = "A slip."
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    return {version.KIND: version for version in (revised, *drafts)}
