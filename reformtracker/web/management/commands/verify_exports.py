from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reformtracker.publishing import jobs
from reformtracker.web.exports.verify import verify
from reformtracker.web.management.commands.prepare_exports import ask_which, chains


class Command(BaseCommand):
    help = "Makes the CSV of every past release again and compares it with the hash on record; names what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ask_which(parser)

    def handle(self, *args: Any, framework: str | None, release: int | None, **options: Any) -> None:
        broken = 0
        for chain in chains(framework, release):
            findings = list(verify(chain, release))
            for finding in findings:
                self.stdout.write(str(finding))
            here = sum(finding.broken for finding in findings)
            broken += here
            if not here:
                self.stdout.write(f"{chain.slug}: every file is what it was.")
        if framework is None and release is None:
            jobs.ended(jobs.EXPORTS, well=not broken)
        if broken:
            raise CommandError("Files are not what they were, as named above.")
