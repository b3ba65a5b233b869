"""One worker's hold on a file that it makes: kept up while it works, lost when it is killed, cancelled or taken over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Coalesce

from reformtracker.publishing import clock
from reformtracker.reporting.models import Build

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""After so long without a sign of life another worker takes over. By the clock of the database, as that of the outbox."""
BEAT = 15.0
"""Seconds between two signs, also while a PDF is laid out."""
EVERY = 0.5
"""Seconds between two notes of how far the file has come."""


class Stopped(Exception):  # no error: somebody has cancelled the file, or another worker has it
    pass


class Claim:
    """Each update of the row is made on the condition that it is this worker's still: `attempts` tells who has it."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self._told = monotonic()

    @classmethod
    def take(cls, pk: int) -> Claim | None:
        """By one conditional update: of two workers one gets the file."""
        now = clock.now()
        begun = {"state": Build.State.RUNNING, "started_at": Coalesce("started_at", now), "made": 0, "total": 0}
        free = Build.objects.free(now).filter(pk=pk)
        if not free.update(**begun, claimed_until=now + LEASE, attempts=F("attempts") + 1):
            return None
        found = Build.objects.select_related("report__chain", "report__release", "report__since")
        return cls(found.defer("report__release__manifest", "report__since__manifest").get(pk=pk))

    def update(self, **values: Any) -> None:
        """Raises `Stopped`."""
        mine = Build.objects.filter(pk=self.build.pk, state=Build.State.RUNNING, attempts=self.build.attempts)
        if not mine.update(**values):
            raise Stopped

    def note(self, made: int, total: int) -> None:
        """How many paragraphs are written, of how many."""
        if made in (0, total) or monotonic() - self._told >= EVERY:
            self._told = monotonic()
            self.update(made=made, total=total, claimed_until=clock.now() + LEASE)

    @contextmanager
    def kept_up(self) -> Iterator[None]:
        ended = threading.Event()
        beating = threading.Thread(target=self._beat, args=(ended,), name="claim", daemon=True)
        beating.start()
        try:
            yield
        finally:
            ended.set()
            beating.join()

    def _beat(self, ended: threading.Event) -> None:
        """Until it has ended, or the file is not this worker's any more; whoever makes it finds that out by itself."""
        try:
            while not ended.wait(BEAT):
                self.update(claimed_until=clock.now() + LEASE)
        except Stopped:
            pass
        except DatabaseError:
            log.warning("the claim on file %s could not be kept up", self.build.pk, exc_info=True)
        finally:
            connection.close()
