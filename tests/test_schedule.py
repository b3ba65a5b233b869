"""What beat sends on its rounds."""

from __future__ import annotations

from django.conf import settings

from reformtracker.celery import app


def test_everything_that_beat_sends_is_a_task_that_a_worker_knows() -> None:
    app.loader.import_default_modules()
    sent = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert len(sent) >= 6
    assert sent - set(app.tasks) == set()
