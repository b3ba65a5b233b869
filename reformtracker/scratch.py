"""A folder for what a process writes down for a moment: uploads, sheets that are being packed.

Who is killed cannot clear up. So each process has a folder named after it, and the next one takes those of the dead away.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "tracker-of-"


def take_folder() -> Path:
    """Whatever this process asks `tempfile` for lies in it from now on."""
    tempfile.tempdir = None
    shared = Path(tempfile.gettempdir())
    for folder in shared.glob(f"{PREFIX}*"):
        if not _lives(int(folder.name.removeprefix(PREFIX).partition("-")[0])):
            shutil.rmtree(folder, ignore_errors=True)
    tempfile.tempdir = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
    return Path(tempfile.tempdir)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
