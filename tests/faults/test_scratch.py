"""What a process that was killed has left behind goes with the next one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from reformtracker import scratch

pytestmark = pytest.mark.bar("B06")

LEAVES = """
import os, signal, tempfile
from reformtracker import scratch
scratch.take_folder()
tempfile.NamedTemporaryFile(delete=False).write(b"half")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_the_next_process_takes_the_folder_of_a_dead_one_away(shared: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", LEAVES], check=False)
    assert killed.returncode == -9
    assert len(list(shared.glob("*/*"))) == 1
    taken = scratch.take_folder()
    assert list(shared.iterdir()) == [taken]
    assert Path(tempfile.mkdtemp()).parent == taken


def test_what_the_living_write_is_left_alone(shared: Path) -> None:
    of_another = shared / f"{scratch.PREFIX}{os.getppid()}-there"
    of_another.mkdir()
    scratch.take_folder()
    assert of_another.exists()


def test_a_process_that_takes_one_again_has_it_beside_the_first(shared: Path) -> None:
    first, second = scratch.take_folder(), scratch.take_folder()
    assert first.parent == second.parent == shared
