"""A release is published while many read: what they see, how long they wait, and when the last one sees it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.asking import PACKED, Target, ask, good, wrk
from bench.figures import share
from bench.parts.pages import PAGES
from bench.run import LANGUAGES, READERS, Run, observations
from bench.stage import SMALL, WORK

VERSIONS = 500
SECONDS = 12
"""In which they read, quietly and then while it is published."""
AHEAD = 2
"""Seconds of reading before the release; and the longest that a page may take where nobody else reads."""
PATIENCE = 300
PATHS = [*(f"/{language}/demo/{page}" for language in LANGUAGES for page in PAGES.values()), observations()]


class Watch:
    """Reads one address after the other, all the time, and notes which of all bodies it saw when."""

    def __init__(self, site: str, paths: Sequence[str]) -> None:
        self.site, self.paths = site, paths
        self.seen: list[tuple[float, str, str]] = []
        self.failed = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._over.is_set():
            for path in self.paths:
                asked = time.time()
                try:
                    body = good(self.site, path).body
                except (SystemExit, OSError):
                    self.failed += 1
                    continue
                self.seen.append((asked, path, digest(body)))

    def mixed(self, before: dict[str, str], after: dict[str, str]) -> int:
        """Answers that are neither of the release before nor of the new one."""
        return sum(body not in (before[path], after[path]) for _asked, path, body in self.seen)

    def last(self, before: dict[str, str]) -> float:
        """When the release before was last asked for and seen."""
        return max((asked for asked, path, body in self.seen if body == before[path]), default=0.0)


def settle(site: str) -> None:
    """Until what readers have asked and no longer wait for is worked off."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if ask(site, PATHS[0], PACKED).whole < AHEAD:
            return
    raise SystemExit(f"{PATHS[0]} takes more than {AHEAD} seconds, {PATIENCE} seconds after the last reader has gone.")


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def measure(run: Run) -> None:
    run.stage.copy(SMALL, WORK)
    with run.stage.tracker(WORK, keep=True) as tracker, run.stage.nginx(tracker) as (site, _files):
        readers = Target(site, PATHS, PACKED)
        before = _bodies(site)
        quiet = wrk(readers, seconds=SECONDS, connections=READERS)
        settle(site)
        with Watch(site, PATHS) as watch, ThreadPoolExecutor(max_workers=1) as aside:
            reading = aside.submit(wrk, readers, seconds=SECONDS, connections=READERS)
            time.sleep(AHEAD)
            made = run.stage.inner(WORK, "releases.release", str(VERSIONS))
            loud = reading.result()
            settle(site)
        after = _bodies(site)
    what = f"publishing {VERSIONS} versions while {READERS} read"
    took = made["committed"] - made["begun"]
    run.at_most(f"{what}: refused or broken answers", 0, loud.refused + watch.failed, "", f"{took:.1f} s to publish")
    details = f"{len(watch.seen)} answers compared, byte by byte"
    run.at_most(f"{what}: pages that mix two releases", 0, watch.mixed(before, after), "", details)
    run.at_most(f"{what}: p99 beside quiet", 2, share(loud.p99, quiet.p99), "×", f"{loud}; quiet {quiet}")
    lag = max(watch.last(before) - made["committed"], 0.0)
    later = sum(asked > made["committed"] for asked, _path, _body in watch.seen)
    run.at_most(
        "a release visible everywhere, through nginx", 5, lag, "s", f"{len(PATHS)} addresses, {later} answers after it"
    )


def _bodies(site: str) -> dict[str, str]:
    """By path; each must say the same twice, or nothing could be told from it."""
    found = {path: digest(good(site, path).body) for path in PATHS}
    for path, body in found.items():
        if digest(good(site, path).body) != body:
            raise SystemExit(f"{path} says something else each time it is asked.")
    return found
