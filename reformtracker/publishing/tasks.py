from __future__ import annotations

from celery import shared_task

from reformtracker.publishing import actions, clock, notices, outbox
from reformtracker.publishing.models import Autosave


@shared_task(name="publishing.work_outbox")
def work_outbox() -> int:
    return outbox.work()


@shared_task(name="publishing.publish_due")
def publish_due() -> int:
    return len(actions.publish_due())


@shared_task(name="publishing.anchor_history")
def anchor_history() -> str:
    return actions.anchor()


@shared_task(name="publishing.note_head")
def note_head() -> str:
    return actions.note_head()


@shared_task(name="publishing.forget_sessions")
def forget_sessions() -> int:
    # Where nobody signs in there are no sessions, nor the tables of them.
    from reformtracker.publishing.signin.sessions import forget_ended

    return forget_ended()


@shared_task(name="publishing.send_digests")
def send_digests() -> int:
    """Asked often, so that a morning on which nothing ran is made up for; each person has one mail a day all the same."""
    now = clock.now()
    return notices.mail_of_the_day(now.date()) if now.hour >= notices.HOUR else 0


@shared_task(name="publishing.forget_autosaves")
def forget_autosaves() -> int:
    return Autosave.objects.forget_old()
