"""After a redaction, answers that were kept before it are not only never found, but gone."""

from __future__ import annotations

from typing import Any

from reformtracker.publishing import outbox
from reformtracker.publishing.models import Version
from reformtracker.publishing.registry import after_redaction, handles
from reformtracker.web import kept

TOPIC = "answers"


@after_redaction
def ask(version: Version) -> None:
    outbox.put(TOPIC, f"redaction:{version.KIND}:{version.pk}")


@handles(TOPIC)
def forget(_payload: dict[str, Any]) -> None:
    kept.forget()
