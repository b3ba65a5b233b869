from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from reformtracker.publishing import durable

WAIT = "400ms"
"""For a lock. Whoever reads the table in the meantime waits as long, so it must not be long."""
LOCKED = "55P03"
PAUSE = 2.0
"""Seconds between two attempts, in which those who waited get through."""


class Command(BaseCommand):
    help = "Migrates as `migrate` does, but never makes the site wait behind a long query: it lets go and tries again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--attempts", type=int, default=60, help="how often before it gives up")

    def handle(self, *args: Any, attempts: int, verbosity: int, skip_checks: bool, **options: Any) -> None:
        if not skip_checks and (doubts := list(durable.doubts())):
            raise CommandError("\n".join([*doubts, "For a trial whose data may be lost: --skip-checks."]))
        for attempt in range(1, attempts + 1):
            try:
                return self._migrate(verbosity)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) != LOCKED:
                    raise
                self.stderr.write(f"Attempt {attempt}: a table is in use. What is done is kept.")
                if attempt < attempts:
                    time.sleep(PAUSE)
        raise CommandError(
            f"A table was in use at each of {attempts} attempts. See MigrationsWaiting in docs/runbook.md."
        )

    def _migrate(self, verbosity: int) -> None:
        if connection.vendor != "postgresql":
            call_command("migrate", interactive=False, verbosity=verbosity)
            return
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = %s", [WAIT])
        try:
            call_command("migrate", interactive=False, verbosity=verbosity)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
