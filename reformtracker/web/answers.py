"""The front page in sentences: what is counted, said in the reader's language. Counts roll up, grades do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benefits.measures import Cause, Kind, Status, Verdict
from reformtracker.web import numbers, sentences
from reformtracker.web.marks import NO_DATA, UNJUDGED
from reformtracker.web.overview import Line, Overview

FEW = 4


def joined(*parts: str) -> str:
    return _("; ").join(part for part in parts if part)


def listed(codes: Sequence[str]) -> str:
    return _(", ").join(codes)


# ---------- the opening ----------
def lead(overview: Overview, *, some: bool = False) -> str:
    """`some`: the reader has asked for some of the indicators; one that is left is not the only one."""
    counts, total = Counter(line.verdict for line in overview.judged), len(overview.judged)
    better, worse = counts[Verdict.IMPROVED], counts[Verdict.DETERIORATED]
    if not total:
        return _("No indicator has been published yet.")
    if some and total == 1 and not better and not worse:
        return _one(overview.judged[0])
    if total == counts[UNJUDGED] + counts[NO_DATA]:
        sentence = ngettext(
            "The only indicator has not been judged yet.",
            "None of the %(total)d indicators has been judged yet.",
            total,
        )
        return sentence % {"total": total}
    names = {"better": better, "worse": worse, "total": total}
    if better and worse:
        sentence = ngettext(
            "Better on %(better)d of %(total)d indicator since the reform, worse on %(worse)d.",
            "Better on %(better)d of %(total)d indicators since the reform, worse on %(worse)d.",
            total,
        )
    elif better:
        sentence = ngettext(
            "Better on %(better)d of %(total)d indicator since the reform, worse on none.",
            "Better on %(better)d of %(total)d indicators since the reform, worse on none.",
            total,
        )
    elif worse:
        sentence = ngettext(
            "Worse on %(worse)d of %(total)d indicator since the reform, better on none.",
            "Worse on %(worse)d of %(total)d indicators since the reform, better on none.",
            total,
        )
    else:
        sentence = ngettext(
            "Neither better nor worse on the only indicator.",
            "Neither better nor worse on any of the %(total)d indicators.",
            total,
        )
    return sentence % names


def _one(line: Line) -> str:
    if line.verdict in (UNJUDGED, NO_DATA):
        return _("This indicator has not been judged yet.")
    return _("Neither better nor worse on this indicator.")


def deck(overview: Overview) -> str:
    """One caveat: how much of the answer rests on what."""
    lines = overview.judged
    return sentences.together(_described(lines), _open(lines), _broken(lines), _promised(lines), _overdue(lines))


def _described(lines: Sequence[Line]) -> str:
    qualitative = sum(line.standing.indicator.kind == Kind.QUALITATIVE for line in lines)
    if qualitative * 2 > len(lines):
        return _("The evidence is mostly described rather than measured.")
    return ""


def _open(lines: Sequence[Line]) -> str:
    count = sum(line.verdict in (NO_DATA, UNJUDGED) for line in lines)
    if not count or count == len(lines):
        return ""
    sentence = ngettext(
        "%(count)d indicator has no figure or no judgement yet.",
        "%(count)d indicators have no figure or no judgement yet.",
        count,
    )
    return sentence % {"count": count}


def _broken(lines: Sequence[Line]) -> str:
    codes = [line.code for line in lines if not line.is_comparable]
    if not codes:
        return ""
    if len(codes) > FEW:
        sentence = ngettext(
            "%(count)d figure is not fully comparable with its baseline.",
            "%(count)d figures are not fully comparable with their baselines.",
            len(codes),
        )
        return sentence % {"count": len(codes)}
    sentence = ngettext(
        "The figure of %(codes)s is not fully comparable with its baseline.",
        "The figures of %(codes)s are not fully comparable with their baselines.",
        len(codes),
    )
    return sentence % {"codes": listed(codes)}


def _promised(lines: Sequence[Line]) -> str:
    count = sum("no_target" not in line.gaps for line in lines)
    if count == len(lines):
        return ""
    if not count:
        return _("No target has been published.")
    sentence = ngettext("Only %(count)d has a published target.", "Only %(count)d have a published target.", count)
    return sentence % {"count": count}


def _overdue(lines: Sequence[Line]) -> str:
    """Said once, where it is true of most; else each row says it of itself."""
    if mostly_late(lines):
        return _("Most values are late.")
    newest = max((line.year for line in lines if line.year), default=None)
    if newest and lines[0].day.year - newest > 1:
        return _("No figure is newer than %(year)d.") % {"year": newest}
    return ""


def mostly_late(lines: Sequence[Line]) -> bool:
    return sum(line.is_late for line in lines) * 2 > len(lines) > 1


# ---------- the five answers of the score ----------
def better(counts: Counter[str]) -> str:
    improved, deteriorated = counts[Verdict.IMPROVED], counts[Verdict.DETERIORATED]
    if not improved and not deteriorated:
        return _("None improved, none deteriorated")
    if not deteriorated:
        return ngettext("%(count)d improved, none deteriorated", "%(count)d improved, none deteriorated", improved) % {
            "count": improved
        }
    if not improved:
        return ngettext(
            "%(count)d deteriorated, none improved", "%(count)d deteriorated, none improved", deteriorated
        ) % {"count": deteriorated}
    return _("%(improved)d improved, %(deteriorated)d deteriorated") % {
        "improved": improved,
        "deteriorated": deteriorated,
    }


def because(counts: Counter[str]) -> str:
    if not counts:
        return _("Nothing to explain yet")
    said = {
        Cause.REFORM: _("mainly the reform in %(count)d"),
        Cause.BOTH: _("reform and other factors in %(count)d"),
        Cause.EXTERNAL: _("mainly other factors in %(count)d"),
    }
    parts = [sentence % {"count": counts[cause]} for cause, sentence in said.items() if counts[cause]]
    return sentences.capital(listed(parts)) if parts else _("Not assessed by the sources")


def against(counts: Counter[str], broken: Sequence[str] = ()) -> str:
    """`broken`: codes of those that stand across a break in their series."""
    return joined(_counted(counts), _not_counted(broken))


def _not_counted(codes: Sequence[str]) -> str:
    if not codes:
        return ""
    if len(codes) <= FEW:
        return _("%(codes)s not counted (series break)") % {"codes": listed(codes)}
    sentence = ngettext("%(count)d not counted (series break)", "%(count)d not counted (series break)", len(codes))
    return sentence % {"count": len(codes)}


def _counted(counts: Counter[str]) -> str:
    said = {
        Status.ACHIEVED: _("%(count)d achieved"),
        Status.ON_TRACK: _("%(count)d on track"),
        Status.BEHIND: _("%(count)d behind"),
        Status.WORSENING: _("%(count)d worsening"),
    }
    parts = [sentence % {"count": counts[status]} for status, sentence in said.items() if counts[status]]
    if parts:
        return listed(parts)
    if counts[Status.BASELINE_ONLY] or counts[Status.UNDETERMINED]:
        return _("Nothing can be measured yet")
    return _("No target to measure against")


def done(challenges: int, answered: int, unanswered: Sequence[Line]) -> str:
    first = _("No challenge recorded")
    if challenges:
        first = ngettext(
            "Action on %(answered)d of %(count)d challenge",
            "Action on %(answered)d of %(count)d challenges",
            challenges,
        ) % {"answered": answered, "count": challenges}
    return joined(first, _none_for([line.code for line in unanswered]))


def _none_for(codes: Sequence[str]) -> str:
    if not codes:
        return ""
    if len(codes) <= FEW:
        return _("none for %(codes)s") % {"codes": listed(codes)}
    return ngettext("none for %(count)d indicator", "none for %(count)d indicators", len(codes)) % {"count": len(codes)}


def when(lines: Sequence[Line]) -> str:
    found = sorted({line.year for line in lines if line.year})
    if not found:
        return _("No figure yet")
    late = sum(line.is_late for line in lines)
    said = ngettext("Values are for %(years)s", "Values are for %(years)s", len(found)) % {"years": years(found)}
    if not late:
        return said
    return joined(said, ngettext("%(count)d is late", "%(count)d are late", late) % {"count": late})


def years(found: Sequence[int]) -> str:
    return numbers.years(found[0], found[-1])


def when_note(lines: Sequence[Line]) -> str:
    """What is late by how much, and when the next value is due; once nothing more is awaited, what never came."""
    late = [line for line in lines if line.is_late]
    ahead = [line.timing.next_due for line in lines if line.timing.next_due and not line.is_late]
    following = _("next due %(day)s") % {"day": numbers.day(min(ahead))} if ahead else ""
    never = [line for line in lines if line.never_reported]
    if late or following or not never:
        return joined(_late_note(late), following)
    ends = [period.end.year for line in never for period in line.never_reported]
    said = ngettext(
        "%(count)d lacks values for periods of %(years)s", "%(count)d lack values for periods of %(years)s", len(never)
    )
    return said % {"count": len(never), "years": numbers.years(min(ends), max(ends))}


def _late_note(late: Sequence[Line]) -> str:
    if not late:
        return ""
    days = {line.timing.days_late for line in late}
    most = sentences.late_by(max(days))
    if len(late) > FEW or len(days) > 1:
        return _("the longest %(late)s") % {"late": most}
    return _("%(codes)s %(late)s") % {"codes": listed([line.code for line in late]), "late": most}
