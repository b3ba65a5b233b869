from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, setup_logging, task_prerun, worker_process_init

from reformtracker import scratch
from reformtracker.watching import trace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")

app = Celery("reformtracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def leave_logging_alone(**_: Any) -> None:
    """`settings.LOGGING` has said how; Celery would put its own lines in the place of it."""


@worker_process_init.connect
def take_folder(**_: Any) -> None:
    scratch.take_folder()


@before_task_publish.connect
def send_request_id(headers: dict[str, Any], **_: Any) -> None:
    if found := trace.current():
        headers["request_id"] = found


@task_prerun.connect
def take_request_id(task: Any, task_id: str, **_: Any) -> None:
    if not task.request.is_eager:
        trace.follow(task.request.get("request_id") or task_id.replace("-", ""))
