"""What keeps an indicator or an update from review: the rules of the domain, as sentences beside the field."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from benefits import measures
from benefits.asking import jump_of, question
from benefits.measures import Refused, Verdict
from benefits.models import IndicatorVersion, ObservationVersion
from benefits.standings import judge, reading, yardstick
from reformtracker.publishing.texts import text

Problems = dict[str, list[str]]

FIELDS = {
    Refused.MATERIALITY_NOT_POSITIVE: "materiality",
    Refused.BASELINE_BEYOND_BOUNDS: "baseline_value",
    Refused.TARGET_BEYOND_BOUNDS: "targets",
    Refused.TARGET_DUE_TOO_SOON: "targets",
    Refused.TARGET_ON_WRONG_SIDE: "targets",
    Refused.OBSERVATION_BEYOND_BOUNDS: "value",
}


def indicator_problems(version: IndicatorVersion, found: Problems) -> Problems:
    indicator = version.thing
    if version.is_withdrawal:
        said = ObservationVersion.objects.live().exclude(version_kind="withdrawal").filter(thing__indicator=indicator)
        if said.exists():
            found["thing"] = [_("Withdraw its observations first: figures cannot outlive what they measure.")]
        return found
    _add(found, measures.refusals(yardstick(version)))
    if indicator.is_qualitative and indicator.levels.count() < 2:
        found["levels"] = [_("A qualitative indicator needs a written rubric of at least two levels.")]
    cited = {(citation.part, citation.target_due) for citation in version.citations.all()}
    if version.has_baseline and ("baseline", None) not in cited:
        found["citations"] = [_("Name the paragraph that gives the baseline.")]
    uncited = [target for target in version.targets.all() if ("target", target.due) not in cited]
    if uncited and not indicator.chain.is_demo:
        found["citations"] = [_("Name the paragraph that gives the target due on %(due)s.") % {"due": uncited[0].due}]
    if indicator.chain.is_demo:
        found.pop("citations", None)
    return found


def observation_problems(version: ObservationVersion, found: Problems) -> Problems:
    if version.is_withdrawal:
        return found
    if version.value is None and version.level is None and not version.missing:
        found["value"] = [_("Enter a value or a level, or say why there is none.")]
    indicator_version = version.stands_beside()
    if not isinstance(indicator_version, IndicatorVersion):
        found["indicator"] = [_("The indicator has no approved or published version to be judged by.")]
        return found
    observed = reading(version)
    _add(found, measures.refusals(yardstick(indicator_version), observed))
    if not version.comparable and not text(version, "break_note", "en").value.strip():
        found["break_note_en"] = [_("Say in English what changed in the series: the break is shown to the public.")]
    jumped = jump_of(version, indicator_version)
    if jumped and version.value is not None and not version.jump_reason.strip():
        found["jump_reason"] = [question(jumped, version.value)]
    return found | assessment_problems(version, indicator_version)


def note_jump(version: ObservationVersion) -> dict[str, str]:
    """What was unusual about the value, noted beside the reason that was demanded for it."""
    beside = version.stands_beside()
    jumped = jump_of(version, beside if isinstance(beside, IndicatorVersion) else None)
    return {"jump": jumped.why.value if jumped else ""}


def assessment_problems(version: ObservationVersion, beside: IndicatorVersion) -> Problems:
    """A verdict names its cause; where it differs from the computed change, the justification says why."""
    if not version.verdict:
        return _without_verdict(version)
    found: Problems = {}
    if not version.cause:
        found["cause"] = [_("Say because of what, or choose “not assessed”.")]
    if not version.assessment_basis:
        found["assessment_basis"] = [_("Say whether the source gives this verdict or the reviewer.")]
    observed = reading(version)
    change = judge(beside, observed).change if observed else ""
    differs = measures.verdict_disagrees(Verdict(version.verdict), measures.Change(change) if change else None)
    if differs and not text(version, "justification", "en").value.strip():
        found["justification_en"] = [
            _("The figures say “%(change)s”. Say in English why the verdict differs.") % {"change": change}
        ]
    return found


def _without_verdict(version: ObservationVersion) -> Problems:
    if version.cause or version.confidence or version.assessment_basis:
        return {
            "verdict": [
                _("Say whether it is better or worse, or leave cause, confidence and who gave the verdict empty.")
            ]
        }
    return {}


def _add(found: Problems, refusals: Iterable[measures.Refusal]) -> None:
    for refusal in refusals:
        found.setdefault(FIELDS[refusal.reason], []).append(_(refusal.reason.value))
