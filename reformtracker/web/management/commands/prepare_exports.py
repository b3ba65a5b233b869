from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reformtracker.publishing.models import Chain
from reformtracker.web.exports import store


class Command(BaseCommand):
    help = "Makes the files of releases that have none: CSV, workbook and data package, each with its hash on record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ask_which(parser)

    def handle(self, *args: Any, framework: str | None, release: int | None, **options: Any) -> None:
        for chain in chains(framework, release):
            with store.alone(chain) as is_alone:
                if not is_alone:
                    raise CommandError(f"The files of {chain.slug} are being made just now; look again in a moment.")
                self._prepare(chain, release)

    def _prepare(self, chain: Chain, release: int | None) -> None:
        store.remove_leftovers(chain)
        wanted = [one for one in store.published(chain) if release in (None, one.number)]
        if release is not None and not wanted:
            raise CommandError(f"There is no release {release} of {chain.slug}; they run from 1 to {chain.head}.")
        for one in wanted:
            try:
                made = store.prepare(one)
            except store.Differs as differs:
                raise CommandError(str(differs)) from differs
            for row in made:
                self.stdout.write(f"{row}, {row.size:,} bytes, sha256 {row.sha256}")
        self.stdout.write(f"{chain.slug}: the files of {len(wanted)} releases are there.")


def ask_which(parser: ArgumentParser) -> None:
    parser.add_argument("--framework", help="only this one (default: all but invented data)")
    parser.add_argument("--release", type=int, help="only this one; needs --framework")


def chains(framework: str | None, release: int | None) -> list[Chain]:
    if release is not None and not framework:
        raise CommandError("--release is a number in one framework: name it with --framework.")
    found = list(Chain.objects.filter(**{"slug": framework} if framework else {"is_demo": False, "head__gt": 0}))
    if framework and not found:
        raise CommandError(f"There is no framework {framework!r}.")
    return found
