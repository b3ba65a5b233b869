"""The history's head, sent outside: what was written down elsewhere cannot be rewritten here unnoticed."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from reformtracker.publishing import outbox
from reformtracker.publishing.history.sealing import head
from reformtracker.publishing.history.verify import verify
from reformtracker.publishing.models import Person, Role


def anchor() -> str:
    """Verifies the history and mails its head, or its first broken link, to auditors and administrators once a day.

    Returns the head's hash; empty where no history is kept.
    """
    newest = head() if connection.vendor == "postgresql" else None
    if newest is None:
        return ""
    broken = next((str(found) for found in verify() if found.broken), "")
    day = timezone.now().date().isoformat()
    with transaction.atomic():
        if broken:
            subject = f"{settings.SITE_NAME}: the history is broken"
            body = (
                f"The nightly check found a broken link:\n\n{broken}\n\n"
                "Somebody has written to the database around the application. Run `manage.py verify_audit --all`, compare "
                "with a backup, and tell whoever answers for security."
            )
        else:
            subject = f"{settings.SITE_NAME}: the head of the history on {day}"
            body = (
                f"Seal {newest.number}\n{newest.hash}\n\nThe history was verified and is whole. Keep this mail: "
                f"`manage.py verify_audit --head {newest.hash}` finds later whether anything before it was cut or rewritten."
            )
        outbox.mail(f"history:{day}:{'broken' if broken else 'head'}", _keepers(), subject, body)
    return newest.hash


def _keepers() -> list[Person]:
    named = Q(groups__name__in=(Role.AUDITOR, Role.ADMINISTRATOR))
    return list(Person.objects.filter(named, is_active=True).distinct())
