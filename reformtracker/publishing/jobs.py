"""How the work that nobody watches ended: each task of Celery, and each look at whether the record is whole."""

from __future__ import annotations

import logging
from typing import Any

from celery.signals import task_postrun
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from reformtracker.publishing.models import Job

log = logging.getLogger(__name__)

AUDIT, EXPORTS = "verify_audit", "verify_exports"


def ended(name: str, *, well: bool) -> None:
    """Whoever may only read, such as an auditor, has looked for themselves."""
    if _reads_only():
        return
    now = timezone.now()
    job, _is_new = Job.objects.get_or_create(name=name)
    said = {"succeeded_at": now} if well else {"failed_at": now, "failures": F("failures") + 1}
    Job.objects.filter(pk=job.pk).update(**said)


def _reads_only() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('transaction_read_only') = 'on' OR NOT has_table_privilege(%s, 'INSERT')",
            [Job._meta.db_table],
        )
        return bool(cursor.fetchone()[0])


@task_postrun.connect
def note_task(task: Any, state: str, **_: Any) -> None:
    """Of a worker. Where tasks run in the process that asks for them, whoever asked sees how they end."""
    if task.request.is_eager:
        return
    try:
        ended(task.name, well=state == "SUCCESS")
    except DatabaseError:
        log.warning("how %s ended could not be noted", task.name, exc_info=True)
