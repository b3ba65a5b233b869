"""Every observation as CSV: made on demand, and prepared with the release."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median

from bench import figures
from bench.asking import Answer, Target, ask, warm
from bench.run import Run
from bench.stage import Server

CSV = "/api/v1/export/observations.csv?framework=demo"
ROUNDS = 3
NOISE = 1.1
"""Two equal things measured one after the other differ by as much."""


def measure(run: Run) -> None:
    with run.stage.tracker(run.large, keep=True) as tracker:
        with run.stage.references(run.large) as references:
            _on_demand(run, tracker, references)
        _prepared(run, tracker)


def _read(site: str, path: str) -> Answer:
    found = ask(site, path, drop=True)
    if found.status != 200:
        raise SystemExit(f"{path} answers {found.status}, not 200.")
    return found


def _on_demand(run: Run, tracker: Server, references: Server) -> None:
    copies, ours = [], []
    # What the first file of a worker loads is there for all that follow.
    warm(Target(tracker.site, [f"{CSV}&indicator=1.1.1"]))
    before = tracker.memory()
    for _round in range(ROUNDS):
        copies.append(_read(references.site, "/copied.csv").whole)
        ours.append(_read(tracker.site, CSV))
    after = tracker.memory("VmHWM")
    mine, copy = median(answer.whole for answer in ours), median(copies)
    first = median(answer.first for answer in ours)
    grown = max(after[pid] - before[pid] for pid in after.keys() & before.keys())
    details = f"{figures.time(mine)}; COPY {figures.time(copy)}; {run.large} observations"
    run.at_most(
        "every observation as CSV, on demand, beside `COPY … TO STDOUT` through WSGI", 1.5, mine / copy, "×", details
    )
    run.at_most("every observation as CSV, on demand, first byte", 0.1, first, "s")
    run.at_most("every observation as CSV, on demand, growth of the worker", 20, grown, "MB")


def _prepared(run: Run, tracker: Server) -> None:
    made = run.stage.inner(run.large, "releases.prepare")
    static = run.stage.files / "observations.csv"
    os.link(Path(made["file"]), static)
    with run.stage.nginx(tracker) as (site, files):
        ours, theirs = [], []
        for _round in range(ROUNDS + 1):
            theirs.append(_read(files, "/observations.csv").whole)
            ours.append(_read(site, made["path"]).whole)
    # The first one of each has filled the memory of the disk.
    mine, file = median(ours[1:]), median(theirs[1:])
    details = f"{figures.time(mine)}; file {figures.time(file)}; {made['size'] / 1e6:.0f} MB, prepared in {made['seconds']:.0f} s"
    run.at_most("every observation as CSV, prepared, beside nginx serving the file", NOISE, mine / file, "×", details)
