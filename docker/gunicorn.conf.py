"""What gunicorn is told beside its command line: how to stop and to log, and where its processes count together."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from itertools import count
from typing import Any

from reformtracker import scratch

FOLDER, PLACE = "PROMETHEUS_MULTIPROC_DIR", "METRICS_PLACE"

worker_class = "reformtracker.serving.Worker"
logger_class = "reformtracker.watching.server.Log"

# Read again at each reload, when the folder is there.
if os.environ.get("METRICS_TOKEN") and FOLDER not in os.environ:
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="tracker-metrics-")


def pre_fork(server: Any, worker: Any) -> None:
    """The lowest place that no living process has: the one that follows goes on with the counts of the one that went."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in count() if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    # Until it has its own handlers it has those of its parent, which only note what they are told: it would not stop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ[PLACE] = str(worker.place)
    scratch.take_folder()


def on_exit(server: Any) -> None:
    if folder := os.environ.get(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
