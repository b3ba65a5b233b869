from __future__ import annotations

from celery import shared_task
from django.conf import settings

from reformtracker.reporting import actions, work


@shared_task(name="reporting.make_file")
def make_file(build: int) -> bool:
    return work.make(build)


@shared_task(name="reporting.forget_files")
def forget_files() -> int:
    """Files are let go of; the record of them stays."""
    return actions.forget_old(settings.REPORT_FILES_KEPT_DAYS)
