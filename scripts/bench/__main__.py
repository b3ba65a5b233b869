from __future__ import annotations

import argparse
import contextlib
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django
import services
from deployment import HERE, NGINX

from bench.asking import WRK, Pace
from bench.parts import PARTS
from bench.report import PLOT, page, plot
from bench.run import CONNECTIONS, READERS, Run, say
from bench.stage import LARGE, SMALL, Stage

PAGE = HERE / "docs/performance.md"
WHOLE, TRY = Pace(rounds=5, seconds=2, asks=30), Pace(rounds=1, seconds=2, asks=3)
PROGRAMS = (services.POSTGRES, services.REDIS, services.CHROMIUM, NGINX, WRK)
VERSIONED = {"PostgreSQL": services.POSTGRES, "Redis": services.REDIS, "nginx": NGINX, "Chromium": services.CHROMIUM}
WORKER_MEGABYTES = 150


def read(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the tracker beside its references.")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--small", action="store_true", help="a try: small data only, one short round, nothing written")
    asked = parser.parse_args(words)
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return asked


@contextlib.contextmanager
def standing() -> Iterator[Stage]:
    """Servers and folder of this run, and nothing of them afterwards."""
    with (
        services.postgres() as database,
        services.redis() as redis,
        tempfile.TemporaryDirectory(prefix="tracker-bench-") as name,
    ):
        folder = Path(name)
        # nginx may work as another user.
        folder.chmod(0o755)
        try:
            yield Stage(folder, database, redis)
        except BaseException:
            for log in sorted(folder.rglob("*.log")):
                # What was answered well is of no help.
                lines = [line for line in log.read_text(errors="replace").splitlines() if '" 200 ' not in line]
                print(f"--- {log.name}", *lines[-20:], sep="\n", file=sys.stderr)
            raise


def measure(run: Run, parts: list[str], *, small: bool) -> None:
    run.stage.build()
    for size in (SMALL,) if small else (SMALL, LARGE):
        say(f"loading {size} invented observations")
        say(f"loaded in {run.stage.load(size):.0f} s")
    for name in parts or PARTS:
        begun = time.monotonic()
        PARTS[name](run)
        say(f"{name}: {time.monotonic() - begun:.0f} s")
    if run.stage.memory:
        details = f"the largest of {len(run.stage.memory)} workers"
        run.at_most("memory of a gunicorn worker after the run", WORKER_MEGABYTES, max(run.stage.memory), "MB", details)


def machine(begun: float, ended: float) -> dict[str, str]:
    """What is said of it: no names, no places. `begun`, `ended`: its pace before and after the run."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "processors": f"{os.cpu_count()}, {platform.machine()}",
        "memory": f"{memory:.0f} GB",
        "pace": f"five million additions of Python take {begun:.2g} s before the run and {ended:.2g} s after it",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "versions": ", ".join(
            [f"Python {platform.python_version()}", f"Django {django.get_version()}"]
            + [f"{name} {version(program)}" for name, program in VERSIONED.items()]
        ),
    }


def pace() -> float:
    """Seconds for one thing that never changes: what every figure of time goes up and down with."""
    begun, total = time.perf_counter(), 0
    for number in range(5_000_000):
        total += number
    return time.perf_counter() - begun


def version(program: services.Program) -> str:
    """nginx says it elsewhere than the others."""
    option = "-v" if program is NGINX else "--version"
    done = subprocess.run([program.path(), option], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)+", done.stdout or done.stderr)
    return found[0] if found else "?"


def method(run: Run, took: float) -> list[str]:
    pace = run.pace
    return [
        f"{SMALL} and {run.large} invented observations, each beside the shipped framework, in a PostgreSQL and a Redis of "
        "this run alone; PostgreSQL waits for no disk, which reading does not notice.",
        "The tracker reads as the role of the public servers, whose row-level security the references go without.",
        "gunicorn and nginx by the command, environment and configuration of the image and the compose file. Lifted: the "
        "limits for one address, and the replacing of workers after so many requests.",
        f"Rates: wrk with one thread and {CONNECTIONS} connections ({READERS} while a release is published), {pace.rounds} "
        f"rounds of {pace.seconds} s in turn with their references, medians of the rounds.",
        f"Server time: one client, one request after the other, up to {pace.asks} of each in turn, from the request to "
        "the last byte.",
        "Uncached: `KEEP_SECONDS=0`. Pages are asked for with `Accept-Encoding: br, gzip`; the static file has the bytes that "
        "travel.",
        "Browser: a screen of 360 × 740, 150 ms, 1.6 Mbit/s, processor 4 times slower, nothing kept, through nginx as shipped.",
        f"The run took {took / 60:.0f} minutes.",
    ]


def main(words: list[str]) -> int:
    asked = read(words)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    begun = time.monotonic()
    try:
        services.install_missing(PROGRAMS)
        with standing() as stage:
            at_first = pace()
            run = Run(stage, TRY if asked.small else WHOLE, SMALL if asked.small else LARGE)
            measure(run, asked.parts, small=asked.small)
    except services.Unavailable as problem:
        say(str(problem))
        return 1
    if asked.small or asked.parts:
        say("a try: docs/performance.md stays as it is")
        return 0
    before = PAGE.read_text() if PAGE.exists() else ""
    PAGE.write_text(page(run.lines, machine(at_first, pace()), method(run, time.monotonic() - begun), before))
    PAGE.with_name(PLOT).write_text(plot(run.lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
