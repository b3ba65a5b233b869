"""The pack of a review meeting as files, without the admin and without a trace in the database."""

from __future__ import annotations

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reformtracker.publishing.texts import PATHS
from reformtracker.reporting.files import FORMATS, pack_name
from reformtracker.reporting.management.asking import among, chain_of, day_of, files_of, folder_of, snapshot_of
from reformtracker.reporting.meeting.last import last_before
from reformtracker.reporting.meeting.pack import compose


class Command(BaseCommand):
    help = (
        "Writes what is laid before a review meeting as DOCX and PDF: the agenda from what one release made public, what became of the "
        "decisions of the meeting before, and a page for each item. Says how long each file took, and its SHA-256."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("framework", help="slug of a framework")
        parser.add_argument("--day", required=True, metavar="DAY", help="of the meeting, YYYY-MM-DD")
        parser.add_argument("--release", type=int, metavar="N", help="default: the newest")
        parser.add_argument("--language", default=",".join(PATHS), metavar="en,fr,…", help="default: all six")
        parser.add_argument("--format", default=",".join(FORMATS), metavar="docx,pdf", help="default: both")
        parser.add_argument("--out", default=".", metavar="FOLDER", type=Path, help="default: here")

    def handle(self, *args: Any, **options: Any) -> None:
        languages = among("language", options["language"], PATHS)
        formats = among("format", options["format"], FORMATS)
        snapshot = snapshot_of(chain_of(options["framework"]), options["release"], None)
        day, folder = day_of("day", options["day"]), folder_of(options["out"])
        last, lacking = last_before(snapshot.chain, day), ""
        for language in (PATHS[code] for code in languages):
            composed = partial(compose, snapshot.chain, snapshot.number, day, language, last)
            named = partial(pack_name, snapshot.chain.slug, day, language)
            for file in files_of(composed, formats, lambda form, named=named: folder / named(form)):  # type: ignore[misc]
                self.stdout.write(f"{file.path}: {file.said}")
                lacking = lacking or file.lacking
        if lacking:
            raise CommandError(lacking)
