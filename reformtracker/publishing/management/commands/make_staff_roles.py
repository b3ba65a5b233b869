from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reformtracker.publishing import staff_role
from reformtracker.publishing.roles import Refused


class Command(BaseCommand):
    help = (
        "Makes the database roles that STAFF_DATABASE_URL and AUDITOR_DATABASE_URL name: one that works on the record and owns "
        "nothing, one that reads all of it. Safe to repeat, and to be repeated after migrate; sets their passwords."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = (
            (settings.STAFF_DATABASE, staff_role.create_staff, "works on the record."),
            (settings.AUDITOR_DATABASE, staff_role.create_auditor, "reads the whole record."),
        )
        named = [(given, create, says) for given, create, says in wanted if given and given.get("USER")]
        if connection.vendor != "postgresql" or not named:
            raise CommandError(
                "Set DATABASE_URL to PostgreSQL, as the role that owns the tables, and STAFF_DATABASE_URL like "
                f"postgres://{staff_role.STAFF}:password@host:5432/name; AUDITOR_DATABASE_URL in the same way."
            )
        for given, create, says in named:
            try:
                create(connection.alias, str(given["USER"]), str(given.get("PASSWORD", "")))
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"{given['USER']} {says}")
