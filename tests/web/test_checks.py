"""Degraded is not dead: only what pages cannot do without takes a server out of service."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from reformtracker.publishing import outbox
from reformtracker.publishing.models import OutboxEntry
from reformtracker.web import checks

pytestmark = pytest.mark.django_db

ALL_WELL = {"state": "ready", **dict.fromkeys(("database", "migrations", "cache", "disk", "outbox"), "ok")}
Usage = namedtuple("Usage", "total used free")


def ready() -> tuple[int, dict[str, str]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> Iterator[None]:
    def fail() -> str:
        raise error

    with monkeypatch.context() as patch:
        patch.setitem(checks.CHECKS, name, checks.CHECKS[name]._replace(ask=fail))
        yield


def test_all_is_well() -> None:
    assert ready() == (200, ALL_WELL)


@pytest.mark.bar("B09")
def test_without_the_database_no_page_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    with failing(monkeypatch, "database", OperationalError("password authentication failed for user")):
        assert ready() == (503, {**ALL_WELL, "state": "unavailable", "database": "OperationalError"})


@pytest.mark.bar("B08")
@pytest.mark.redis
def test_without_redis_pages_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    away = {**settings.CACHES["shared"], "LOCATION": "redis://127.0.0.1:1/0"}
    monkeypatch.setitem(caches.settings, "shared", away)
    monkeypatch.delattr(caches._connections, "shared", raising=False)
    try:
        status, found = ready()
        assert (status, found["state"], found["cache"]) == (200, "degraded", "ConnectionError")
        assert Client().get("/en/privacy/").status_code == 200
    finally:
        monkeypatch.undo()
        del caches["shared"]


def test_a_migration_that_is_missing_takes_the_server_out() -> None:
    MigrationRecorder(connection).record_unapplied("publishing", "0009_jobs")
    status, found = ready()
    assert (status, found["state"], found["migrations"]) == (503, "unavailable", "1 not applied")


def test_a_migration_of_a_newer_version_does_not() -> None:
    MigrationRecorder(connection).record_applied("publishing", "9999_of_the_next_version")
    assert ready() == (200, ALL_WELL)


def test_what_waits_in_the_outbox_for_too_long_is_named() -> None:
    outbox.put("mail", "late")
    assert ready()[1]["outbox"] == "ok"
    OutboxEntry.objects.update(created_at=timezone.now() - checks.LATE - timedelta(minutes=1))
    assert ready() == (200, {**ALL_WELL, "state": "degraded", "outbox": "waiting for 16 minutes"})
    OutboxEntry.objects.update(done_at=timezone.now())
    assert ready() == (200, ALL_WELL)


def test_a_full_disk_is_named_whether_the_folder_is_there_or_not(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(100, 96, 4))
    for folder in (settings.EXPORTS_DIR, settings.EXPORTS_DIR / "not" / "yet"):
        settings.EXPORTS_DIR = folder
        assert ready() == (200, {**ALL_WELL, "state": "degraded", "disk": "4.0% free"})
