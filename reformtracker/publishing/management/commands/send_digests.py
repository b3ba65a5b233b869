from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reformtracker.publishing import notices


class Command(BaseCommand):
    help = "Writes the reminders of the day, and one mail for each person who wants one a day. Safe to run often."

    def handle(self, *args: Any, **options: Any) -> None:
        made = notices.mail_of_the_day(timezone.now().date())
        if made:
            self.stdout.write(f"mails of the day: {made}")
