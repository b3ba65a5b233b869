from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reformtracker.publishing.models import Release
from reformtracker.web.demo.loading import Refused, load
from reformtracker.web.demo.plan import SLUG, Order, TooMuch
from reformtracker.web.demo.removing import remove as take_away

HERE = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    help = "Adds invented data in a framework of their own, marked on every page; --remove takes them away again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--indicators", type=int, default=60, help="how many (default: 60)")
        parser.add_argument("--observations", type=int, default=40, help="of each indicator (default: 40)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same content (default: 1)")
        parser.add_argument("--remove", action="store_true", help="takes the invented framework away, all of it")
        parser.add_argument("--force", action="store_true", help="also in production")

    def handle(
        self, *args: Any, indicators: int, observations: int, seed: int, remove: bool, force: bool, **options: Any
    ) -> None:
        if is_production() and not force:
            raise CommandError(
                f"{settings.SITE_URL} is a public site and DEBUG is off: invented data are for trials. --force overrules this."
            )
        try:
            if remove:
                take_away()
            else:
                load(Order(indicators, observations, seed), self._tell)
        except (Refused, TooMuch) as refused:
            raise CommandError(str(refused)) from refused
        if remove:
            self.stdout.write(f"“{SLUG}” is gone, with its releases and all that was in it.")
        else:
            self.stdout.write(f"{settings.SITE_URL}/en/{SLUG}/ shows it; load_demo --remove takes it away.")

    def _tell(self, release: Release) -> None:
        self.stdout.write(f"{release}: {release.title}, of {release.released_at:%Y-%m-%d}")


def is_production() -> bool:
    """A site that others can reach: not in debug, and under an address that is not this machine's own."""
    return not settings.DEBUG and urlsplit(settings.SITE_URL).hostname not in HERE
