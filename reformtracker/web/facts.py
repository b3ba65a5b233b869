"""The strip of facts under a title: one word to each question, and its reason in small print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from benefits.labels import label
from benefits.lateness import Frequency
from benefits.measures import Cause, Change, Role
from benefits.models import ObservationVersion, Standing
from reformtracker.publishing.texts import text
from reformtracker.web import explain, marks, numbers, references, sentences
from reformtracker.web.marks import Mark


class Fact(NamedTuple):
    """`mark` has its own word; `word` stands where there is no shape for the answer."""

    question: str
    mark: Mark | None
    word: str
    reasons: tuple[str, ...]


def of_indicator(standing: Standing, day: date, never: str = "") -> list[Fact]:
    """`never`: the periods that were never reported, where there are any."""
    if standing.indicator.role == Role.CONTEXT:
        return [_latest_value(standing), _never_judged(), _reported(standing), _latest_period(standing, day, never)]
    return [_verdict(standing), _cause(standing), _status(standing, day), _latest_period(standing, day, never)]


def _said(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(reason for reason in reasons if reason)


def _verdict(standing: Standing) -> Fact:
    seen = standing.latest
    if seen is None:
        word = marks.UNJUDGED if standing.indicator_version.has_baseline else marks.NO_DATA
        return Fact(_("Since the reform"), marks.verdict(word), "", (_("no value to judge"),))
    reasons = [sentences.change_reason(standing)]
    if seen.verdict:
        basis = str(ObservationVersion.AssessmentBasis(seen.assessment_basis).label)
        reasons.insert(1 if standing.change else 0, basis)
    elif standing.change:
        reasons.append(_("the figures alone say: %(change)s") % {"change": label(Change(standing.change))})
    return Fact(_("Since the reform"), marks.verdict(seen.verdict), "", _said(reasons))


def _cause(standing: Standing) -> Fact:
    seen = standing.latest
    if seen is None or not seen.verdict:
        return Fact(_("Cause"), None, numbers.NOT_PUBLISHED, (_("asked once there is a verdict"),))
    return Fact(_("Cause"), marks.cause(seen.cause), "", (cause_reason(seen),))


def cause_reason(seen: ObservationVersion) -> str:
    if seen.cause == Cause.NOT_ASSESSED:
        symbol = next((one.symbol for one in references.references(seen.citations.all())), "")
        return _("%(source)s gives no cause") % {"source": symbol} if symbol else ""
    if not seen.confidence:
        return _("confidence not recorded")
    return _("confidence: %(confidence)s") % {"confidence": ObservationVersion.Confidence(seen.confidence).label}


def _status(standing: Standing, day: date) -> Fact:
    due, days = standing.timing(day)
    mark = explain.status_mark(standing, stale=days > 0)
    stale = _("nothing newer since %(day)s") % {"day": numbers.day(due)} if days and due else ""
    return Fact(_("Against its target"), mark, "", _said([sentences.status_reason(standing), stale]))


def _latest_period(standing: Standing, day: date, never: str) -> Fact:
    seen = standing.latest
    word = numbers.period(seen.thing) if seen else _("none yet")
    silence = _("never reported: %(periods)s") % {"periods": never} if never else ""
    return Fact(_("Latest period"), None, word, _said([sentences.timing(standing, day), silence]))


def _latest_value(standing: Standing) -> Fact:
    seen, version = standing.latest, standing.indicator_version
    if seen is None:
        return Fact(_("Latest value"), None, _("none yet"), ())
    if seen.level is not None:
        return Fact(_("Latest value"), None, text(seen.level, "label").value, ())
    value = numbers.value(seen.value, version.thing.unit, seen.qualifier, version.decimals)
    return Fact(_("Latest value"), None, value, _said([text(version, "unit_label").value]))


def _never_judged() -> Fact:
    return Fact(_("Role"), None, label(Role.CONTEXT), (_("context figures are never judged"),))


def _reported(standing: Standing) -> Fact:
    return Fact(_("Reported"), None, label(Frequency(standing.indicator.frequency)), ())
