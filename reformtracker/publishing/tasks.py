from __future__ import annotations

from celery import shared_task

from reformtracker.publishing import actions, outbox
from reformtracker.publishing.models import Autosave


@shared_task(name="publishing.work_outbox")
def work_outbox() -> int:
    return outbox.work()


@shared_task(name="publishing.publish_due")
def publish_due() -> int:
    return len(actions.publish_due())


@shared_task(name="publishing.forget_autosaves")
def forget_autosaves() -> int:
    return Autosave.objects.forget_old()
