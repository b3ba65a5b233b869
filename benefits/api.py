"""Indicators and observations in the API."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benefits.labels import choices
from benefits.lateness import Frequency
from benefits.measures import Basis, Cause, Change, Direction, Kind, Missing, Qualifier, Role, Status, Verdict
from benefits.models import IndicatorVersion, Level, Observation, ObservationVersion, Standing, Target
from benefits.periods import FORMS, PeriodError, parse
from reformtracker.api import fields
from reformtracker.api.filters import Filters, VersionFilters
from reformtracker.api.serializers import VersionSerializer
from reformtracker.api.views import Versions
from reformtracker.publishing.models import VersionKind
