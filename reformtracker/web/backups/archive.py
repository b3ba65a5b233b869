"""The file of a backup: a ZIP that any tool opens, with the dump and beside it what it says of itself.

It is private to its owner, because it holds drafts and accounts.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from lzma import LZMAError
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from reformtracker.web.backups.about import About, Dump, Refused

ABOUT = "about.json"
OURS = re.compile(r"tracker-\d{8}T\d{6}\.\d{6}Z\.zip")
PART = ".tracker-part-"
BLOCK = 1 << 20
DAY = 24 * 60 * 60
DAMAGED = (BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, LZMAError, zlib.error)
"""What the library says of a file that is not as it was written."""


def name_of(moment: datetime) -> str:
    """Sorted by name, backups are sorted by time. `moment`: in UTC."""
    return f"tracker-{moment:%Y%m%dT%H%M%S.%f}Z.zip"


class Stream:
    """Where a dump is written; knows what went through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self._bytes += len(data)
        return self._file.write(data)

    def told(self, name: str) -> Dump:
        return Dump(name, self._bytes, self._hash.hexdigest())


class Begun:
    """A backup that is being written."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped

    @contextmanager
    def dump(self, name: str, *, is_packed: bool) -> Iterator[Stream]:
        entry = _entry(name, ZIP_STORED if is_packed else ZIP_DEFLATED)
        with self._zip.open(entry, "w", force_zip64=True) as file:
            yield Stream(file)

    def describe(self, about: About) -> None:
        self._zip.writestr(_entry(ABOUT, ZIP_DEFLATED), about.to_json())


def _entry(name: str, packed: int) -> ZipInfo:
    entry = ZipInfo(name, time.gmtime()[:6])
    entry.compress_type = packed
    entry.external_attr = 0o600 << 16
    return entry


@contextmanager
def begun(target: Path) -> Iterator[Begun]:
    """The file has its name only when all of it is on the disk."""
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=PART, delete=False) as file:
        part = Path(file.name)
        try:
            with ZipFile(file, "w") as zipped:
                yield Begun(zipped)
            file.flush()
            os.fsync(file.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """Its list of names too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def prune(folder: Path, keep: int) -> list[Path]:
    """Of our backups all but the newest so many, and what killed ones left a day ago; nothing else in the folder."""
    ours = sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name))
    yesterday = time.time() - DAY
    left = [path for path in folder.glob(f"{PART}*") if path.stat().st_mtime < yesterday]
    gone = [*ours[:-keep], *left]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


class Backup:
    """A backup that is being read."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip = zipped
        self.about = About.from_json(zipped.read(ABOUT))

    def check(self) -> None:
        """Every byte is read once, before anything is written anywhere."""
        found, many = hashlib.sha256(), 0
        try:
            with self.dump() as file:
                while block := file.read(BLOCK):
                    found.update(block)
                    many += len(block)
        except (KeyError, *DAMAGED) as damage:
            raise Refused(f"The dump is damaged: {damage}") from damage
        said = self.about.dump
        if (many, found.hexdigest()) != (said.bytes, said.sha256):
            raise Refused(
                "The dump does not have the SHA-256 that was noted when it was made: it is damaged or was changed."
            )

    def dump(self) -> IO[bytes]:
        return self._zip.open(self.about.dump.name)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    with ExitStack() as open_files:
        try:
            backup = Backup(open_files.enter_context(ZipFile(path)))
        except (KeyError, *DAMAGED) as damage:
            raise Refused(f"{path} is no whole backup of the tracker: {damage}") from damage
        yield backup
