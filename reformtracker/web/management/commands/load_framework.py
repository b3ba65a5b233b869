from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from reformtracker.publishing import actions
from reformtracker.web.loading.reader import BadFiles
from reformtracker.web.loading.writer import Report, load


class Command(BaseCommand):
    help = "Loads a framework from a folder of reviewed files: all of it or nothing. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder such as initiatives/data/peace-and-security")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        if not path.is_dir():
            raise CommandError(f"There is no folder {path}.")
        try:
            with translation.override("en"):
                report = load(path)
        except BadFiles as bad:
            raise CommandError(f"{bad}\nNothing has been loaded: {_count(len(bad.problems), 'problem')}.") from bad
        except (actions.Blocked, actions.Conflict) as held:
            raise CommandError(f"{held}\nNothing has been loaded: what staff have in work comes first.") from held
        self._tell(report)

    def _tell(self, report: Report) -> None:
        for release in report.releases:
            if release.released_at:
                self.stdout.write(f"{report.slug}: release {release.number} of {release.released_at:%Y-%m-%d}")
        for name in report.refused:
            self.stdout.write(f"{report.slug}: {name} was changed by staff; the file is not applied")
        for name in report.missing:
            self.stdout.write(f"{report.slug}: {name} is in no file any more; it stays public")
        self.stdout.write(f"{report.slug}: {_count(report.published, 'version')} published, {report.same} unchanged")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
