from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reformtracker.publishing import locking, public_role
from reformtracker.publishing.roles import Refused


class Command(BaseCommand):
    help = (
        "Makes the database role that PUBLIC_DATABASE_URL names: it can read what is published, and nothing else. "
        "Safe to repeat; sets its password to the one given there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        public = settings.PUBLIC_DATABASE or {}
        role, password = str(public.get("USER", "")), str(public.get("PASSWORD", ""))
        if connection.vendor != "postgresql" or not role:
            raise CommandError(
                "Set DATABASE_URL to PostgreSQL, as the role that owns the tables, and PUBLIC_DATABASE_URL like "
                f"postgres://{public_role.ROLE}:password@host:5432/name."
            )
        make = partial(public_role.create, connection.alias, role, password)
        try:
            locking.patiently(make, self.stderr.write)
        except (Refused, locking.InUse) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{role} sees the public record.")
