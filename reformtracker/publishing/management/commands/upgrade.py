from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from reformtracker.publishing import durable, locking, public_role


class Command(BaseCommand):
    help = (
        "Migrates as `migrate` does, one server at a time, but never makes the site wait behind a long query: it lets go "
        "and tries again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--attempts", type=int, default=locking.ATTEMPTS, help="how often before it gives up")

    def handle(self, *args: Any, attempts: int, verbosity: int, skip_checks: bool, **options: Any) -> None:
        if not skip_checks and (doubts := list(durable.doubts())):
            raise CommandError("\n".join([*doubts, "For a trial whose data may be lost: --skip-checks."]))
        if connection.vendor != "postgresql":
            migrate(verbosity)
            return
        try:
            locking.patiently(partial(_migrate_beside_readers, verbosity), self.stderr.write, attempts)
        except locking.InUse as refusal:
            raise CommandError(str(refusal)) from refusal


def migrate(verbosity: int) -> None:
    call_command("migrate", interactive=False, verbosity=verbosity)


def _migrate_beside_readers(verbosity: int) -> None:
    with _whole_or_not_at_all():
        migrate(verbosity)


@contextmanager
def _whole_or_not_at_all() -> Iterator[None]:
    """Where public servers would find nothing until the last migration is made, a failure in the middle must not leave them so."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    can_be_one = all(migration.atomic for migration, _ in plan)
    if not (can_be_one and public_role.stands_in_the_way(connection, plan)):
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A table with checks still to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
