"""What the figures say, in the reader's language: the same sentence is heard, read and printed beside each chart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from benefits.measures import Basis, Change, Missing, Qualifier, Role, Status
from benefits.models import IndicatorVersion, Level, ObservationVersion, Seen, Standing, Target
from reformtracker.publishing.texts import text
from reformtracker.web import numbers
from reformtracker.web.figures import by_due

BOUNDS = {Qualifier.AT_LEAST, Qualifier.AT_MOST}


class Phrase(NamedTuple):
    """What and when: "about 16.5 per cent", "in 2020"."""

    what: str
    when: str


def together(*sentences: str) -> str:
    """Sentences one after the other: Chinese puts no space between them."""
    return ("" if get_language() == "zh-hans" else " ").join(sentence for sentence in sentences if sentence)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# ---------- phrases ----------
def reading(
    version: IndicatorVersion, value: Decimal | None, level: Level | None, qualifier: str, *, named: bool = False
) -> str:
    """A value or a level as it is spoken; `named` adds the unit where it is not a share."""
    if level is not None:
        return numbers.qualified(numbers.quoted(text(level, "label").value), qualifier)
    if value is None:
        return numbers.NOT_PUBLISHED
    unit = version.thing.unit
    said = numbers.spoken(value, unit, qualifier, version.decimals)
    label = text(version, "unit_label")
    if not named or numbers.is_share(unit) or not (label.value and label.translated):
        return said
    return _("%(value)s (%(unit)s)") % {"value": said, "unit": label.value}


def baseline(version: IndicatorVersion) -> Phrase | None:
    if not version.has_baseline:
        return None
    said = reading(version, version.baseline_value, version.baseline_level, version.baseline_qualifier, named=True)
    return Phrase(said, numbers.within(version.baseline_period))


def observed(version: IndicatorVersion, seen: Seen, *, named: bool = False) -> Phrase:
    said = reading(version, seen.value, seen.level, seen.qualifier, named=named)
    return Phrase(said, during(seen))


def during(seen: Seen) -> str:
    when = numbers.within(seen.thing)
    if seen.thing.period_basis == "reported":
        return _("as reported %(when)s") % {"when": when}
    return when


def aim(version: IndicatorVersion, target: Target) -> Phrase:
    said = reading(version, target.value, target.level, target.qualifier)
    spans = target.basis == Basis.WHOLE_PERIOD and target.period
    return Phrase(said, numbers.within(target.period) if spans else numbers.until(target.due))


def aimed_at(standing: Standing) -> Target | None:
    """The target that a sentence names: the one judged against, else the first that lies ahead, else the last."""
    if standing.judged_against:
        return standing.judged_against
    targets = by_due(standing.indicator_version)
    return targets[0] if targets else None


def after_baseline(standing: Standing) -> ObservationVersion | None:
    """The latest value, where it is later than the baseline."""
    latest, begun = standing.latest, standing.indicator_version.baseline_end
    moved = latest and (not standing.indicator_version.has_baseline or begun is None or latest.thing.end > begun)
    return latest if moved else None


# ---------- the spoken summary ----------
def spoken(standing: Standing, missing: Seen | None = None, first: Seen | None = None) -> str:
    """One indicator in one sentence, with what is not known said after it.

    `missing`: a newer observation that says why there is no value. `first`: the oldest value, with which the latest is
    compared where there is no baseline.
    """
    version = standing.indicator_version
    seen, target = after_baseline(standing), aimed_at(standing)
    judged = standing.indicator.role != Role.CONTEXT
    begun = baseline(version)
    if begun is None and first and seen and first.pk != seen.pk:
        before: Phrase | None = observed(version, first, named=True)
    else:
        before = begun
    after = observed(version, seen, named=before is None) if seen else None
    end = aim(version, target) if target and judged else None
    return together(
        capital(_main_clause(before, after, end)),
        _break(seen) if before and seen else "",
        unavailable(missing) if missing else "",
        _absent(begun, after, end, missing) if judged else "",
    )


def _main_clause(before: Phrase | None, after: Phrase | None, end: Phrase | None) -> str:
    reported = after or before
    names = {"target": end.what, "target_when": end.when} if end else {}
    if reported is None:
        if end is None:
            return _("No figure has been published.")
        return _("No figure has been published; the aim is %(target)s %(target_when)s.") % names
    names |= {"value": reported.what, "when": reported.when}
    if before and after:
        names |= {"baseline": before.what, "baseline_when": before.when}
        if end:
            return (
                _("From %(baseline)s %(baseline_when)s to %(value)s %(when)s, towards %(target)s %(target_when)s.")
                % names
            )
        return _("From %(baseline)s %(baseline_when)s to %(value)s %(when)s.") % names
    if end:
        return _("%(value)s %(when)s, towards %(target)s %(target_when)s.") % names
    return _("%(value)s %(when)s.") % names


def _absent(before: Phrase | None, after: Phrase | None, end: Phrase | None, missing: Seen | None) -> str:
    if before and not after:
        if end is None:
            return _("No later value and no target have been published.")
        return "" if missing else _("No later value has been published.")
    if before is None and after and end is None:
        return _("No baseline and no target have been published.")
    if before is None and after:
        return _("No baseline has been published.")
    return _("No target has been published.") if after and end is None else ""


def _break(seen: ObservationVersion) -> str:
    return "" if seen.comparable else _("The series breaks between the two: they do not count the same.")


def unavailable(seen: Seen) -> str:
    """Why a period has no value."""
    when = {"when": numbers.within(seen.thing)}
    match seen.missing:
        case Missing.NOT_PUBLISHED:
            return _("The value %(when)s was not published.") % when
        case Missing.NOT_COLLECTED:
            return _("The value %(when)s was not collected.") % when
        case Missing.NOT_APPLICABLE:
            return _("A value %(when)s does not apply.") % when
    return ""


# ---------- reasons: small print beside a word ----------
def status_reason(standing: Standing) -> str:
    """Why the status is what it is, without repeating its word."""
    seen, version = standing.latest, standing.indicator_version
    if standing.indicator.role == Role.CONTEXT:
        return _("context figures are never judged")
    if seen and standing.progress is not None and standing.expected is not None:
        return _way(standing.progress, standing.expected, numbers.ending(seen.thing.end))
    match standing.status:
        case Status.NO_DATA:
            return _("no figure has been published")
        case Status.NO_TARGET:
            return _("the sources give none")
        case Status.BASELINE_ONLY:
            return _("no value after the baseline")
        case Status.UNDETERMINED if seen and (_is_bound(seen.qualifier) or _is_bound(version.baseline_qualifier)):
            return _("only a bound is known")
        case Status.UNDETERMINED:
            return _("no baseline to judge by")
    if seen and standing.judged_against:
        names = {
            "when": numbers.ending(seen.thing.end),
            "value": reading(version, seen.value, seen.level, seen.qualifier),
            "target": aim(version, standing.judged_against).what,
        }
        return _("%(when)s: %(value)s, target %(target)s") % names
    return ""


def _way(progress: Decimal, expected: Decimal, when: str) -> str:
    names = {"when": when, "progress": numbers.share(progress), "expected": numbers.share(expected)}
    if progress < 0:
        return _("%(when)s: further away than at the start; %(expected)s of the way expected by then") % names
    return _("%(when)s: %(progress)s of the way; %(expected)s expected by then") % names


def change_reason(standing: Standing) -> str:
    """How large the move is, or why none can be worked out."""
    version, seen = standing.indicator_version, after_baseline(standing)
    if not version.has_baseline:
        return _("no baseline to compare with")
    if seen is None:
        return _("no value after the baseline")
    if _is_bound(seen.qualifier) or _is_bound(version.baseline_qualifier):
        return _("one of the two figures is a bound")
    if seen.level is not None and version.baseline_level is not None:
        before = reading(version, None, version.baseline_level, version.baseline_qualifier)
        return _("from %(before)s to %(after)s") % {
            "before": before,
            "after": reading(version, None, seen.level, seen.qualifier),
        }
    if seen.value is None or version.baseline_value is None:
        return ""
    return _move(standing, seen, seen.value - version.baseline_value)


def _move(standing: Standing, seen: ObservationVersion, move: Decimal) -> str:
    version = standing.indicator_version
    rough = Qualifier.ABOUT in (seen.qualifier, version.baseline_qualifier)
    size = numbers.rounded(abs(move), version.decimals)
    by = distance(version, size, numbers.qualified(numbers.number(size), "about" if rough else "exact"))
    if standing.change != Change.UNCHANGED:
        return by
    if move == 0:
        return _("the same value")
    least = distance(version, version.materiality, numbers.number(version.materiality))
    return _("a move %(by)s; %(least)s would count") % {"by": by, "least": least}


def distance(version: IndicatorVersion, size: Decimal, said: str) -> str:
    """ "by about 12.5 points": shares move by points, other figures by their own unit."""
    if not numbers.is_share(version.thing.unit):
        return _("by %(amount)s") % {"amount": said}
    # A fraction takes the form that goes with two.
    count = int(size) if size == size.to_integral_value() else 2
    return ngettext("by %(amount)s point", "by %(amount)s points", count) % {"amount": said}


def _is_bound(qualifier: str) -> bool:
    return qualifier in BOUNDS


# ---------- lateness ----------
def late_by(days: int) -> str:
    return ngettext("late by %(days)s day", "late by %(days)s days", days) % {"days": numbers.number(Decimal(days))}


def timing(standing: Standing, day: date) -> str:
    """When the next value is due, or by how much it is late; empty for what has no schedule."""
    due, days = standing.timing(day)
    if days and due:
        return _("next value was due %(day)s, %(late)s") % {"day": numbers.day(due), "late": late_by(days)}
    if due:
        return _("next value due %(day)s") % {"day": numbers.day(due)}
    return _("no further value is due") if standing.schedule else ""
