"""What is counted while answers are given, for Prometheus.

Several processes answer, and whichever is asked for the counts gives those of all: each writes its own into a file of a folder
that `docker/gunicorn.conf.py` makes. A file is named by the place of its process, not by its number: the one that follows goes on
with it, so no count falls back and no file is left over. Without such a folder the counts are those of this process.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER, PLACE = "PROMETHEUS_MULTIPROC_DIR", "METRICS_PLACE"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds."""

if FOLDER in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: os.environ.get(PLACE, "0"))  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
REQUESTS = Counter("tracker_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY)
SECONDS = Histogram(
    "tracker_request_seconds", "Until the answer began.", ("route",), buckets=BUCKETS, registry=REGISTRY
)
ANSWERS = Counter(
    "tracker_answers",
    "Answers to the public: kept (given again), made (anew), unchanged (304), passed (not to be kept).",
    ("how",),
    registry=REGISTRY,
)


def exposed() -> bytes:
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)
