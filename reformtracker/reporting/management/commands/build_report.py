"""A report as files, without the admin and without a trace in the database."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from reformtracker.publishing.models import Chain
from reformtracker.publishing.snapshot import OutsideTheRecord, Snapshot, as_of, by_release, current
from reformtracker.publishing.texts import PATHS
from reformtracker.reporting.compose import compose
from reformtracker.reporting.files import FORMATS, name_of
from reformtracker.reporting.outline import SECTIONS, Outline
from reformtracker.web.paper import NoPaper


class Command(BaseCommand):
    help = (
        "Writes the report of a framework as DOCX and PDF, in any of the six languages, from what one release made public. "
        "Says how long each file took, and its SHA-256."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("framework", help="slug of a framework")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--release", type=int, metavar="N", help="default: the newest")
        which.add_argument(
            "--as-of", metavar="DAY", help="the release that was public at the end of that day, YYYY-MM-DD"
        )
        parser.add_argument(
            "--since", type=int, metavar="N", help="the release of the last report, to say what has changed"
        )
        parser.add_argument("--from", dest="first", metavar="DAY", help="first day of the reporting period")
        parser.add_argument("--to", dest="last", metavar="DAY", help="last day of the reporting period")
        parser.add_argument("--languages", default=",".join(PATHS), metavar="en,fr,…", help="default: all six")
        parser.add_argument("--formats", default=",".join(FORMATS), metavar="docx,pdf", help="default: both")
        parser.add_argument("--sections", default=",".join(SECTIONS), metavar=",".join(SECTIONS), help="default: all")
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="languages at once")
        parser.add_argument("--output", default=".", metavar="FOLDER", type=Path, help="default: here")

    def handle(self, *args: Any, **options: Any) -> None:
        languages = _among("language", options["languages"], PATHS)
        formats = _among("format", options["formats"], FORMATS)
        snapshot = _snapshot(_chain(options["framework"]), options["release"], options["as_of"])
        job = Job(snapshot.chain.slug, _outline(snapshot, options), formats, _folder(options["output"]))
        began, lacking = monotonic(), ""
        for files in _each(job, [PATHS[code] for code in languages], options["jobs"]):
            for file in files:
                self.stdout.write(f"{file.path}: {file.said}")
                lacking = lacking or file.lacking
        self.stdout.write(f"{snapshot.chain.slug}, release {snapshot.number}: {monotonic() - began:.1f} s in all")
        if lacking:
            raise CommandError(lacking)


class Job(NamedTuple):
    """What is the same for every language."""

    framework: str
    outline: Outline
    formats: Sequence[str]
    folder: Path


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


def _each(job: Job, languages: Sequence[str], jobs: int) -> Iterator[list[File]]:
    if min(jobs, len(languages)) < 2:
        yield from map(partial(write, job), languages)
        return
    # A process must not go on with a connection that another has opened.
    connections.close_all()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as processes:
        yield from processes.map(partial(write, job), languages)


def write(job: Job, language: str) -> list[File]:
    """Composed once for all formats."""
    started = monotonic()
    document = compose(Chain.objects.get(slug=job.framework), job.outline, language)
    found = []
    for form in job.formats:
        path = job.folder / name_of(job.framework, job.outline.release, language, form)
        try:
            content = FORMATS[form].write(document)
        except NoPaper as refusal:
            found.append(File(path, lacking=refusal.remedy))
            continue
        path.write_bytes(content)
        found.append(File(path, len(content), hashlib.sha256(content).hexdigest(), monotonic() - started))
        started = monotonic()
    return found


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise CommandError(f"{path} is a file; name a folder.")
    path.mkdir(parents=True, exist_ok=True)
    return path


def _among(what: str, written: str, known: Any) -> list[str]:
    """Of known words those that are named, in their own order."""
    given = [word.strip() for word in written.split(",") if word.strip()]
    if unknown := [word for word in given if word not in known]:
        raise CommandError(f"There is no {what} “{unknown[0]}”; choose among {', '.join(known)}.")
    if not given:
        raise CommandError(f"Name a {what}, of {', '.join(known)}.")
    return [word for word in known if word in given]


def _chain(slug: str) -> Chain:
    chain = Chain.objects.filter(slug=slug).first()
    if chain is None:
        there = ", ".join(Chain.objects.values_list("slug", flat=True).order_by("slug")) or "none"
        raise CommandError(f"There is no framework “{slug}”; there are: {there}.")
    return chain


def _snapshot(chain: Chain, number: int | None, day: str | None) -> Snapshot:
    try:
        if number is not None:
            return by_release(chain, number)
        return as_of(chain, _day("as-of", day)) if day else current(chain)
    except OutsideTheRecord as refusal:
        raise CommandError(str(refusal)) from refusal


def _outline(snapshot: Snapshot, options: dict[str, Any]) -> Outline:
    since = options["since"] or 0
    if options["since"] is not None:
        if not 0 < since < snapshot.number:
            raise CommandError(f"--since names an earlier release than {snapshot.number}, from 1.")
        _snapshot(snapshot.chain, since, None)
    first, last = (
        _day(name, options[key]) if options[key] else None for name, key in (("from", "first"), ("to", "last"))
    )
    if first and last and first > last:
        raise CommandError("--to comes before --from.")
    sections = _among("section", options["sections"], SECTIONS)
    return Outline(snapshot.number, tuple(sections), since, first, last)


def _day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"--{name} is a day, written YYYY-MM-DD, not “{written}”.") from error
