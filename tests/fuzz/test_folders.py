"""A framework's folder with something broken in one of its files: loaded whole, or refused with file, line and reason."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import strategies as st

from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from reformtracker.web.loading.library import open_library
from reformtracker.web.loading.reader import BadFiles, Problems
from reformtracker.web.loading.writer import load
from tests import shipped
from tests.bars import Figure
from tests.fuzz.mutating import bytes_like, lines_like
from tests.fuzz.trying import Reader, tried, tried_for
from tests.reading import get
from tests.web import written

pytestmark = [pytest.mark.bar("B25"), pytest.mark.django_db]

VALUE = r"(?<=: )[^,{}\[\]\n]+|(?<=- )[^,{}\[\]\n]+|[\w-]+(?=:)"
"""What stands behind a colon or a dash of YAML; and a key."""
SMALL = {name: content.encode() for name, content in written.FILES.items()}
SHIPPED = {path.relative_to(shipped.FOLDER).as_posix(): path.read_bytes() for path in shipped.FOLDER.rglob("*.yaml")}


@st.composite
def folders(draw: Any, files: dict[str, bytes]) -> dict[str, bytes]:
    """Only what differs: a file or two."""
    found = {}
    for name in draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=2, unique=True)):
        of_lines = lines_like(files[name].decode(), value=VALUE).map(lambda said: said.encode("utf-8", "surrogatepass"))
        found[name] = draw(of_lines if draw(st.integers(0, 5)) else bytes_like([files[name]]))
    return found


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def told(refusal: BadFiles) -> None:
    assert refusal.problems
    for problem in refusal.problems:
        assert problem.place.line > 0
        assert problem.reason.strip()


def reads_the_files(changed: dict[str, bytes]) -> None:
    """Files alone, of the size and the variety of those that ship."""
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        open_library(laid(Path(folder) / "reform", changed), problems)
    try:
        problems.raise_if_any()
    except BadFiles as refusal:
        told(refusal)


def loads_the_folder(changed: dict[str, bytes]) -> None:
    """All the way, by the command that an operator runs; then the API reads what came of it."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        laid(Path(folder) / "reform", {**SMALL, **changed})
        try:
            load(Path(folder) / "reform")
        except BadFiles as refusal:
            told(refusal)
            assert not Chain.objects.exists()
        except (actions.Blocked, actions.Conflict) as refusal:
            assert str(refusal)
        else:
            for resource in ("frameworks", "indicators", "observations", "milestones", "corrective-actions"):
                assert get(f"{resource}/?lang=all").status_code == 200, resource
        transaction.set_rollback(True)


FILES = Reader("files of a framework", folders(SHIPPED), reads_the_files)
WHOLE = Reader("frameworks loaded", folders(SMALL), loads_the_folder)
each = pytest.mark.parametrize(("reader", "times"), [(FILES, 8), (WHOLE, 10)], ids=["files", "whole"])


@each
def test_a_broken_file_is_loaded_or_refused_line_by_line(reader: Reader, times: int) -> None:
    tried(reader, times)


@each
@pytest.mark.trust
def test_broken_files_without_number_are_loaded_or_refused(reader: Reader, times: int, figure: Figure) -> None:
    figure("B25", f"{tried_for(reader, 8):,} {reader.name}")


BROKE: dict[str, bytes] = {
    "a character beyond the last": b'- {code: x, name: {en: "\\U00110000"}}\n',
    "a character far beyond it": b'- {code: x, name: {en: "\\UFFFFFFFF"}}\n',
    "a version of YAML without end": b"%YAML " + b"1" * 5000 + b".1\n---\n- {code: x}\n",
    "half a character as a key": b'- {"\\ud800": x}\n',
    "lists within lists": b"[" * 3000,
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield written.write(tmp_path / "reform")


@pytest.mark.parametrize("name", BROKE)
def test_what_broke_the_loader_once_is_told_now(name: str, folder: Path) -> None:
    (folder / "entities.yaml").write_bytes(BROKE[name])
    with pytest.raises(CommandError, match="entities.yaml, line") as refused:
        call_command("load_framework", str(folder))
    assert str(refused.value).encode()
    assert not Chain.objects.exists()
