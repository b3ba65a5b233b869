from __future__ import annotations

from initiatives.models.assignment import Assignment
from initiatives.models.entity import Entity
from initiatives.models.framework import (
    Framework,
    FrameworkCitation,
    FrameworkGoal,
    FrameworkVersion,
    Objective,
    ObjectiveCitation,
    ObjectiveVersion,
    Track,
)
from initiatives.models.initiative import (
    Initiative,
    InitiativeCitation,
    InitiativeGoal,
    InitiativeLead,
    InitiativeVersion,
    Phase,
)
from initiatives.models.milestone import Milestone, MilestoneCitation, MilestoneVersion

__all__ = (
    "Assignment",
    "Entity",
    "Framework",
    "FrameworkCitation",
    "FrameworkGoal",
    "FrameworkVersion",
    "Initiative",
    "InitiativeCitation",
    "InitiativeGoal",
    "InitiativeLead",
    "InitiativeVersion",
    "Milestone",
    "MilestoneCitation",
    "MilestoneVersion",
    "Objective",
    "ObjectiveCitation",
    "ObjectiveVersion",
    "Phase",
    "Track",
)
