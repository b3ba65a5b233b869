"""What a server needs to answer, and what it can do without for a while: `/readyz` and the metrics ask the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils import timezone

from reformtracker.publishing.models import OutboxEntry

OK = "ok"
LATE = timedelta(minutes=15)
"""How long something may wait in the outbox: a worker is woken at once, and beat looks every 30 seconds."""
LEAST_FREE = 0.05
"""Of the disk on which the files of releases lie."""


class Check(NamedTuple):
    """`vital`: without it no page is served, and a balancer should send readers elsewhere."""

    ask: Callable[[], str]
    vital: bool


def answers() -> dict[str, str]:
    return {name: _answer(check.ask) for name, check in CHECKS.items()}


def state(found: dict[str, str]) -> str:
    """`ready`; `degraded`: pages are served; `unavailable`: they are not."""
    missing = [name for name, answer in found.items() if answer != OK]
    if any(CHECKS[name].vital for name in missing):
        return "unavailable"
    return "degraded" if missing else "ready"


def _answer(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception as error:  # whatever a driver raises is the answer; its words might name an account
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    """Those of a newer version do no harm to this one. The rows are asked for here: Django's loader takes no view for its
    table, and a view is what the public role has."""
    applied = MigrationRecorder(connection).migration_qs.values_list("app", "name")
    waiting = MigrationLoader(None).graph.nodes.keys() - set(applied)
    return f"{len(waiting)} not applied" if waiting else OK


def _cache() -> str:
    shared = caches["shared"]
    shared.set("readyz", OK, 10)
    return str(shared.get("readyz", "lost"))


def _outbox() -> str:
    oldest = OutboxEntry.objects.filter(done_at=None).aggregate(oldest=Min("created_at"))["oldest"]
    waits = timezone.now() - oldest if oldest else timedelta()
    return OK if waits <= LATE else f"waiting for {waits // timedelta(minutes=1)} minutes"


def _disk() -> str:
    free = free_of_exports()
    return OK if free >= LEAST_FREE else f"{free:.1%} free"


def free_of_exports() -> float:
    """The share of its disk; the folder is made with the first file."""
    folder = Path(settings.EXPORTS_DIR).absolute()
    usage = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists()))
    return usage.free / usage.total


CHECKS = {
    "database": Check(_database, vital=True),
    "migrations": Check(_migrations, vital=True),
    "cache": Check(_cache, vital=False),
    "disk": Check(_disk, vital=False),
    # The public server may be connected as a role that cannot see it.
    **({"outbox": Check(_outbox, vital=False)} if settings.SERVES_STAFF else {}),
}
