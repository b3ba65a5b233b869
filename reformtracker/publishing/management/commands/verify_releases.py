from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reformtracker.publishing.models import Chain
from reformtracker.publishing.verify import verify


class Command(BaseCommand):
    help = "Works out every hash of the public record again and names the first broken link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--framework", help="only this one (default: all)")
        parser.add_argument("--head", default="", help="the last hash noted outside; needs --framework")

    def handle(self, *args: Any, framework: str | None, head: str, **options: Any) -> None:
        chains = Chain.objects.order_by("slug")
        if framework:
            chains = chains.filter(slug=framework)
            if not chains:
                raise CommandError(f"There is no framework {framework!r}.")
        elif head:
            raise CommandError("--head is the hash of one framework's release: name it with --framework.")
        broken = 0
        for chain in chains:
            for finding in verify(chain, head=head):
                broken += finding.broken
                self.stdout.write(str(finding))
                if finding.broken:
                    break
            else:
                self.stdout.write(f"{chain.slug}: {chain.head} releases, whole.")
        if broken:
            raise CommandError("The public record is broken at the links named above.")
