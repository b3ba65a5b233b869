"""A report as files, without the admin and without a trace in the database."""

from __future__ import annotations

import multiprocessing
import os
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from reformtracker.publishing.models import Chain
from reformtracker.publishing.snapshot import Snapshot
from reformtracker.publishing.texts import PATHS
from reformtracker.reporting.compose import compose
from reformtracker.reporting.document import Document
from reformtracker.reporting.files import FORMATS, name_of
from reformtracker.reporting.management.asking import File, among, chain_of, day_of, files_of, folder_of, snapshot_of
from reformtracker.reporting.outline import SECTIONS, Outline


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
        languages = among("language", options["languages"], PATHS)
        formats = among("format", options["formats"], FORMATS)
        snapshot = snapshot_of(chain_of(options["framework"]), options["release"], options["as_of"])
        job = Job(snapshot.chain.slug, _outline(snapshot, options), formats, folder_of(options["output"]))
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


def write(job: Job, language: str) -> list[File]:
    def composed() -> Document:
        return compose(Chain.objects.get(slug=job.framework), job.outline, language)

    def path_of(form: str) -> Path:
        return job.folder / name_of(job.framework, job.outline.release, language, form)

    return files_of(composed, job.formats, path_of)


def _each(job: Job, languages: Sequence[str], jobs: int) -> Iterator[list[File]]:
    if min(jobs, len(languages)) < 2:
        yield from map(partial(write, job), languages)
        return
    # A process must not go on with a connection that another has opened.
    connections.close_all()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as processes:
        yield from processes.map(partial(write, job), languages)


def _outline(snapshot: Snapshot, options: dict[str, Any]) -> Outline:
    since = options["since"] or 0
    if options["since"] is not None:
        if not 0 < since < snapshot.number:
            raise CommandError(f"--since names an earlier release than {snapshot.number}, from 1.")
        snapshot_of(snapshot.chain, since, None)
    first, last = (
        day_of(name, options[key]) if options[key] else None for name, key in (("from", "first"), ("to", "last"))
    )
    if first and last and first > last:
        raise CommandError("--to comes before --from.")
    sections = among("section", options["sections"], SECTIONS)
    return Outline(snapshot.number, tuple(sections), since, first, last)
