"""What is to be done after a commit: written in the transaction, worked off later, safe to run twice."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Q

from reformtracker.publishing import clock
from reformtracker.publishing.models import OutboxEntry
from reformtracker.publishing.registry import handler

log = logging.getLogger(__name__)
CLAIM = timedelta(seconds=60)
"""How long a worker may take before another one takes the entry over. With the sweep, what a killed worker had begun goes on
within two minutes. By the clock of the database: of two workers whose clocks differ, one would take from the other."""
LOOK_AGAIN = timedelta(seconds=25)
"""After so long, the next sweep asks whether what goes on elsewhere is done."""


class Later(Exception):  # no error: somebody else is at it
    """Of a handler: what it began goes on elsewhere. The entry stays until it finds that it is done."""


def put(topic: str, key: str, **payload: Any) -> bool:
    """In the caller's transaction. The key makes an event one entry, however often it is put; true where it is new."""
    _entry, is_new = OutboxEntry.objects.get_or_create(
        key=f"{topic}:{key}", defaults={"topic": topic, "payload": payload}
    )
    transaction.on_commit(_wake_worker)
    return is_new


def _wake_worker() -> None:
    try:
        current_app.tasks["publishing.work_outbox"].delay()
    except Exception:
        # The row is the truth and beat sweeps: a broker that is down must not fail what has been committed.
        log.warning("no worker could be woken; the outbox waits for the next sweep", exc_info=True)


def work(limit: int = 500) -> int:
    """Works off what is due; returns how many entries were done. Several workers may run at once."""
    done = 0
    for pk in OutboxEntry.objects.filter(_free(clock.now()), done_at=None).values_list("pk", flat=True)[:limit]:
        done += _work_one(pk)
    return done


def _free(now: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lt=now)


def _work_one(pk: int) -> int:
    # Claim by conditional update: of two workers one gets the row.
    now = clock.now()
    claimed = OutboxEntry.objects.filter(_free(now), pk=pk, done_at=None).update(
        claimed_until=now + CLAIM, attempts=F("attempts") + 1
    )
    if not claimed:
        return 0
    entry = OutboxEntry.objects.get(pk=pk)
    try:
        handler(entry.topic)({"key": entry.key, **entry.payload})
    except Later:
        OutboxEntry.objects.filter(pk=pk).update(claimed_until=clock.now() + LOOK_AGAIN, error="")
        return 0
    except Exception as error:
        log.warning("outbox entry %s failed and will be tried again", entry.key, exc_info=True)
        wait = timedelta(minutes=min(60, 2 ** min(entry.attempts, 6)))
        OutboxEntry.objects.filter(pk=pk).update(error=str(error)[:2000], claimed_until=clock.now() + wait)
        return 0
    OutboxEntry.objects.filter(pk=pk).update(done_at=clock.now(), error="")
    return 1
