"""Do files still say what they said when they were given out? The CSV of every release is made again from the rows."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from itertools import chain as joined
from itertools import zip_longest
from pathlib import Path

from reformtracker.publishing.models import Chain, Release, ReleaseFile
from reformtracker.publishing.verify import Finding
from reformtracker.web.exports import store
from reformtracker.web.exports.files import csv_lines


def verify(chain: Chain, number: int | None = None) -> Iterator[Finding]:
    """In the order of the releases; of one where `number` is given."""
    rows = ReleaseFile.objects.filter(release__chain=chain).select_related("release__chain").defer("release__manifest")
    if number is not None:
        rows = rows.filter(release__number=number)
    for row in rows.order_by("release__number", "name", "id"):
        yield from _superseded(row) if row.superseded_at else _live(row)


def _superseded(row: ReleaseFile) -> Iterator[Finding]:
    yield _finding(row, f"the file with the hash {row.sha256} was superseded: {row.superseded_because}", broken=False)


def _live(row: ReleaseFile) -> Iterator[Finding]:
    path = store.path_of(row)
    if path.exists() and store.hash_of(path) != row.sha256:
        yield _finding(row, "the stored file was changed: it does not have the hash on record")
        return
    if not store.FILES[row.name].exact:
        return
    if row.format != store.FORMAT:
        yield _finding(row, f"was made in format {row.format}; this code makes {store.FORMAT}", broken=False)
    elif rebuilt(row.release) != row.sha256:
        yield _finding(row, f"made again, it is another one: {_difference(row, path)}")


def _finding(row: ReleaseFile, what: str, *, broken: bool = True) -> Finding:
    return Finding(row.release.chain.slug, row.release.number or 0, f"{row.name}: {what}", broken)


def rebuilt(release: Release) -> str:
    """The SHA-256 that the CSV of a release has when it is made now."""
    found = hashlib.sha256()
    for text in csv_lines(store.export_of(release)):
        found.update(text.encode())
    return found.hexdigest()


def _difference(row: ReleaseFile, path: Path) -> str:
    """The first cell that says something else."""
    if not path.exists():
        return "the file that was given out is not at hand to say where"
    with path.open(encoding="utf-8", newline="") as file:
        given = csv.reader(file)
        now = csv.reader(
            joined.from_iterable(text.splitlines(keepends=True) for text in csv_lines(store.export_of(row.release)))
        )
        head: list[str] = []
        for number, (before, after) in enumerate(zip_longest(given, now), start=1):
            head = head or before or []
            if before != after:
                return _cell(number, head, before, after)
    return "the ends of its lines"


def _cell(number: int, head: list[str], before: list[str] | None, after: list[str] | None) -> str:
    if before is None or after is None:
        return f"line {number} is {'new' if before is None else 'gone'}"
    for name, old, new in zip_longest(head, before, after, fillvalue=""):
        if old != new:
            return f"line {number}, column {name}: “{old[:80]}” has become “{new[:80]}”"
    return f"line {number}"
