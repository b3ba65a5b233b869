"""Is the history whole, and do the rows say what it says? Every link is worked out again, outside the database.

Three questions, in this order. The chain of seals: has one been edited, taken out, or put in? The changes: do they all hang
on a seal? The rows: is each as the history left it? The last finds what was written while the triggers were off.
A tail that was cut together with its rows, or a chain that was rewritten whole, is found by a head noted outside.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from reformtracker.publishing.history.places import Place, places
from reformtracker.publishing.history.sealing import digest, seal_hash
from reformtracker.publishing.history.writing import HIDDEN
from reformtracker.publishing.models import AuditEvent, Change, Redaction, Seal

BATCH = 2000
SEALS = 500
Image = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """`broken` is false for what is reported without being wrong, such as what a redaction blanked."""

    what: str
    broken: bool = True

    def __str__(self) -> str:
        return self.what


def verify(*, head: str = "") -> Iterator[Finding]:
    """Findings in the order of the record: the first broken one names the first broken link.

    `head`: a hash that somebody noted outside. One moment is looked at, whatever is written meanwhile.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        hashes: set[str] = set()
        yield from _chain(hashes)
        yield from _loose()
        yield from _anchors(hashes, head)
        for place in places().values():
            yield from _rows(place)


def _chain(hashes: set[str]) -> Iterator[Finding]:
    redacted = set(Redaction.objects.filter(confirmed_by__isnull=False).values_list("kind", "version_id"))
    number, previous = 0, ""
    for seals in _batches():
        changes: dict[int, list[Change]] = defaultdict(list)
        for change in Change.objects.filter(seal__in=seals).order_by("pk").iterator(BATCH):
            changes[change.seal_id].append(change)
        for seal in seals:
            if seal.number != number + 1:
                yield Finding(f"seal {number + 1} is missing: it was deleted, with what it sealed")
            yield from _seal(seal, changes[seal.pk], previous, redacted)
            hashes.add(seal.hash)
            number, previous = seal.number or 0, seal.hash


def _batches() -> Iterator[list[Seal]]:
    last = 0
    while batch := list(Seal.objects.filter(number__gt=last).order_by("number")[:SEALS]):
        yield batch
        last = batch[-1].number or 0


def _seal(seal: Seal, rows: list[Change], previous: str, redacted: set[tuple[str, int]]) -> Iterator[Finding]:
    name = f"seal {seal.number} ({seal.at:%Y-%m-%d %H:%M:%S} UTC, {seal.person or seal.role})"
    if seal.previous != previous:
        yield Finding(f"{name} does not name the hash of the seal before")
    for row in rows:
        if not row.old and not row.new:
            if (row.kind, row.version_id) not in redacted:
                yield Finding(f"{name}: change {row.pk} of {row.table} {row.row_id} was blanked without a redaction")
        elif digest(row) != row.digest:
            yield Finding(f"{name}: change {row.pk} of {row.table} {row.row_id} was edited")
    if len(rows) != seal.changes:
        yield Finding(f"{name} sealed {seal.changes} changes, and {len(rows)} are there: some were deleted or put in")
    if seal_hash(seal, [row.digest for row in rows]) != seal.hash:
        yield Finding(f"{name} does not have the hash of what it says: it or one of its changes was edited")


def _loose() -> Iterator[Finding]:
    """A change that hangs on no seal was put in by hand, or its seal was taken away."""
    for row in Change.objects.exclude(seal__number__isnull=False).order_by("pk")[:20]:
        yield Finding(f"change {row.pk} of {row.table} {row.row_id} hangs on no seal: its seal was deleted")


def _anchors(hashes: set[str], head: str) -> Iterator[Finding]:
    if head and head not in hashes:
        yield Finding(f"no seal has the hash {head} that was noted outside: the history was cut or written anew")
    for event in AuditEvent.objects.filter(act="publish").order_by("pk").iterator(BATCH):
        noted = event.detail.get("audit_head", "")
        if noted and noted not in hashes:
            yield Finding(f"no seal has the hash {noted}, noted at the release {event.subject}: the history was cut")


def _rows(place: Place) -> Iterator[Finding]:
    """The rows that are there against those that the history leaves; both come in the order of their keys."""
    there, said = _present(place), _told(place)
    one, other = next(there, None), next(said, None)
    while one or other:
        if other is None or (one and one[0] < other[0]):
            if one:
                yield Finding(f"{place.table} {one[0]} is there, and the history does not know it")
            one = next(there, None)
        elif one is None or other[0] < one[0]:
            if other[1] is not None:
                yield Finding(f"{place.table} {other[0]} is gone, and the history does not say that it was deleted")
            other = next(said, None)
        else:
            yield from _compared(place, one[0], one[1], other[1])
            one, other = next(there, None), next(said, None)


def _compared(place: Place, key: int, row: Image, told: Image | None) -> Iterator[Finding]:
    if told is None:
        yield Finding(f"{place.table} {key} was deleted, says the history, and is there")
        return
    # A column that a migration has added or taken away since is no lie.
    differ = sorted(name for name in told.keys() & row.keys() if told[name] not in (HIDDEN, row[name]))
    if differ:
        yield Finding(f"{place.table} {key} says something else in {', '.join(differ)} than the history")


def _present(place: Place) -> Iterator[tuple[int, Image]]:
    real = place.invented.format(row="n")
    with connection.cursor() as cursor:
        last = None
        while True:
            after = "TRUE" if last is None else "n.id > %s"
            cursor.execute(
                f"SELECT n.id, to_jsonb(n)::text FROM {place.table} n WHERE {after} AND NOT {real} "
                f"ORDER BY n.id LIMIT {BATCH}",
                [] if last is None else [last],
            )
            found = cursor.fetchall()
            yield from ((key, _read(text)) for key, text in found)
            if len(found) < BATCH:
                return
            last = found[-1][0]


def _told(place: Place) -> Iterator[tuple[int, Image | None]]:
    """What the history makes of each row; None for one that was deleted."""
    changes = Change.objects.filter(table=place.table).order_by("row_id", "pk").iterator(BATCH)
    for key, found in groupby(changes, key=lambda change: change.row_id):
        image: Image | None = None
        for change in found:
            image = _after(change, image)
        yield key, image


def _after(change: Change, before: Image | None) -> Image | None:
    if change.op == Change.Op.WENT:
        return None
    image = before or {}
    if not change.new:
        # Blanked by a redaction: nothing can be said of what it changed.
        return {}
    return {**image, **_read(change.new)}


def _read(text: str) -> Image:
    read: Image = json.loads(text, parse_float=Decimal)
    return read
