"""How things stand, worked out when Prometheus asks. What the record says is asked of servers of staff alone: it is the same
everywhere, and the public one may be connected as a role that cannot see all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from benefits.models import Standing
from reformtracker.publishing.models import Chain, Job, OutboxEntry, Release, ReleaseFile
from reformtracker.publishing.snapshot import today
from reformtracker.web import checks


def exposed() -> bytes:
    registry = CollectorRegistry()
    registry.register(Gauges())
    return generate_latest(registry)


class Gauges(Collector):
    def describe(self) -> list[Metric]:
        """Nothing beforehand: else the registry would ask the database for the names."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from _checks()
        try:
            # All or nothing: a gauge that is missing is seen, one that is old is not.
            yield from list(_record()) if settings.SERVES_STAFF else []
        except DatabaseError:
            return


def _checks() -> Iterator[Metric]:
    found = GaugeMetricFamily("tracker_check_ok", "What /readyz says, 1 where it is well.", labels=["check"])
    for name, answer in checks.answers().items():
        found.add_metric([name], answer == checks.OK)
    yield found
    yield GaugeMetricFamily(
        "tracker_exports_free_ratio", "Of the disk on which files of releases lie.", checks.free_of_exports()
    )


def _record() -> Iterator[Metric]:
    yield from _outbox()
    yield from _jobs()
    yield from _releases()
    yield from _files()
    yield from _indicators()


def _outbox() -> Iterator[Metric]:
    waiting = OutboxEntry.objects.filter(done_at=None).aggregate(
        many=Count("pk"), oldest=Min("created_at"), failed=Count("pk", filter=~Q(error=""))
    )
    yield GaugeMetricFamily("tracker_outbox_entries", "What is still to be done.", waiting["many"])
    yield GaugeMetricFamily("tracker_outbox_failed", "Of it, what failed and is tried again.", waiting["failed"])
    yield GaugeMetricFamily("tracker_outbox_age_seconds", "How long the oldest waits.", _age(waiting["oldest"]))


def _jobs() -> Iterator[Metric]:
    succeeded = GaugeMetricFamily("tracker_job_success_timestamp_seconds", "When it last ended well.", labels=["name"])
    failed = GaugeMetricFamily("tracker_job_failure_timestamp_seconds", "When it last failed.", labels=["name"])
    failures = CounterMetricFamily("tracker_job_failures", "How often it failed.", labels=["name"])
    for job in Job.objects.all():
        succeeded.add_metric([job.name], job.succeeded_at.timestamp() if job.succeeded_at else 0)
        failed.add_metric([job.name], job.failed_at.timestamp() if job.failed_at else 0)
        failures.add_metric([job.name], job.failures)
    yield from (succeeded, failed, failures)


def _releases() -> Iterator[Metric]:
    age = GaugeMetricFamily("tracker_release_age_seconds", "Since the newest release.", labels=["framework"])
    newest = Q(releases__number=F("head"), releases__state=Release.State.PUBLISHED)
    for slug, at in Chain.objects.filter(newest, is_demo=False).values_list("slug", "releases__released_at"):
        age.add_metric([slug], _age(at))
    yield age
    due = Release.objects.due().order_by().aggregate(many=Count("pk"), oldest=Min("publish_at"))
    yield GaugeMetricFamily("tracker_releases_overdue", "Planned releases whose time has come.", due["many"])
    yield GaugeMetricFamily("tracker_release_overdue_seconds", "How long the oldest is due.", _age(due["oldest"]))


def _files() -> Iterator[Metric]:
    live = ReleaseFile.objects.live()
    real = Release.objects.published().filter(chain__is_demo=False)
    lacking = real.filter(~Exists(live.filter(release=OuterRef("pk")))).aggregate(many=Count("pk"))
    yield GaugeMetricFamily("tracker_releases_without_files", "Releases with none prepared.", lacking["many"])
    newest = live.aggregate(at=Max("made_at"))["at"]
    yield GaugeMetricFamily("tracker_files_age_seconds", "Since a file of a release was last prepared.", _age(newest))


def _indicators() -> Iterator[Metric]:
    public, stale = Counter[str](), Counter[str]()
    live = Standing.objects.filter(to_release=None, indicator__chain__is_demo=False)
    day = today()
    for standing in live.select_related("indicator__chain", "indicator_version"):
        slug = standing.indicator.chain.slug
        public[slug] += 1
        stale[slug] += standing.timing(day).is_late
    for name, text, counted in (
        ("tracker_indicators", "Public indicators.", public),
        ("tracker_indicators_stale", "Of them, those whose next value is late.", stale),
    ):
        family = GaugeMetricFamily(name, text, labels=["framework"])
        for slug, many in counted.items():
            family.add_metric([slug], many)
        yield family


def _age(at: datetime | None) -> float:
    """0 where there is nothing that could be old."""
    return max((timezone.now() - at).total_seconds(), 0) if at else 0
