"""What exactly is hashed: JSON arrays as PostgreSQL writes them, over texts that are stored as they were hashed.

A change's digest is kept beside it, so that a redaction can blank the texts and the seal still holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC

from reformtracker.publishing.canonical import sha256
from reformtracker.publishing.models import Change, Seal


def digest(change: Change) -> str:
    return sha256(
        _array(
            change.table,
            change.op,
            change.row_id,
            change.kind,
            change.version_id,
            change.thing_id,
            change.old,
            change.new,
        )
    )


def seal_hash(seal: Seal, digests: Iterable[str]) -> str:
    """`digests`: of its changes, in the order in which they were written."""
    return sha256(
        _array(
            seal.number,
            seal.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            seal.person,
            seal.role,
            seal.reason,
            seal.changes,
            sha256("".join(digests)),
            seal.previous,
        )
    )


def head() -> Seal | None:
    """The newest seal: its number and hash, noted outside, tell later whether the record was cut or rewritten."""
    return Seal.objects.filter(number__isnull=False).order_by("-number").first()


def head_hash() -> str:
    found = head()
    return found.hash if found else ""


def _array(*values: str | int | None) -> str:
    return json.dumps(values, ensure_ascii=False)
