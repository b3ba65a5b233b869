"""What the commands that write files share: how they are asked, and what becomes of each file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from django.core.management.base import CommandError

from reformtracker.publishing.models import Chain
from reformtracker.publishing.snapshot import OutsideTheRecord, Snapshot, as_of, by_release, current
from reformtracker.reporting.document import Document
from reformtracker.reporting.files import FORMATS
from reformtracker.web.paper import NoPaper


class File(NamedTuple):
    path: Path
    size: int = 0
    sha256: str = ""
    seconds: float = 0.0
    lacking: str = ""
    """What keeps this server from making it."""

    @property
    def said(self) -> str:
        return self.lacking or f"{self.size:,} bytes in {self.seconds:.1f} s, SHA-256 {self.sha256}"


def files_of(composed: Callable[[], Document], formats: Iterable[str], path_of: Callable[[str], Path]) -> list[File]:
    """Composed once for all formats."""
    started = monotonic()
    document = composed()
    found = []
    for form in formats:
        path = path_of(form)
        try:
            content = FORMATS[form].write(document)
        except NoPaper as refusal:
            found.append(File(path, lacking=refusal.remedy))
            continue
        path.write_bytes(content)
        found.append(File(path, len(content), hashlib.sha256(content).hexdigest(), monotonic() - started))
        started = monotonic()
    return found


def folder_of(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise CommandError(f"{path} is a file; name a folder.")
    path.mkdir(parents=True, exist_ok=True)
    return path


def among(what: str, written: str, known: Any) -> list[str]:
    """Of known words those that are named, in their own order."""
    given = [word.strip() for word in written.split(",") if word.strip()]
    if unknown := [word for word in given if word not in known]:
        raise CommandError(f"There is no {what} “{unknown[0]}”; choose among {', '.join(known)}.")
    if not given:
        raise CommandError(f"Name a {what}, of {', '.join(known)}.")
    return [word for word in known if word in given]


def chain_of(slug: str) -> Chain:
    chain = Chain.objects.filter(slug=slug).first()
    if chain is None:
        there = ", ".join(Chain.objects.values_list("slug", flat=True).order_by("slug")) or "none"
        raise CommandError(f"There is no framework “{slug}”; there are: {there}.")
    return chain


def snapshot_of(chain: Chain, number: int | None, day: str | None) -> Snapshot:
    try:
        if number is not None:
            return by_release(chain, number)
        return as_of(chain, day_of("as-of", day)) if day else current(chain)
    except OutsideTheRecord as refusal:
        raise CommandError(str(refusal)) from refusal


def day_of(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"--{name} is a day, written YYYY-MM-DD, not “{written}”.") from error
