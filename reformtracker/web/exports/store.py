"""Files prepared of a release: made once, found under their hash, never changed.

A row says which bytes were given out; the file in `EXPORTS_DIR` is a copy that can be made again at any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from reformtracker.api.tables.answer import CSV, XLSX
from reformtracker.publishing import rows
from reformtracker.publishing.models import Chain, Release, ReleaseFile
from reformtracker.publishing.snapshot import by_release
from reformtracker.web.exports.files import csv_lines, write_workbook
from reformtracker.web.exports.package import write_package
from reformtracker.web.exports.rows import Export, fits_a_sheet

FORMAT = 1
"""Goes up when the same release would give other bytes: a column more, another order, another word."""
BLOCK = 1 << 20
PART = ".part-"
LOCK = 7_301
"""The first number of the advisory locks under which files of a framework are made; the second is the framework's."""

Write = Callable[[Export, IO[bytes], str], None]


class Kind(NamedTuple):
    """`exact`: whether the bytes are this project's alone, and so must come out alike for ever; those of a workbook and of a
    zip are also those of the libraries that pack them."""

    media_type: str
    write: Write
    exact: bool = False


def _write_csv(export: Export, file: IO[bytes], address: str) -> None:
    for text in csv_lines(export):
        file.write(text.encode())


FILES: dict[str, Kind] = {
    "observations.csv": Kind(CSV, _write_csv, exact=True),
    "tracker.xlsx": Kind(XLSX, write_workbook),
    "datapackage.zip": Kind("application/zip", write_package),
}


class Differs(Exception):
    """What was made again is not what was given out; nothing was changed."""


def export_of(release: Release) -> Export:
    return Export(by_release(release.chain, release.number or 0), frozen=True)


def address(release: Release, name: str) -> str:
    path = reverse("api:export-release-file", args=[release.number, name])
    return f"{settings.SITE_URL}{path}?framework={release.chain.slug}"


def within(row: ReleaseFile) -> str:
    """Where it lies in `EXPORTS_DIR`."""
    return f"{row.release.chain.slug}/{row.release.number}/{row.sha256}-{row.name}"


def path_of(row: ReleaseFile) -> Path:
    return Path(settings.EXPORTS_DIR) / within(row)


def names_of(release: Release) -> list[str]:
    return [name for name in FILES if has(release, name)]


def has(release: Release, name: str) -> bool:
    """All, but for a workbook where a sheet is too short for it; to know that, a million rows are counted."""
    return name in FILES and (name != "tracker.xlsx" or fits_a_sheet(export_of(release)))


def prepare(release: Release) -> list[ReleaseFile]:
    """Makes what is missing. Safe to run twice, at once, and to be killed: a file has its name only when it is whole."""
    given = {row.name: row for row in ReleaseFile.objects.live().filter(release=release)}
    made = []
    for name in names_of(release):
        row = given.get(name)
        if row is not None:
            row.release = release
        if row is None or not path_of(row).exists():
            made.append(_make(release, name, row))
    return made


def _make(release: Release, name: str, given: ReleaseFile | None) -> ReleaseFile:
    folder = Path(settings.EXPORTS_DIR) / release.chain.slug / str(release.number)
    folder.mkdir(parents=True, exist_ok=True)
    part, sha256 = _written(release, name, folder)
    try:
        size = part.stat().st_size
        row = ReleaseFile(release=release, name=name, format=FORMAT, sha256=sha256, size=size)
        if given is not None and given.sha256 != sha256:
            _give_way(given, name)
        part.replace(path_of(row))
    finally:
        part.unlink(missing_ok=True)
    return given if given is not None and given.sha256 == sha256 else _filed(row)


def _written(release: Release, name: str, folder: Path) -> tuple[Path, str]:
    """A file without a name yet, and its hash."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=PART, delete=False) as file:
        part = Path(file.name)
        try:
            FILES[name].write(export_of(release), file, address(release, name))
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.chmod(0o644)
    return part, hash_of(part)


def _give_way(given: ReleaseFile, name: str) -> None:
    """The copy of what was given out is gone, and what can be made now is not the same."""
    if FILES[name].exact and given.format == FORMAT:
        raise Differs(f"{given}: made again, it does not have the hash on record ({given.sha256}). See verify_exports.")
    because = "made again in another format" if given.format != FORMAT else "packed again by other libraries"
    ReleaseFile.objects.filter(pk=given.pk).supersede(because)


def _filed(row: ReleaseFile) -> ReleaseFile:
    """Of two workers that made the same, one writes the row."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return ReleaseFile.objects.live().get(release=row.release, name=row.name)
    return row


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def published(chain: Chain) -> Iterable[Release]:
    releases = Release.objects.published().filter(chain=chain).order_by("number")
    for release in releases:
        release.chain = chain
        yield release


@contextmanager
def alone(chain: Chain) -> Iterator[bool]:
    """Whether nobody else makes files of this framework. PostgreSQL forgets who was killed, however that came."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, chain.pk])
        (is_alone,) = cursor.fetchone()
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, chain.pk])


def are_there(chain: Chain) -> bool:
    """All files of all releases, by their rows: not every server has the folder."""
    releases = list(published(chain))
    names = names_of(releases[0]) if releases else []
    live = ReleaseFile.objects.live().filter(release__in=releases, name__in=names)
    return live.count() == len(names) * len(releases)


def prepare_all(chain: Chain) -> list[ReleaseFile]:
    """Alone."""
    remove_leftovers(chain)
    return [row for release in published(chain) for row in prepare(release)]


def forget(chain: Chain) -> None:
    """Of invented data, which the rules of the database let go; the files once that is certain."""
    rows.delete(ReleaseFile.objects.filter(release__chain=chain))
    folder = Path(settings.EXPORTS_DIR) / chain.slug
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def remove_leftovers(chain: Chain) -> None:
    """Alone. Of what was superseded the files, for their rows are the record of them; and what was half written by one who was
    killed."""
    for part in (Path(settings.EXPORTS_DIR) / chain.slug).glob(f"*/{PART}*"):
        part.unlink(missing_ok=True)
    gone = ReleaseFile.objects.filter(release__chain=chain).exclude(superseded_at=None)
    live = set(ReleaseFile.objects.live().filter(release__chain=chain).values_list("release", "name", "sha256"))
    for row in gone.select_related("release__chain"):
        if (row.release_id, row.name, row.sha256) not in live:
            with suppress(OSError):
                path_of(row).unlink(missing_ok=True)
