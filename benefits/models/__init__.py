from __future__ import annotations

from benefits.models.indicator import (
    Indicator,
    IndicatorCitation,
    IndicatorVersion,
    Level,
    Target,
    Unit,
)
from benefits.models.observation import Observation, ObservationCitation, ObservationVersion, Seen
from benefits.models.standing import Standing
from benefits.models.upload import Upload

__all__ = (
    "Indicator",
    "IndicatorCitation",
    "IndicatorVersion",
    "Level",
    "Observation",
    "ObservationCitation",
    "ObservationVersion",
    "Seen",
    "Standing",
    "Target",
    "Unit",
    "Upload",
)
