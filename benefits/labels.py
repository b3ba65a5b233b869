"""The words for what `measures` computes and people judge: one label for one value, in the reader's language."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benefits.lateness import Frequency
from benefits.measures import (
    Basis,
    Cause,
    Change,
    Direction,
    Kind,
    Missing,
    Qualifier,
    Role,
    Status,
    Verdict,
)

# By class first: members of two StrEnums with the same value are equal, and would merge as keys of one dictionary.
WORDS: dict[type[StrEnum], dict[str, Any]] = {
    Kind: {
        Kind.QUANTITATIVE: _("quantitative"),
        Kind.QUALITATIVE: _("qualitative"),
    },
    Role: {
        Role.OUTCOME: _("outcome"),
        Role.OUTPUT: _("output"),
        Role.CONTEXT: _("context"),
    },
    Direction: {
        Direction.INCREASE: _("increase"),
        Direction.DECREASE: _("decrease"),
        Direction.MAINTAIN: _("maintain"),
    },
    Qualifier: {
        Qualifier.EXACT: _("exact"),
        Qualifier.ABOUT: _("about"),
        Qualifier.AT_LEAST: _("at least"),
        Qualifier.AT_MOST: _("at most"),
    },
    Basis: {
        Basis.BY_DATE: _("by the date"),
        Basis.WHOLE_PERIOD: _("over the whole period"),
    },
    Change: {
        Change.IMPROVED: _("improved"),
        Change.UNCHANGED: _("unchanged"),
        Change.DETERIORATED: _("deteriorated"),
    },
    Verdict: {
        Verdict.IMPROVED: _("improved"),
        Verdict.UNCHANGED: _("unchanged"),
        Verdict.DETERIORATED: _("deteriorated"),
        Verdict.TOO_EARLY: _("too early to say"),
    },
    Cause: {
        Cause.REFORM: _("mainly the reform"),
        Cause.EXTERNAL: _("mainly external factors"),
        Cause.BOTH: _("both"),
        Cause.NOT_ASSESSED: _("not assessed"),
    },
    Missing: {
        Missing.NOT_PUBLISHED: _("not published"),
        Missing.NOT_COLLECTED: _("not collected"),
        Missing.NOT_APPLICABLE: _("not applicable"),
    },
    Status: {
        Status.NO_DATA: _("no data yet"),
        Status.NO_TARGET: _("no target published"),
        Status.BASELINE_ONLY: _("baseline only"),
        Status.ACHIEVED: _("achieved"),
        Status.ON_TRACK: _("on track"),
        Status.BEHIND: pgettext_lazy("short of the target", "behind"),
        Status.WORSENING: _("worsening"),
        Status.UNDETERMINED: _("cannot be judged"),
    },
    Frequency: {
        Frequency.MONTHLY: _("monthly"),
        Frequency.QUARTERLY: _("quarterly"),
        Frequency.HALF_YEARLY: _("half-yearly"),
        Frequency.ANNUAL: _("annual"),
        Frequency.ONCE: _("once"),
    },
}


def label(member: StrEnum) -> str:
    return str(WORDS[type(member)][member])


def choices(words: type[StrEnum]) -> list[tuple[str, Any]]:
    return [(member.value, WORDS[words][member]) for member in words]
