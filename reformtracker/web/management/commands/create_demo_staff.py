from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from initiatives.models import Assignment
from reformtracker.publishing.models import Person, Role

LIMITED = (Role.CONTRIBUTOR, Role.REVIEWER)


class Command(BaseCommand):
    help = "Creates one account for each role, to try the staff side; prints the passwords once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="also where SITE_URL says that this is a public site")

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        if settings.SECURE and not force:
            raise CommandError(
                f"{settings.SITE_URL} is a public site: demo accounts are for trials. --force makes them."
            )
        made = self._create()
        if not made:
            return
        self.stdout.write(f"\nStaff accounts for {settings.SITE_URL}/admin/ (shown once, keep them):\n")
        for name, password in made:
            self.stdout.write(f"  {name:<14} {password}")
        self.stdout.write("")

    @transaction.atomic
    def _create(self) -> list[tuple[str, str]]:
        made = []
        for role in Role.values:
            if Person.objects.filter(username=role).exists():
                continue
            password = secrets.token_urlsafe(12)
            person = Person.objects.create_user(username=role, password=password, is_staff=True)
            person.groups.add(Group.objects.get_or_create(name=role)[0])
            if role in LIMITED:
                Assignment.objects.create(person=person, role=role, everything=True)
            made.append((role, password))
        return made
