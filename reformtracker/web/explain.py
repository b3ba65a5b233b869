"""How a computed verdict came about: the rule of the method with the numbers that went into it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.measures import Change, Direction, Status, Verdict, verdict_disagrees
from benefits.models import Standing
from reformtracker.web import marks, numbers, sentences
from reformtracker.web.marks import Mark


class Way(NamedTuple):
    """The share of the way covered: a formula, which runs left to right everywhere, and what was expected."""

    formula: str
    expected: str


def change_mark(standing: Standing) -> Mark | None:
    return marks.verdict(standing.change) if standing.change else None


def inputs(standing: Standing) -> str:
    """The value, the baseline and what counts as a move."""
    version, seen = standing.indicator_version, sentences.after_baseline(standing)
    direction = label(Direction(standing.indicator.desired_direction))
    if seen is None or not version.has_baseline:
        return _("Wanted direction: %(direction)s.") % {"direction": direction}
    names = {
        "value": sentences.reading(version, seen.value, seen.level, seen.qualifier),
        "baseline": sentences.reading(
            version, version.baseline_value, version.baseline_level, version.baseline_qualifier
        ),
        "direction": direction,
    }
    return _("Value: %(value)s. Baseline: %(baseline)s. Wanted direction: %(direction)s.") % names


def rule(standing: Standing) -> str:
    """What the move means; empty where nothing could be compared."""
    version = standing.indicator_version
    if not standing.change:
        why = sentences.capital(sentences.change_reason(standing))
        return f"{why}{numbers.convention().stop}" if why else ""
    least = {"least": numbers.number(version.materiality)}
    if standing.indicator.desired_direction == Direction.MAINTAIN:
        if standing.change == Change.UNCHANGED:
            return _("The value stayed within %(least)s of the baseline, so: unchanged.") % least
        return _("The value left the baseline by more than %(least)s, so: deteriorated.") % least
    match Change(standing.change):
        case Change.IMPROVED:
            return _("The value moved the wanted way by at least %(least)s, so: improved.") % least
        case Change.DETERIORATED:
            return _("The value moved the other way by at least %(least)s, so: deteriorated.") % least
    return _("The value moved by less than %(least)s, so: unchanged.") % least


def way(standing: Standing) -> Way | None:
    version, seen, target = standing.indicator_version, standing.latest, standing.judged_against
    if standing.progress is None or standing.expected is None or seen is None or target is None:
        return None
    if seen.value is None or version.baseline_value is None or target.value is None:
        return None
    v, b, t = (_bracketed(amount) for amount in (seen.value, version.baseline_value, target.value))
    expected = _(
        "Expected %(when)s, on a straight line from the baseline to the target: %(expected)s. On track means no more"
        " than %(leeway)s below that."
    ) % {
        "when": numbers.ending(seen.thing.end),
        "expected": ratio(standing.expected),
        "leeway": numbers.number(Decimal("0.1")),
    }
    return Way(f"({v} − {b}) ÷ ({t} − {b}) = {ratio(standing.progress)}", expected)


def ratio(value: Decimal) -> str:
    """Two decimals are enough to follow the sum."""
    return numbers.number(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _bracketed(amount: Decimal) -> str:
    written = numbers.number(amount)
    return f"({written})" if amount < 0 else written


def agreement(standing: Standing) -> str:
    """Whether the verdict that a person gave says the same as the figures."""
    seen = standing.latest
    if seen is None or not seen.verdict:
        return ""
    if not standing.change:
        return _("There is no computed verdict to compare it with.")
    if seen.verdict == Verdict.TOO_EARLY:
        return _("The reviewer finds it too early to say, whatever the figures show.")
    if verdict_disagrees(Verdict(seen.verdict), Change(standing.change)):
        return _("The two differ: the text above says why.")
    return _("The two agree.")


def status_mark(standing: Standing, *, stale: bool = False) -> Mark | None:
    """Null for context figures; grey while an update is late."""
    if not standing.status:
        return None
    mark = marks.status(standing.status)
    return mark.greyed() if stale else mark


def needs_action(standing: Standing) -> bool:
    """Whether the page must say what is being done, or that nothing is recorded."""
    given = standing.latest.verdict if standing.latest else ""
    down = Change.DETERIORATED in (standing.change, given)
    return standing.status in (Status.BEHIND, Status.WORSENING) or down
