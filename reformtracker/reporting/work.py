"""Files are made in the background: claimed by one worker, noted as they come along, safe to begin again.

The outbox holds what is asked for until it is made, and wakes a worker again and again until then; so one that was killed is replaced.
Whoever takes over counts one attempt more, and by that the one before, if it lives after all, finds that the file is not its own.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from reformtracker.publishing import clock, outbox
from reformtracker.publishing.registry import handles
from reformtracker.reporting.actions import TOPIC
from reformtracker.reporting.claim import Claim, Stopped
from reformtracker.reporting.compose import compose
from reformtracker.reporting.files import FORMATS
from reformtracker.reporting.models import Build
from reformtracker.reporting.progress import watched
from reformtracker.reporting.quotes import BadOutline
from reformtracker.web.paper import NoPaper

log = logging.getLogger(__name__)


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
    claim = Claim.take(pk)
    if claim is None:
        return False
    try:
        with claim.kept_up():
            _make(claim)
        return True
    except Stopped:
        pass
    except BadOutline:
        _fail(claim, Build.Fault.OUTLINE)
    except NoPaper as refusal:
        _fail(claim, Build.Fault(str(refusal)))
    except DatabaseError:
        # No word about the report: another worker takes it over.
        raise
    except Exception:
        log.exception("file %s of report %s could not be made", claim.build, claim.build.report_id)
        _fail(claim, Build.Fault.BROKEN)
    return False


def _make(claim: Claim) -> None:
    build = claim.build
    report = build.report
    # Read before the paragraphs: what is changed in between makes the file look older than it is, never newer.
    edits, outline = report.edits, report.outline()
    document = compose(report.chain, outline, build.language)
    content = FORMATS[build.format].write(watched(document, claim.note))
    made = {"content": content, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "edits": edits}
    claim.update(state=Build.State.DONE, made=F("total"), **made, **_ended())


def _fail(claim: Claim, fault: Build.Fault) -> None:
    try:
        claim.update(state=Build.State.FAILED, fault=fault, **_ended())
    except Stopped:
        # Cancelled, or begun anew by another: then this is not the last word on it.
        return


def _ended() -> dict[str, Any]:
    return {"ended_at": timezone.now(), "claimed_until": None}
