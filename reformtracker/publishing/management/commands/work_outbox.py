from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reformtracker.publishing import outbox


class Command(BaseCommand):
    help = "Works off what follows a commit: mail and the like. Safe to run often, and twice at once."

    def handle(self, *args: Any, **options: Any) -> None:
        done = outbox.work()
        if done:
            self.stdout.write(f"worked off {done}")
