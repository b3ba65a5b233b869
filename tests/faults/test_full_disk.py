"""A disk that is full: what was being written leaves nothing, reading goes on, and all is well again once there is room."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import services
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from benefits.models import Upload
from benefits.workbook import limits
from reformtracker.publishing.models import Chain, ReleaseFile
from reformtracker.web import checks
from reformtracker.web.exports import store
from tests.bars import Figure
from tests.cast import Cast
from tests.faults.disks import fill, small_disk
from tests.staff import signed_in

pytestmark = [pytest.mark.bar("B10"), pytest.mark.disk]

ROOT = Path(__file__).resolve().parents[2]
FILES = "/api/v1/export/releases/2/"


def read(path: str) -> int:
    answer: Any = Client().get(path)
    if answer.streaming:
        answer.getvalue()
    return int(answer.status_code)


def lie_there(disk: Path) -> set[Path]:
    return {path for path in disk.rglob("*") if path.is_file()}


@pytest.mark.django_db
def test_files_that_no_longer_fit_leave_no_row_and_no_piece_and_are_made_once_there_is_room(
    chain: Chain, tmp_path: Path, settings: Any
) -> None:
    with small_disk(tmp_path / "exports", "1m") as disk:
        settings.EXPORTS_DIR = disk
        ballast = fill(disk)
        # Room for the table; the workbook stops in the middle.
        os.truncate(ballast, ballast.stat().st_size - 8192)
        with pytest.raises(OSError, match="No space left on device"):
            store.prepare_all(chain)
        rows = ReleaseFile.objects.select_related("release__chain")
        assert {row.name for row in rows} == {"observations.csv"}
        assert lie_there(disk) == {ballast, *(store.path_of(row) for row in rows)}
        assert {name: read(f"{FILES}{name}") for name in store.FILES} == dict.fromkeys(store.FILES, 200)
        found = checks.answers()
        assert found["disk"].endswith("% free")
        assert checks.state(found) == "degraded"
        ballast.unlink()
        store.prepare_all(chain)
        assert lie_there(disk) == {store.path_of(row) for row in rows.all()}
        assert rows.filter(release__number=2).count() == len(store.FILES)


@pytest.fixture
def nothing_is_noted() -> Iterator[None]:
    """What is noted of a fault holds all that was at hand, open files too."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


# A file that is closed writes its last bytes, for which there is no room either.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("nothing_is_noted")
@pytest.mark.django_db
def test_an_upload_for_which_there_is_no_room_is_refused_for_now(
    chain: Chain, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = signed_in(cast.contributor)
    staff.raise_request_exception = False

    def send() -> Any:
        file = SimpleUploadedFile("updates.csv", b"x" * (limits.BYTES // 2))
        return staff.post("/admin/benefits/upload/add/", {"file": file})

    with small_disk(tmp_path / "tmp", "1m") as disk:
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        ballast = fill(disk)
        answer = send()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "please try again in a few minutes" in answer.text
        assert not Upload.objects.exists()
        # The piece goes with its request.
        del answer
        gc.collect()
        assert lie_there(disk) == {ballast}
        assert read("/en/reform/") == 200
    monkeypatch.undo()
    assert send().status_code == 302


@pytest.mark.trust
@pytest.mark.postgres
def test_a_database_whose_volume_is_full_loses_nothing_and_goes_on_when_there_is_room(
    monkeypatch: pytest.MonkeyPatch, figure: Figure
) -> None:
    """A server of its own, in a process of its own: `tests/faults/full_database.py`."""
    # PostgreSQL works as another user, to whom the folders of tests are closed.
    folder = tempfile.TemporaryDirectory(prefix="tracker-volume-")
    Path(folder.name).chmod(0o755)
    with folder, small_disk(Path(folder.name, "volume"), "400m") as disk:
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        with services.postgres(durable=True) as database:
            monkeypatch.undo()
            environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": ""}
            command = [sys.executable, "-m", "tests.faults.full_database", str(disk)]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figure("B10", done.stdout.splitlines()[-1])
