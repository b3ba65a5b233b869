"""Indicators and their observations lie under one initiative each."""

from __future__ import annotations

from django.db.models import Q

from benefits.models import Indicator, Observation
from initiatives.areas import Belonging, belongs


def add_all() -> None:
    belongs(Indicator, Belonging(lambda area: Q(initiative__in=area.initiatives)))
    belongs(Observation, Belonging(lambda area: Q(indicator__initiative__in=area.initiatives)))
