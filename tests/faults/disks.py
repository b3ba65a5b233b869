"""Disks of their own, small and in memory, that can be filled without harm. Whoever runs the tests must be allowed to mount."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAY_MOUNT = 1 << 21
"""CAP_SYS_ADMIN"""


def can_be_made() -> bool:
    if sys.platform != "linux":
        return False
    lines = Path("/proc/self/status").read_text().splitlines()
    allowed = next(line.split()[1] for line in lines if line.startswith("CapEff"))
    return bool(int(allowed, 16) & MAY_MOUNT)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """`size` as mount has it: 200k, 300m."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        _run("umount", "--lazy", str(folder))


def enlarge(folder: Path, size: str) -> None:
    _run("mount", "-o", f"remount,size={size}", str(folder))


def fill(folder: Path) -> Path:
    """The file that takes all there is; without it there is room again."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise
    return ballast


def _run(*words: str) -> None:
    subprocess.run(words, check=True)
