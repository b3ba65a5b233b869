"""Faults are done to the tracker, and the rules of docker/alerts.yml see each within five minutes in what its metrics say."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from reformtracker.publishing import actions, jobs, outbox
from reformtracker.publishing.models import Chain, Job, OutboxEntry, Release
from reformtracker.web import checks, watching
from reformtracker.web.views import machines
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, assemble
from tests.watching.promql import UNITS, Scrape, fires

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.bar("B60")]

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-twenty-letters"
RULES = {
    rule["alert"]: rule
    for group in yaml.safe_load((ROOT / "docker/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
}
MOST = 5 * 60
"""Seconds from the fault to the alarm."""


@pytest.fixture(autouse=True)
def metrics_are_on() -> Iterator[None]:
    with override_settings(METRICS_TOKEN=TOKEN):
        yield


@pytest.fixture
def cast() -> Cast:
    made = assemble()
    f.tracker(made)
    actions.anchor()
    for task in ("publishing.publish_due", jobs.EXPORTS):
        jobs.ended(task, well=True)
    return made


def scrape(later: float = 0, *, up: bool = True) -> Scrape:
    """What Prometheus reads, `later` seconds from now; that a server answers is its own observation."""
    values = {("up", frozenset({("job", "tracker"), ("instance", "web-staff")})): float(up)}
    if up:
        page = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
        for family in text_string_to_metric_families(page):
            values |= {(one.name, frozenset(one.labels.items())): one.value for one in family.samples}
    return Scrape(time.time() + later, values)


def pending(scrapes: list[Scrape]) -> set[str]:
    return {name for name, rule in RULES.items() if fires(rule["expr"], scrapes)}


def patience(alert: str) -> float:
    """How long Prometheus waits before it tells somebody."""
    said = RULES[alert].get("for", "0m")
    return float(said[:-1]) * UNITS[said[-1]]


# --- the faults: each does its worst and says after how many seconds it is looked at ----------------
Patch = pytest.MonkeyPatch


def fail(*_: Any, **__: Any) -> Any:
    raise OperationalError("gone")


def database_goes(patch: Patch, cast: Cast) -> None:
    patch.setitem(checks.CHECKS, "database", checks.Check(fail, vital=True))


def redis_goes(patch: Patch, cast: Cast) -> None:
    patch.setattr(checks, "caches", {})


def tables_are_old(patch: Patch, cast: Cast) -> None:
    """Said and not done: what is written of migrations outlives a test."""
    patch.setitem(checks.CHECKS, "migrations", checks.Check(lambda: "1 not applied", vital=True))


def disk_fills_up(patch: Patch, cast: Cast) -> None:
    patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=100, used=94, free=6))


def requests_fail(patch: Patch, cast: Cast) -> None:
    patch.setattr(machines, "today", fail)
    for _ in range(5):
        Client(raise_request_exception=False).get("/.well-known/security.txt")


def answers_are_slow(patch: Patch, cast: Cast) -> None:
    clock = iter(range(0, 10_000, 2))
    patch.setattr(watching, "perf_counter", lambda: next(clock))
    for _ in range(10):
        Client().get("/healthz")


def worker_stops(patch: Patch, cast: Cast) -> None:
    Job.objects.filter(name="publishing.publish_due").update(succeeded_at=timezone.now() - timedelta(seconds=170))


def task_fails(patch: Patch, cast: Cast) -> None:
    for _ in range(3):
        jobs.ended("web.prepare_missing_exports", well=False)


def mail_is_refused(patch: Patch, cast: Cast) -> None:
    patch.setattr("django.core.mail.EmailMessage.send", fail)
    Client().post("/admin/account/password/", {"email": cast.reviewer.email})
    outbox.work()


def outbox_stands_still(patch: Patch, cast: Cast) -> None:
    outbox.put("mail", "x")
    OutboxEntry.objects.update(created_at=timezone.now() - timedelta(minutes=16), done_at=None)


def release_is_held_back(patch: Patch, cast: Cast) -> None:
    late = timezone.now() - timedelta(minutes=3)
    Release.objects.create(
        chain=Chain.objects.get(), title="Late", publish_at=late, planned_by=cast.publisher, planned_at=late
    )


def history_is_bent(patch: Patch, cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE publishing_seal SET person = 'somebody' WHERE number = 2")
        cursor.execute("SET session_replication_role = origin")
    actions.anchor()


def history_is_not_looked_at(patch: Patch, cast: Cast) -> None:
    Job.objects.filter(name=jobs.AUDIT).update(succeeded_at=timezone.now() - timedelta(hours=37))


def file_differs(patch: Patch, cast: Cast) -> None:
    jobs.ended(jobs.EXPORTS, well=False)


Fault = Callable[[Patch, Cast], None]
FAULTS: dict[str, Fault] = {
    "DatabaseAway": database_goes,
    "RedisAway": redis_goes,
    "MigrationsWaiting": tables_are_old,
    "DiskNearlyFull": disk_fills_up,
    "RequestsFail": requests_fail,
    "AnswersSlow": answers_are_slow,
    "WorkStopped": worker_stops,
    "TasksFail": task_fails,
    "OutboxFails": mail_is_refused,
    "OutboxLate": outbox_stands_still,
    "ReleaseOverdue": release_is_held_back,
    "HistoryBroken": history_is_bent,
    "HistoryUnverified": history_is_not_looked_at,
    "FilesDiffer": file_differs,
}
ALWAYS = {"FilesMissing"}
"""No files are made in a test; nobody is told of it before two hours have passed."""


LATER = {"OutboxLate": 15 * 60, "HistoryUnverified": 36 * 3600}
"""What is a fault only once it has lasted so many seconds."""


@pytest.mark.parametrize("alert", FAULTS)
def test_a_fault_is_told_within_five_minutes(alert: str, cast: Cast, monkeypatch: Patch) -> None:
    before = scrape(-60)
    assert pending([before]) <= ALWAYS, "an alarm without a fault"
    FAULTS[alert](monkeypatch, cast)
    assert alert in pending([before, scrape()])
    assert patience(alert) < MOST


def test_a_server_that_is_gone_is_told_within_five_minutes(cast: Cast, figure: Figure) -> None:
    assert "ServerAway" in pending([scrape(-60), scrape(up=False)])
    assert patience("ServerAway") < MOST
    figure("B60", f"{len(FAULTS.keys() - LATER) + 1} faults, each told within five minutes")


@pytest.mark.parametrize("alert", [name for name, rule in RULES.items() if rule["labels"]["severity"] == "page"])
def test_each_alarm_for_which_somebody_gets_up_has_its_fault(alert: str) -> None:
    assert alert in {*FAULTS, "ServerAway"}


@pytest.mark.parametrize(
    ("expression", "fired"),
    [
        ("min(a) == 0", True),
        ('max(a{x="2"}) > 1', True),
        ('a{x=~"1|3"} > 1', False),
        ("sum by (x) (rate(c[1m])) > 0.5", True),
        ("sum(increase(c[1m])) > 60", False),
        ("time() - (max(missing) or vector(0)) > 150", True),
        ("time() - (max(a) or vector(0)) > 1000", False),
        ("max(a) > 1 and max(missing) > 0", False),
        ("histogram_quantile(0.95, sum by (le) (rate(h_bucket[1m]))) > 1", True),
    ],
)
def test_expressions_are_read_as_prometheus_reads_them(expression: str, fired: bool) -> None:
    def values(count: float) -> dict[Any, float]:
        le = {"0.5": 0.0, "2": count, "+Inf": count}
        return {
            ("a", frozenset({("x", "1")})): 0,
            ("a", frozenset({("x", "2")})): 2,
            ("c", frozenset({("x", "1")})): count,
            **{("h_bucket", frozenset({("le", end)})): value for end, value in le.items()},
        }

    assert fires(expression, [Scrape(940, values(0)), Scrape(1000, values(60))]) is fired
