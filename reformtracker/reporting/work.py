"""Files are made in the background: claimed by one worker, noted as they come along, safe to begin again.

The outbox holds what is asked for until it is made, and wakes a worker again and again until then; so a worker that was killed is
replaced, once nobody has heard of it for `LEASE`. Whoever takes over counts one attempt more, and by that the one before, if it
lives after all, finds that the file is not its own any more.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from reformtracker.publishing import clock, outbox
from reformtracker.publishing.registry import handles
from reformtracker.reporting.actions import TOPIC
from reformtracker.reporting.compose import compose
from reformtracker.reporting.files import FORMATS
from reformtracker.reporting.models import Build
from reformtracker.reporting.progress import watched
from reformtracker.reporting.quotes import BadOutline
from reformtracker.web.paper import Busy, NoPaper

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
"""For so long a worker may say nothing, such as while a PDF is laid out."""
EVERY = 0.5
"""Seconds between two notes of how far it has come."""
FAULTS = {"pango": Build.Fault.NO_PANGO, "fonts": Build.Fault.NO_FONTS}


class Stopped(Exception):  # no error: somebody has cancelled the file, or another worker has it
    pass


@handles(TOPIC)
def wake(payload: dict[str, Any]) -> None:
    """In a task of its own: mail that waits in the outbox must not wait for a report."""
    asked = Build.objects.filter(pk=payload["build"]).open()
    if asked.exists():
        begin(payload["build"])
    if asked.exists():
        raise outbox.Later


def begin(build: int) -> None:
    """Without a broker, in a thread: whoever asked must not wait for an answer until all is made."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        _THREAD.begin()
    else:
        current_app.tasks["reporting.make_file"].delay(build)


class _Thread:
    """One for each process, as long as there is something to make."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: threading.Thread | None = None

    def begin(self) -> None:
        with self._lock:
            if self._running is None or not self._running.is_alive():
                self._running = threading.Thread(target=self._work, name="reports")
                self._running.start()

    def _work(self) -> None:
        try:
            make_all()
        except Exception:
            log.exception("files of reports could not be made; the outbox will ask again")
        finally:
            connection.close()


_THREAD = _Thread()


def make_all() -> int:
    """One after the other, until nothing is free; how many were taken."""
    taken: set[int] = set()
    while build := Build.objects.free(clock.now()).exclude(pk__in=taken).order_by("id").first():
        taken.add(build.pk)
        make(build.pk)
    return len(taken)


def make(pk: int) -> bool:
    """Whether this worker has made it: not where it is made already, cancelled, or in the hands of another."""
    claim = _claim(pk)
    if claim is None:
        return False
    try:
        return claim.make()
    except Stopped:
        return False
    except Busy:
        # Whoever is drawn first is done in seconds; the outbox asks again.
        claim.let_go()
        return False
    except BadOutline:
        claim.fail(Build.Fault.BAD_OUTLINE)
    except NoPaper as refusal:
        claim.fail(FAULTS.get(str(refusal), Build.Fault.BROKEN))
    except DatabaseError:
        # No word about the report: another worker takes it over.
        raise
    except Exception:
        log.exception("file %s of report %s could not be made", claim.build, claim.build.report_id)
        claim.fail(Build.Fault.BROKEN)
    return False


def _claim(pk: int) -> _Claim | None:
    """By one conditional update: of two workers one gets it."""
    now = clock.now()
    claimed = (
        Build.objects.free(now)
        .filter(pk=pk)
        .update(
            state=Build.State.RUNNING,
            started_at=Coalesce("started_at", now),
            claimed_until=now + LEASE,
            attempts=F("attempts") + 1,
            made=0,
            total=0,
        )
    )
    if not claimed:
        return None
    found = Build.objects.select_related("report__chain", "report__release", "report__since")
    return _Claim(found.defer("report__release__manifest", "report__since__manifest").get(pk=pk))


class _Claim:
    """A file that is this worker's to make, for as long as each update of its row finds it so."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self._told = monotonic()

    def make(self) -> bool:
        build = self.build
        report = build.report
        # Read before the paragraphs: what is changed in between makes the file look older than it is, never newer.
        edits, outline = report.edits, report.outline()
        document = compose(report.chain, outline, build.language)
        content = FORMATS[build.format].write(watched(document, self._note))
        self._update(
            state=Build.State.DONE,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            edits=edits,
            made=F("total"),
            ended_at=timezone.now(),
            claimed_until=None,
        )
        return True

    def _note(self, made: int, total: int) -> None:
        if made == 0 or monotonic() - self._told >= EVERY:
            self._told = monotonic()
            self._update(made=made, total=total, claimed_until=clock.now() + LEASE)

    def fail(self, fault: Build.Fault) -> None:
        with suppress(Stopped):
            self._update(state=Build.State.FAILED, fault=fault, ended_at=timezone.now(), claimed_until=None)

    def let_go(self) -> None:
        with suppress(Stopped):
            self._update(claimed_until=clock.now())

    def _update(self, **values: Any) -> None:
        mine = Build.objects.filter(pk=self.build.pk, state=Build.State.RUNNING, attempts=self.build.attempts)
        if not mine.update(**values):
            raise Stopped
