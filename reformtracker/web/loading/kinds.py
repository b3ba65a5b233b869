"""One function for each kind of thing, in the order in which one may name another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from benefits.measures import Kind
from benefits.models import Indicator, IndicatorVersion, Level, Observation, ObservationVersion, Unit
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
    Entity,
    Framework,
    FrameworkVersion,
    Initiative,
    InitiativeVersion,
    Milestone,
    MilestoneVersion,
    Objective,
    ObjectiveVersion,
)
from reformtracker.web.loading import crosswalk, rules
from reformtracker.web.loading.drafts import Builder, Draft
from reformtracker.web.loading.values import Block, spread


def build_all(builder: Builder) -> list[Draft]:
    """Drafts in the order of publication. What is wrong has been noted with the builder's problems."""
    library = builder.library
    if library.framework and builder.is_new(Framework, library.slug, library.framework):
        _framework(builder, library.framework)
    for group, build in (
        ("objectives", _objective),
        ("initiatives", _initiative),
        ("indicators", _indicator),
        ("milestones", _milestone),
        ("case-studies", _case_study),
        ("challenges", _challenge),
    ):
        blocks = library.of(group)
        for block in crosswalk.in_order(blocks, builder.problems) if group == "indicators" else blocks:
            build(builder, block)
    return sorted(builder.drafts, key=lambda draft: draft.version.RANK)


def _official(block: Block) -> str:
    return ", ".join(block["official"] or [])


def _framework(builder: Builder, block: Block) -> None:
    follows = crosswalk.followed(builder, block)
    if block["follows"] and follows is None:
        return
    thing = builder.register.thing(Framework, block, track=block["track"], follows=follows)
    draft = builder.draft(FrameworkVersion, thing, block, official=_official(block))
    goals = [goal for goal in block["goals"] or [] if goal and goal.whole]
    for goal in goals:
        if [other["code"] for other in goals].count(goal["code"]) > 1:
            builder.problems.add(goal.place, f"The goal “{goal['code']}” is there twice.")
    draft.rows["goals"] = builder.rows(
        FrameworkVersion,
        "goals",
        [
            (goal, {"code": goal["code"], **spread("name", goal["name"]), **spread("gap", goal["gap"])})
            for goal in goals
        ],
    )


def _objective(builder: Builder, block: Block) -> None:
    if builder.is_new(Objective, block["code"], block):
        thing = builder.register.thing(Objective, block, code=block["code"])
        builder.draft(ObjectiveVersion, thing, block, official=_official(block))


def _initiative(builder: Builder, block: Block) -> None:
    if not builder.is_new(Initiative, block["code"], block):
        return
    objective = builder.register.find(Objective, block["objective"])
    if objective is None:
        return
    thing = builder.register.thing(Initiative, block, code=block["code"], objective=objective)
    draft = builder.draft(InitiativeVersion, thing, block, official=_official(block), needs=[objective])
    draft.rows["goals"] = _goals(builder, block)
    leads = builder.register.find_all(Entity, block["leads"])
    draft.rows["leads"] = builder.rows(InitiativeVersion, "leads", [(block, {"entity": entity}) for entity in leads])


def _goals(builder: Builder, block: Block) -> list[Any]:
    """The original goals that an initiative answers; those under `goals` first of all."""
    framework = builder.library.framework
    known = {goal["code"] for goal in (framework["goals"] or [] if framework else []) if goal}
    given: list[Any] = []
    for key, is_main in (("goals", True), ("also_goals", False)):
        for named in block[key] or []:
            if named.name not in known:
                builder.problems.add(named.place, f"There is no goal “{named.name}” in framework.yaml.")
            elif named.name in {fields["code"] for _block, fields in given}:
                builder.problems.add(named.place, f"“{named.name}” is named twice here.")
            else:
                given.append((block, {"code": named.name, "is_main": is_main}))
    return builder.rows(InitiativeVersion, "goals", given)


def _indicator(builder: Builder, block: Block) -> None:
    if not builder.is_new(Indicator, block["code"], block, apart="observations"):
        return
    initiative = builder.register.find(Initiative, block["initiative"])
    unit = builder.register.find(Unit, block["unit"]) if block["unit"] else None
    replaces = crosswalk.replaced(builder, block) if block["replaces"] else None
    if initiative is None or (block["unit"] and unit is None) or (block["replaces"] and replaces is None):
        return
    frozen = {key: block[key] for key in ("code", "kind", "role", "desired_direction", "frequency")}
    thing = builder.register.thing(Indicator, block, initiative=initiative, unit=unit, replaces=replaces, **frozen)
    levels = _levels(builder, thing, block)
    smallest = Decimal(1).scaleb(-block["decimals"]) if block["kind"] == Kind.QUANTITATIVE else Decimal(1)
    draft = builder.draft(
        IndicatorVersion,
        thing,
        block,
        needs=[initiative, *crosswalk.needed(builder, block, replaces)],
        materiality=block["materiality"] if block["materiality"] is not None else smallest,
        **_baseline(builder, block["baseline"], levels),
    )
    draft.levels = [level for level in levels.values() if level.pk is None]
    if block["baseline"]:
        draft.rows["citations"] += builder.citations(IndicatorVersion, block["baseline"], part="baseline")
    _targets(builder, draft, levels)
    for position, citation in enumerate(draft.rows["citations"]):
        citation.position = position
    rules.check_indicator(draft, builder.problems)
    for observed in filter(None, block["observations"] or []):
        _observation(builder, draft, observed, levels)


def _levels(builder: Builder, thing: Indicator, block: Block) -> dict[str, Level]:
    """By code: those that are stored, which stay as they are, or new ones."""
    stored = {level.code: level for level in thing.levels.all()} if thing.pk else {}
    found: dict[str, Level] = {}
    for level in block["levels"] or []:
        said = {**spread("label", level["label"]), **spread("description", level["description"])}
        row = Level(indicator=thing, number=level["number"], code=level["code"], **said)
        if level["code"] in found or any(level["number"] == other.number for other in found.values()):
            builder.problems.add(level.place, "Another level has the same code or number.")
        there = stored.get(level["code"])
        same = there is not None and all(
            getattr(there, name) == value for name, value in {"number": row.number, **said}.items()
        )
        found[level["code"]] = there if there is not None and same else row
    if stored and (stored.keys() != found.keys() or any(level.pk is None for level in found.values())):
        builder.problems.add(block.at("levels"), f"The rubric of {thing.code} is fixed: make a new indicator.")
    return found


def _level(builder: Builder, block: Block, levels: dict[str, Level]) -> Level | None:
    named = block["level"]
    if named is None:
        return None
    if named.name not in levels:
        builder.problems.add(
            named.place, f"“{named.name}” is no level of the rubric; it has {', '.join(levels) or 'none'}."
        )
    return levels.get(named.name)


def _baseline(builder: Builder, block: Block | None, levels: dict[str, Level]) -> dict[str, Any]:
    if block is None:
        return {}
    return {
        "baseline_period": block["period"].code,
        "baseline_start": block["period"].start,
        "baseline_end": block["period"].end,
        "baseline_value": block["value"],
        "baseline_level": _level(builder, block, levels),
        "baseline_qualifier": block["qualifier"],
        "baseline_numerator": block["numerator"],
        "baseline_denominator": block["denominator"],
        **spread("baseline_note", block["note"]),
    }


def _targets(builder: Builder, draft: Draft, levels: dict[str, Level]) -> None:
    given, cited = [], []
    for block in draft.block["targets"] or []:
        period = block["period"]
        due: date | None = block["due"] or (period and period.end)
        if due is None or (block["basis"] == "whole_period" and period is None):
            builder.problems.add(block.place, "A target names its “period”, or the day on which it is due as “due”.")
            continue
        fields = {key: block[key] for key in ("basis", "value", "qualifier")}
        span = {"period": period.code, "start": period.start} if period else {}
        given.append((block, {**fields, **span, "due": due, "level": _level(builder, block, levels)}))
        cited += builder.citations(IndicatorVersion, block, part="target", target_due=due)
    draft.rows["targets"] = builder.rows(IndicatorVersion, "targets", given, ordered=False)
    draft.rows["citations"] += cited


def _observation(builder: Builder, indicator: Draft, block: Block, levels: dict[str, Level]) -> None:
    period = block["period"]
    name = f"{indicator.thing.public_id}:{period.code}" if period else None
    if not builder.is_new(Observation, name, block):
        return
    given = {"period": period.code, "start": period.start, "end": period.end, "period_basis": block["period_basis"]}
    thing = builder.register.thing(Observation, block, indicator=indicator.thing, **given)
    unit = thing.indicator.unit
    bounds = {"unit_minimum": unit.minimum, "unit_maximum": unit.maximum} if unit else {}
    level = _level(builder, block, levels)
    assessed = _assessment(block["assessment"])
    draft = builder.draft(ObservationVersion, thing, block, needs=[indicator.thing], level=level, **bounds, **assessed)
    rules.check_observation(draft, indicator, builder.problems)


def _assessment(block: Block | None) -> dict[str, Any]:
    if block is None:
        return {}
    return {
        "verdict": block["verdict"],
        "cause": block["cause"],
        "assessment_basis": block["basis"],
        "confidence": block["confidence"] or "",
        **spread("justification", block["justification"]),
    }


def _milestone(builder: Builder, block: Block) -> None:
    if builder.is_new(Milestone, block["slug"], block):
        thing = builder.register.thing(Milestone, block, slug=block["slug"])
        dated = block["date"]
        builder.draft(
            MilestoneVersion, thing, block, names={"day": "date"}, day=dated.day, precision=dated.precision.value
        )


def _case_study(builder: Builder, block: Block) -> None:
    if not builder.is_new(CaseStudy, block["slug"], block):
        return
    register, model = builder.register, CaseStudyVersion
    draft = builder.draft(model, register.thing(CaseStudy, block, slug=block["slug"]), block)
    shown = [(item, register.find(Initiative, item["initiative"])) for item in block["illustrates"]]
    proved = [(item, register.find(Indicator, item["indicator"])) for item in block["links"] or []]
    draft.rows |= {
        "initiatives": builder.rows(
            model, "initiatives", [(item, {"initiative": to, **spread("why", item["why"])}) for item, to in shown if to]
        ),
        "places": builder.rows(
            model, "places", [(block, {"country": country}) for country in register.find_all(Country, block["places"])]
        ),
        "paragraphs": builder.rows(
            model,
            "paragraphs",
            [
                (item, {"paragraph": item["paragraph"], **spread("text", item["text"])})
                for item in block["paragraphs"] or []
            ],
        ),
        "events": builder.rows(
            model, "events", [(item, _event(item)) for item in block["events"] or []], ordered=False
        ),
        "links": builder.rows(
            model,
            "links",
            [
                (item, {"indicator": to, "bearing": item["bearing"], **spread("why", item["why"])})
                for item, to in proved
                if to
            ],
            ordered=False,
        ),
    }
    draft.needs += [to for _item, to in (*shown, *proved) if to]
    if not block["illustrates"]:
        builder.problems.add(
            block.at("illustrates"), "Name the initiative that this case illustrates, the main one first."
        )


def _event(block: Block) -> dict[str, Any]:
    dated = block["date"]
    return {"day": dated.day, "precision": dated.precision.value, **spread("text", block["text"])}


def _challenge(builder: Builder, block: Block) -> None:
    if not builder.is_new(Challenge, block["code"], block, apart="actions"):
        return
    thing = builder.register.thing(Challenge, block, code=block["code"])
    responsible = builder.register.find(Entity, block["responsible"]) if block["responsible"] else None
    touched = builder.register.find_all(Initiative, block["initiatives"])
    draft = builder.draft(
        ChallengeVersion, thing, block, names={"condition": "state"}, needs=touched, responsible=responsible
    )
    draft.rows["initiatives"] = builder.rows(
        ChallengeVersion, "initiatives", [(block, {"initiative": one}) for one in touched], ordered=False
    )
    for action in filter(None, block["actions"] or []):
        _action(builder, thing, action)


def _action(builder: Builder, challenge: Challenge, block: Block) -> None:
    if not builder.is_new(CorrectiveAction, block["code"], block):
        return
    model = CorrectiveActionVersion
    thing = builder.register.thing(CorrectiveAction, block, code=block["code"], challenge=challenge)
    owner = builder.register.find(Entity, block["owner"]) if block["owner"] else None
    moved = builder.register.find_all(Indicator, block["indicators"])
    due = block["due"].day if block["due"] else None
    draft = builder.draft(
        model, thing, block, names={"progress": "state"}, needs=[challenge, *moved], owner=owner, due=due
    )
    draft.rows["indicators"] = builder.rows(
        model, "indicators", [(block, {"indicator": one}) for one in moved], ordered=False
    )
