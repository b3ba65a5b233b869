from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reformtracker.publishing import jobs
from reformtracker.publishing.history.sealing import head
from reformtracker.publishing.history.verify import verify


class Command(BaseCommand):
    help = "Works out every seal of the history again, compares the rows with it, and names the first broken link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="a hash of a seal that was noted outside")
        parser.add_argument("--all", action="store_true", help="go on after the first broken link")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("The history of rows is kept on PostgreSQL; on SQLite there are the acts only.")
        broken = 0
        for finding in verify(head=options["head"]):
            broken += finding.broken
            self.stdout.write(str(finding))
            if broken and not options["all"]:
                break
        jobs.ended(jobs.AUDIT, well=not broken)
        if broken:
            raise CommandError("The history is broken at the link named above.")
        newest = head()
        said = f"{newest.number} seals, whole. Head: {newest.hash}" if newest else "Nothing has been written yet."
        self.stdout.write(said)
