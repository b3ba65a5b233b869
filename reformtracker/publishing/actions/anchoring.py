"""The history's head, sent outside: what was written down elsewhere cannot be rewritten here unnoticed."""

from __future__ import annotations

import logging

from django.db import connection, transaction
from django.db.models import Q

from reformtracker.publishing import clock, jobs
from reformtracker.publishing.history.sealing import head
from reformtracker.publishing.history.verify import verify
from reformtracker.publishing.models import Event, Person, Role
from reformtracker.publishing.notices import tell

log = logging.getLogger(__name__)


def anchor() -> str:
    """Verifies the history and mails its head, or its first broken link, to auditors and administrators once a day.

    Returns the head's hash; empty where no history is kept.
    """
    newest = head() if connection.vendor == "postgresql" else None
    if newest is None:
        return ""
    # Before any transaction of ours: the check reads the chain as it stood at one moment, which only an outermost one can.
    broken = next((str(found) for found in verify() if found.broken), "")
    jobs.ended(jobs.AUDIT, well=not broken)
    day = clock.now().date().isoformat()
    with transaction.atomic():
        if broken:
            tell(Event.BROKEN, day, _keepers(), at_once=True, broken=broken)
        else:
            tell(Event.HEAD, day, _keepers(), at_once=True, number=newest.number, hash=newest.hash)
    return newest.hash


def note_head() -> str:
    """Writes the head into the log, which leaves this database: what is cut or rewritten within a day is found as well."""
    newest = head() if connection.vendor == "postgresql" else None
    if newest is None:
        return ""
    log.info("head of the history", extra={"facts": {"seal": newest.number, "hash": newest.hash}})
    return newest.hash


def _keepers() -> list[Person]:
    named = Q(groups__name__in=(Role.AUDITOR, Role.ADMINISTRATOR))
    return list(Person.objects.filter(named, is_active=True).distinct())
