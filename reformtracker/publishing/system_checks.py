"""What does not stop the start of a server that others can reach, and should not stay as it is: each command says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from reformtracker.environment import is_here


@register(Tags.security)
def settings_of_a_trial(app_configs: Any, **_: Any) -> list[CheckMessage]:
    return [] if is_here(settings.SITE_URL) else list(_found())


def _found() -> Iterator[CheckMessage]:
    if settings.EMAIL_BACKEND.endswith(".console.EmailBackend"):
        yield Warning(
            "Mail is printed into the log, with the addresses and links that are in it.",
            hint="Set EMAIL_URL to a mail server.",
            id="tracker.W001",
        )
    if is_here(f"mailto://{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}"):
        yield Warning(
            "Whoever finds a weakness is told by security.txt to write to an address that is none.",
            hint="Set DEFAULT_FROM_EMAIL to one that is read.",
            id="tracker.W002",
        )
