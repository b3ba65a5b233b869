"""Which observations carry a verdict, and what it says: now and then, and mostly on the newest."""

from __future__ import annotations

from benefits.measures import Cause, Change, Role, Verdict, verdict_disagrees
from benefits.models import ObservationVersion
from reformtracker.web.demo import words
from reformtracker.web.demo.profiles import Profile
from reformtracker.web.demo.series import Figure
from reformtracker.web.demo.words import Said
from reformtracker.web.loading.values import spread

EVERY = 12
MOVED = (Verdict.IMPROVED, Verdict.DETERIORATED)
CAUSES = tuple(Cause)
CONFIDENCES = ("high", "", "medium", "low")
BASES = tuple(ObservationVersion.AssessmentBasis.values)


def texts(field: str, said: Said) -> dict[str, str]:
    """The columns of a translated field: the six, and the plain one beside them, which holds the English."""
    return {**spread(field, said), field: said["en"]}


NARRATIVE = texts("narrative", words.NARRATIVE)
AGREES, DIFFERS = texts("justification", words.AGREES), texts("justification", words.DIFFERS)


def verdict_on(profile: Profile, figure: Figure, change: str) -> dict[str, str]:
    """By column; empty where none is given. Context is never judged, and some indicators wait for their verdict."""
    if profile.role is Role.CONTEXT or figure.missing or not _is_judged(profile, figure):
        return {}
    turn = figure.place + profile.number
    verdict = _verdict(turn, change)
    cause = CAUSES[turn // 2 % len(CAUSES)] if verdict in MOVED else Cause.NOT_ASSESSED
    differs = verdict_disagrees(verdict, Change(change) if change else None)
    return {
        "verdict": verdict.value,
        "cause": cause.value,
        "confidence": CONFIDENCES[turn % len(CONFIDENCES)],
        "assessment_basis": BASES[turn % len(BASES)],
        **NARRATIVE,
        **(DIFFERS if differs else AGREES),
    }


def _is_judged(profile: Profile, figure: Figure) -> bool:
    if figure.place == profile.order.observations - 1:
        return profile.number % 4 != 3
    return (figure.place + 5 * profile.number) % EVERY == 0


def _verdict(turn: int, change: str) -> Verdict:
    """Mostly what the figures say; where they say nothing, anything."""
    if turn % 11 == 0:
        return Verdict.TOO_EARLY
    if not change or turn % 13 == 0:
        return tuple(Verdict)[turn % 3]
    return Verdict(change)
