from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reformtracker.web.backups.about import Refused
from reformtracker.web.backups.restoring import Unsound, check, restore

UNSOUND = 3
"""The exit code where something was restored and must not be used; 1 where nothing was written."""


class Command(BaseCommand):
    help = (
        "Restores a backup into the database of DATABASE_URL, which must be empty, and checks it like the live record."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `backup` wrote")
        parser.add_argument(
            "--check",
            action="store_true",
            help="try it in a database that is made for it and taken away: a drill, for every night",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not settings.SERVES_STAFF:
            raise CommandError("TRACKER_ROLE=public knows half of the tables: restore as `staff` or `all`.")
        try:
            (check if options["check"] else restore)(file, self.stdout.write)
        except Refused as refusal:
            raise CommandError(f"{refusal}\nNothing has been restored.") from refusal
        except Unsound as unsound:
            raise CommandError(str(unsound), returncode=UNSOUND) from unsound
        self.stdout.write(
            "The backup restores, and all of it is sound." if options["check"] else "Restored, and all of it is sound."
        )
