from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from rest_framework import generics, pagination, serializers

from bench.reference.queries import COPY, OBSERVATIONS
from benefits.models import Indicator, Level, Observation, ObservationVersion, Target
from reformtracker.publishing.models import Release

BLOCK = 1 << 16
JSON = "application/json"
memory = redis.Redis.from_url(settings.REDIS_URL)


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def kept(request: HttpRequest) -> HttpResponse:
    """The bytes that were put there under the name asked for."""
    found: Any = memory.get(request.GET["key"])
    return HttpResponse(found, content_type=JSON)


def aggregated(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(OBSERVATIONS, {"site": request.GET["site"], "slug": "demo"})
        (said,) = cursor.fetchone()
    return HttpResponse(said, content_type=JSON)


def copied(request: HttpRequest) -> StreamingHttpResponse:
    read, write = os.pipe()
    threading.Thread(target=_copy, args=[write], daemon=True).start()
    return StreamingHttpResponse(_blocks(read), content_type="text/csv")


def _copy(write: int) -> None:
    try:
        with os.fdopen(write, "wb") as file, connection.cursor() as cursor:
            cursor.cursor.copy_expert(COPY, file, size=BLOCK)
    finally:
        connection.close()


def _blocks(read: int) -> Iterator[bytes]:
    with os.fdopen(read, "rb") as file:
        yield from iter(partial(file.read, BLOCK), b"")


# ---------- as Django REST framework is usually used ----------
class LevelSerializer(serializers.ModelSerializer[Level]):
    class Meta:
        model = Level
        fields = ("code", "number", "label_en")


class IndicatorSerializer(serializers.ModelSerializer[Indicator]):
    initiative = serializers.CharField(source="initiative.code")
    objective = serializers.CharField(source="initiative.objective.code")

    class Meta:
        model = Indicator
        fields = ("code", "initiative", "objective")


class ThingSerializer(serializers.ModelSerializer[Observation]):
    indicator = IndicatorSerializer()
    framework = serializers.CharField(source="chain.slug")

    class Meta:
        model = Observation
        fields = ("indicator", "framework", "period", "start", "end", "period_basis")


class TargetSerializer(serializers.ModelSerializer[Target]):
    level = LevelSerializer()

    class Meta:
        model = Target
        fields = ("due", "basis", "value", "level")


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    class Meta:
        model = Release
        fields = ("number", "released_at", "recorded_at")


class ObservationSerializer(serializers.ModelSerializer[ObservationVersion]):
    thing = ThingSerializer()
    level = LevelSerializer()
    judged_against = TargetSerializer()
    release = ReleaseSerializer()

    class Meta:
        model = ObservationVersion
        fields = (
            *("thing", "value", "level", "missing", "qualifier", "numerator", "denominator", "derivation_en"),
            *("comparable", "break_note_en", "narrative_en", "verdict", "cause", "confidence", "justification_en"),
            *("assessment_basis", "change", "progress", "expected", "status", "judged_against", "release"),
            *("number", "version_kind", "reason_en", "to_release", "redacted"),
        )


class Hundred(pagination.PageNumberPagination):
    page_size = 100


class Usual(generics.ListAPIView[ObservationVersion]):
    queryset = (
        ObservationVersion.objects.filter(from_release__isnull=False, to_release=None, thing__chain__slug="demo")
        .select_related("thing__indicator__initiative__objective", "thing__chain", "level", "judged_against__level")
        .select_related("release")
        .order_by("thing__indicator__code", "thing__start", "thing__end", "number", "pk")
    )
    serializer_class = ObservationSerializer
    pagination_class = Hundred
