from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reformtracker.publishing.models import Autosave


class Command(BaseCommand):
    help = "Deletes what was typed into forms and never saved, 30 days after. Beat does the same once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        forgotten = Autosave.objects.forget_old()
        if forgotten:
            self.stdout.write(f"forgot {forgotten}")
