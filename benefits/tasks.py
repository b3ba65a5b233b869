from __future__ import annotations

from celery import shared_task

from benefits.workbook import actions


@shared_task(name="benefits.forget_uploads")
def forget_uploads() -> int:
    """Files are let go of; the record of them stays."""
    return actions.forget_old()
