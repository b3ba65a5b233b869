from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from reformtracker.publishing.models import AuditEvent, Person, Seal, Version
from reformtracker.publishing.rows import AT_ONCE


@transaction.atomic(savepoint=False)
def audit(act: str, *, by: Person | None, version: Version | None = None, subject: str = "", **detail: Any) -> None:
    """Appends to the audit, in the caller's transaction, under the person's pseudonym.

    The same name and reason go onto all rows that the transaction changes: this is the one place that tells the database.
    """
    _tell_database(by, str(detail.get("reason", "")))
    _event(act, by, version, subject, detail).save(force_insert=True)


@transaction.atomic(savepoint=False)
def audit_each(act: str, *, by: Person, versions: Iterable[tuple[Version, dict[str, Any]]]) -> None:
    """The same act on many versions, each with its detail: an entry of its own for each, in a few statements."""
    _tell_database(by, "")
    AuditEvent.objects.bulk_create((_event(act, by, version, "", detail) for version, detail in versions), AT_ONCE)


def _event(act: str, by: Person | None, version: Version | None, subject: str, detail: dict[str, Any]) -> AuditEvent:
    return AuditEvent(
        actor=by.pseudonym if by else "",
        act=act,
        kind=version.KIND if version else "",
        subject=f"{version.thing.chain.slug}/{version.thing.public_id}" if version else subject,
        version_id=version.pk if version else None,
        detail=detail,
    )


def _tell_database(by: Person | None, reason: str) -> None:
    """Until the end of the transaction. What the system does in the course of a person's act is that person's."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tracker.person', "
            "COALESCE(%s, NULLIF(current_setting('tracker.person', true), ''), %s), true), "
            "set_config('tracker.reason', "
            "COALESCE(NULLIF(%s, ''), current_setting('tracker.reason', true), ''), true)",
            [by.pseudonym if by else None, Seal.SYSTEM, reason],
        )
