"""What an indicator and its figures must obey, asked of `benefits.measures` and told by the line that breaks it."""

from __future__ import annotations

from typing import Any

from benefits import measures
from benefits.measures import Change, Kind, Reading, Refusal, Refused, Verdict
from benefits.models import Observation
from benefits.standings import reading, yardstick
from reformtracker.web.loading.drafts import Draft
from reformtracker.web.loading.reader import Place, Problems
from reformtracker.web.loading.values import Block


def check_indicator(draft: Draft, problems: Problems) -> None:
    block = draft.block
    qualitative = block["kind"] == Kind.QUALITATIVE
    if qualitative and len(block["levels"] or []) < 2:
        problems.add(block.at("levels"), "A qualitative indicator needs a written rubric of at least two levels.")
    if not qualitative and block["levels"]:
        problems.add(block.at("levels"), "Only a qualitative indicator has levels.")
    if bool(block["unit"]) is qualitative:
        problems.add(block.at("unit"), "A quantitative indicator has a “unit”, a qualitative one has none.")
    valued = [_has_its_figure(part, qualitative, problems) for part in _parts(block)]
    days = [target.due for target in draft.rows["targets"]]
    if len(set(days)) < len(days):
        problems.add(block.at("targets"), "Two targets are due on the same day.")
    if all(valued) and _is_computable(draft):
        for refusal in measures.refusals(_yardstick(draft)):
            problems.add(_place(refusal, block), refusal.reason.value)


def _parts(block: Block) -> list[Block]:
    return [*([block["baseline"]] if block["baseline"] else []), *(block["targets"] or [])]


def _has_its_figure(part: Block, qualitative: bool, problems: Problems) -> bool:
    given = [key for key in ("value", "level") if part[key] is not None]
    wanted = "level" if qualitative else "value"
    if given != [wanted]:
        problems.add(part.place, f"Here belongs a “{wanted}”, and nothing else, for an indicator of this kind.")
    return given == [wanted]


def _is_computable(draft: Draft) -> bool:
    """Whether every target and the baseline, where there is one, have come out as a number or a known level."""
    version: Any = draft.version
    targets = draft.rows["targets"]
    aims = [target for target in targets if target.value is not None or target.level is not None]
    return len(aims) == len(draft.block["targets"] or []) and version.has_baseline == bool(draft.block["baseline"])


def _yardstick(draft: Draft) -> measures.Yardstick:
    version: Any = draft.version
    return yardstick(version, draft.rows["targets"])


def _place(refusal: Refusal, block: Block) -> Place:
    if refusal.target is not None:
        target: Block = block["targets"][refusal.target]
        return target.at("due" if refusal.reason is Refused.TARGET_DUE_TOO_SOON else "value")
    if refusal.reason is Refused.MATERIALITY_NOT_POSITIVE:
        return block.at("materiality")
    baseline: Block = block["baseline"]
    return baseline.at("value")


def check_observation(draft: Draft, indicator: Draft, problems: Problems) -> None:
    block = draft.block
    qualitative = indicator.block["kind"] == Kind.QUALITATIVE
    given = [key for key in ("value", "level", "missing") if block[key] is not None]
    if given not in ([["level"], ["missing"]] if qualitative else [["value"], ["missing"]]):
        wanted = "level" if qualitative else "value"
        problems.add(block.place, f"Give a “{wanted}”, or say under “missing” why there is none; exactly one of them.")
        return
    if block["denominator"] == 0:
        problems.add(block.at("denominator"), "The denominator is 0.")
    if not block["comparable"] and not block["break_note"]:
        problems.add(block.at("comparable"), "Say under “break_note” what changed in the series.")
    _is_dated_by_its_document(draft, problems)
    version: Any = draft.version
    observed = reading(version)
    if observed and _is_computable(indicator):
        _check_reading(block, indicator, observed, problems)


def _is_dated_by_its_document(draft: Draft, problems: Problems) -> None:
    if draft.block["period_basis"] != Observation.PeriodBasis.REPORTED:
        return
    days = {document.public_by.isoformat() for document in draft.documents}
    if draft.block["period"].code not in days:
        problems.add(
            draft.block.at("period"),
            f"An undated figure takes the day of its document: {', '.join(sorted(days)) or 'none is cited'}.",
        )


def _check_reading(block: Block, indicator: Draft, observed: Reading, problems: Problems) -> None:
    by = _yardstick(indicator)
    for refusal in measures.refusals(by, observed):
        if refusal.reason is Refused.OBSERVATION_BEYOND_BOUNDS:
            problems.add(block.at("value"), refusal.reason.value)
    assessment = block["assessment"]
    change: Change | None = measures.judge(by, observed).change
    differs = assessment and measures.verdict_disagrees(Verdict(assessment["verdict"]), change)
    if differs and not assessment["justification"]:
        problems.add(
            assessment.at("verdict"), f"The figures say “{change}”: say under “justification” why the verdict differs."
        )
