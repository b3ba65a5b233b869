"""Cases and challenges are tied to initiatives by what their versions say; an action lies where its challenge lies.

What is open and what is live counts: whoever answers for an initiative that a draft takes away, or brings in, has a say.
A first draft that names no initiative yet belongs to those who write it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from casestudies.models import (
    CaseInitiative,
    CaseStudy,
    CaseStudyVersion,
    Challenge,
    ChallengeInitiative,
    ChallengeVersion,
    CorrectiveAction,
)
from initiatives.areas import Area, Belonging, belongs
from reformtracker.publishing.models import OPEN_STATES, Editor, State, VersionKind

CURRENT = (*OPEN_STATES, State.PUBLISHED)


def add_all() -> None:
    belongs(CaseStudy, Belonging(lambda area: _tied(area, CaseStudyVersion, CaseInitiative)))
    belongs(Challenge, Belonging(_challenges))
    belongs(CorrectiveAction, Belonging(lambda area: Q(challenge__in=Challenge.objects.filter(_challenges(area)))))


def _challenges(area: Area) -> Q:
    return _tied(area, ChallengeVersion, ChallengeInitiative)


def _tied(area: Area, versions: Any, ties: Any) -> Q:
    tied = ties.objects.filter(version__state__in=CURRENT, initiative__in=area.initiatives)
    written = Editor.objects.filter(kind=versions.KIND, person=area.person).values("version_id")
    begun = versions.objects.open().filter(version_kind=VersionKind.FIRST, initiatives=None, pk__in=written)
    return Q(pk__in=tied.values("version__thing")) | Q(pk__in=begun.values("thing")) | Q(versions=None)
