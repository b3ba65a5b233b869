from __future__ import annotations

from casestudies.models.case import (
    CaseEvent,
    CaseInitiative,
    CaseLink,
    CaseParagraph,
    CasePlace,
    CaseStudy,
    CaseStudyCitation,
    CaseStudyVersion,
)
from casestudies.models.challenge import (
    ActionCitation,
    ActionIndicator,
    Challenge,
    ChallengeCitation,
    ChallengeInitiative,
    ChallengeVersion,
    CorrectiveAction,
    CorrectiveActionVersion,
)
from casestudies.models.country import Country

__all__ = (
    "ActionCitation",
    "ActionIndicator",
    "CaseEvent",
    "CaseInitiative",
    "CaseLink",
    "CaseParagraph",
    "CasePlace",
    "CaseStudy",
    "CaseStudyCitation",
    "CaseStudyVersion",
    "Challenge",
    "ChallengeCitation",
    "ChallengeInitiative",
    "ChallengeVersion",
    "CorrectiveAction",
    "CorrectiveActionVersion",
    "Country",
)
