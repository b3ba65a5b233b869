from __future__ import annotations

from typing import Any

from reformtracker.publishing.models import AuditEvent, Person, Version


def audit(act: str, *, by: Person | None, version: Version | None = None, subject: str = "", **detail: Any) -> None:
    """Appends to the audit, in the caller's transaction, under the person's pseudonym."""
    AuditEvent.objects.create(
        actor=by.pseudonym if by else "",
        act=act,
        kind=version.KIND if version else "",
        subject=f"{version.thing.chain.slug}/{version.thing.public_id}" if version else subject,
        version_id=version.pk if version else None,
        detail=detail,
    )
