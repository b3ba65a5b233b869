from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from reformtracker.web.backups.about import Refused
from reformtracker.web.backups.archive import prune
from reformtracker.web.backups.taking import take


class Command(BaseCommand):
    help = "Writes the whole database into one file of a folder, under a name that sorts by time: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is there, for backups of this tracker alone")
        parser.add_argument(
            "--keep", type=int, help="let go of all backups in it but the newest so many (default: of none)"
        )

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        if keep is not None and keep < 1:
            raise CommandError("--keep is a number from 1: the backup that was just made is never let go of.")
        try:
            path, about = take(folder)
        except (Refused, OSError, DatabaseError) as failure:
            raise CommandError(f"{failure}".strip() + "\nNo backup was made.") from failure
        self.stdout.write(f"{path}: {about.contents}, {path.stat().st_size:,} bytes.")
        try:
            gone = prune(folder, keep) if keep else []
        except OSError as failure:
            raise CommandError(f"{failure}\nThe backup is made; older ones stay.") from failure
        for one in gone:
            self.stdout.write(f"let go of {one.name}")
