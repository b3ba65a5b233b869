"""What is counted, who may read it, and that it says what is so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone
from front_client import FrontClient
from prometheus_client.parser import text_string_to_metric_families

from reformtracker.publishing import actions, jobs, outbox
from reformtracker.publishing.models import Chain, Job, OutboxEntry, Release, ReleaseFile
from reformtracker.web import gauges
from tests import factories as f
from tests.cast import Cast

TOKEN = "a-token-of-twenty-letters"
Metrics = dict[tuple[str, str], float]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def metrics_are_on() -> Iterator[None]:
    with override_settings(METRICS_TOKEN=TOKEN):
        yield


def asked(**headers: str) -> Any:
    # By the name of a container, as Prometheus asks.
    return Client().get("/metrics", headers={"Host": "web-public:8000", **headers})


def metrics() -> Metrics:
    """Values by name and the values of the labels, in the order of their names."""
    answer = asked(Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (one.name, " ".join(value for _label, value in sorted(one.labels.items()))): one.value
        for family in families
        for one in family.samples
    }


def grown(before: Metrics, name: str, labels: str = "") -> float:
    return metrics().get((name, labels), 0) - before.get((name, labels), 0)


# ---------- who may read it ----------
@pytest.mark.parametrize("said", ["", TOKEN, "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer kanarié"])
def test_without_the_token_nothing_is_told(said: str) -> None:
    answer = asked(Authorization=said)
    assert (answer.status_code, answer.content) == (401, b"")


def test_without_a_token_there_is_no_such_address() -> None:
    with override_settings(METRICS_TOKEN=""):
        assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


# ---------- what is counted ----------
def test_requests_are_counted_by_route_and_never_by_address(chain: Chain) -> None:
    before = metrics()
    page = "<lang:lang>/<slug:fw>/indicators/<code:code>/"
    Client().get("/en/reform/indicators/2.4.2/")
    Client().get("/fr/reform/indicators/2.4.2/")
    Client().get("/fr/reform/indicators/9.9.9/")
    Client().get("/kanarine/@/")
    Client().generic("KANARINE", "/healthz")
    assert grown(before, "tracker_requests_total", f"GET {page} 200") == 2
    assert grown(before, "tracker_requests_total", f"GET {page} 404") == 1
    assert grown(before, "tracker_requests_total", "GET  404") == 1
    assert grown(before, "tracker_requests_total", "other healthz 405") == 1
    assert grown(before, "tracker_request_seconds_count", page) == 3
    assert not [labels for _name, labels in metrics() if "kanarine" in labels.lower() or "2.4.2" in labels]


def test_it_is_counted_what_became_of_each_answer(chain: Chain, settings: Any) -> None:
    settings.KEEP_SECONDS = 60
    caches["answers"].clear()
    before, client = metrics(), FrontClient()
    etag = client.get("/en/reform/").headers["ETag"]
    client.get("/en/reform/")
    client.get("/en/reform/", headers={"If-None-Match": etag})
    client.get("/en/reform/indicators/9.9.9/")
    found = {how: grown(before, "tracker_answers_total", how) for how in ("made", "kept", "unchanged", "passed")}
    assert found == {"made": 1, "kept": 1, "unchanged": 1, "passed": 1}
    route = "GET <lang:lang>/<slug:fw>/"
    assert grown(before, "tracker_requests_total", f"{route} 200") == 2
    assert grown(before, "tracker_requests_total", f"{route} 304") == 1


# ---------- how things stand ----------
def test_the_outbox_is_told_by_its_depth_age_and_failures() -> None:
    assert metrics()["tracker_outbox_entries", ""] == 0
    for key in ("one", "two", "done"):
        outbox.put("mail", key)
    OutboxEntry.objects.filter(key="mail:done").update(done_at=timezone.now())
    OutboxEntry.objects.filter(key="mail:one").update(
        created_at=timezone.now() - timedelta(hours=1), error="refused", attempts=3
    )
    found = metrics()
    assert found["tracker_outbox_entries", ""] == 2
    assert found["tracker_outbox_failed", ""] == 1
    assert 3600 <= found["tracker_outbox_age_seconds", ""] < 3700


def test_each_task_is_told_by_when_it_ended_well_and_how_often_not() -> None:
    jobs.ended("a task", well=True)
    jobs.ended("a task", well=False)
    jobs.ended("a task", well=False)
    job, found = Job.objects.get(), metrics()
    assert job.succeeded_at and job.failed_at
    assert found["tracker_job_failures_total", "a task"] == 2
    assert found["tracker_job_success_timestamp_seconds", "a task"] == pytest.approx(job.succeeded_at.timestamp())
    assert found["tracker_job_failure_timestamp_seconds", "a task"] == pytest.approx(job.failed_at.timestamp())


def test_releases_are_told_by_their_age_and_by_what_is_overdue(cast: Cast) -> None:
    chain = f.tracker(cast)
    newest = Release.objects.get(chain=chain, number=chain.head)
    assert newest.released_at
    age = (timezone.now() - newest.released_at).total_seconds()
    found = metrics()
    assert found["tracker_release_age_seconds", "reform"] == pytest.approx(age, abs=30)
    assert found["tracker_releases_overdue", ""] == found["tracker_release_overdue_seconds", ""] == 0
    late = timezone.now() - timedelta(minutes=10)
    Release.objects.create(chain=chain, title="Late", publish_at=late, planned_by=cast.publisher, planned_at=late)
    found = metrics()
    assert found["tracker_releases_overdue", ""] == 1
    assert 600 <= found["tracker_release_overdue_seconds", ""] < 700


def test_files_are_told_by_their_age_and_by_releases_that_have_none(chain: Chain) -> None:
    Chain.objects.filter(pk=chain.pk).update(is_demo=False)
    releases = list(Release.objects.published().filter(chain=chain))
    assert metrics()["tracker_releases_without_files", ""] == len(releases) > 1
    made_at = timezone.now() - timedelta(days=1)
    ReleaseFile.objects.create(release=releases[0], name="x.csv", format=1, sha256="0" * 64, size=1, made_at=made_at)
    found = metrics()
    assert found["tracker_releases_without_files", ""] == len(releases) - 1
    assert found["tracker_files_age_seconds", ""] == pytest.approx(86_400, abs=60)


def test_indicators_are_stale_where_a_page_says_that_they_are_late(chain: Chain) -> None:
    rows = Client().get("/api/v1/indicators/").json()["results"]
    found = metrics()
    assert found["tracker_indicators", "reform"] == len(rows)
    assert found["tracker_indicators_stale", "reform"] == sum(row["stale"] for row in rows)


def test_what_readyz_says_is_told_as_well() -> None:
    found = metrics()
    assert {labels: value for (name, labels), value in found.items() if name == "tracker_check_ok"} == dict.fromkeys(
        ("database", "migrations", "cache", "disk", "outbox"), 1
    )
    assert 0 < found["tracker_exports_free_ratio", ""] < 1


def test_a_database_that_is_away_hides_no_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Iterator[Any]:
        yield from ()
        raise OperationalError

    Client().get("/healthz")
    monkeypatch.setattr(gauges, "_jobs", away)
    names = {name for name, _labels in metrics()}
    assert {"tracker_requests_total", "tracker_check_ok"} <= names
    assert "tracker_outbox_entries" not in names


def test_a_public_server_asks_nothing_of_the_record() -> None:
    with override_settings(SERVES_STAFF=False):
        assert "tracker_outbox_entries" not in {name for name, _labels in metrics()}


# ---------- the record's own checks ----------
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_nightly_check_of_the_history_is_noted(chain: Chain) -> None:
    actions.anchor()
    assert Job.objects.get(name=jobs.AUDIT).succeeded_at
