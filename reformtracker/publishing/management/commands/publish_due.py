from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reformtracker.publishing import actions


class Command(BaseCommand):
    help = "Publishes every planned release whose time has come. Safe to run often, and twice at once."

    def handle(self, *args: Any, **options: Any) -> None:
        for release in actions.publish_due():
            self.stdout.write(f"published {release}")
