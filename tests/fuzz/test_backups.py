"""A backup that is broken: checked byte by byte, or refused; nothing of it reaches a database."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from reformtracker.web.backups import archive
from reformtracker.web.backups.about import FORMAT, About, Dump, Refused
from reformtracker.web.backups.restoring import _told
from tests.bars import Figure
from tests.fuzz.mutating import AWKWARD, bytes_like, packed, unpacked
from tests.fuzz.trying import Reader, tried, tried_for
from tests.web.backups.test_archive import about, write

pytestmark = pytest.mark.bar("B25", "B48")

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(AWKWARD),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(AWKWARD), inner, max_size=2),
    max_leaves=4,
)


def _whole() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write(Path(folder), b"rows" * 50).read_bytes()


WHOLE = _whole()


@st.composite
def descriptions(draw: Any) -> bytes:
    """What a backup says of itself, with something else in one place."""
    said: Any = {"format": FORMAT, **json.loads(json.dumps(asdict(about(Dump("database.dump", 200, "ab")))))}
    node = said
    while True:
        key = draw(st.sampled_from(sorted(node)) | st.sampled_from(["more", "format"]))
        if isinstance(node.get(key), dict) and node[key] and draw(st.booleans()):
            node = node[key]
            continue
        node[key] = draw(ANYTHING)
        return packed({**unpacked(WHOLE), "about.json": json.dumps(said).encode()})


def reads(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.zip"
        path.write_bytes(content)
        try:
            with archive.opened(path) as backup:
                "\n".join(_told(backup.about)).encode()
                backup.check()
                assert isinstance(backup.about, About)
        except Refused as refusal:
            assert str(refusal)


READERS = [
    Reader("backups", bytes_like([WHOLE]), reads),
    Reader("descriptions of backups", descriptions(), reads),
]
each = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


@each
def test_a_broken_backup_is_refused_in_words(reader: Reader) -> None:
    tried(reader, 40)


@each
@pytest.mark.trust
def test_broken_backups_without_number_are_refused_in_words(reader: Reader, figure: Figure) -> None:
    figure("B25", f"{tried_for(reader, 3):,} {reader.name}")


@pytest.mark.parametrize(
    "said",
    [
        b'{"format": 1, "contents": {"migrations": [], "releases": {}, "audit": null, "rows": {"a": Infinity}}, "dump": {}}',
        b"[" * 100_000,
        json.dumps({"format": FORMAT, **asdict(about(Dump("database.dump", 200, "ab"))), "site": "\ud800"}).encode(),
        json.dumps({"format": FORMAT, **asdict(about(Dump("database.dump", 200, "ab"))), "server": "15"}).encode(),
        json.dumps({"format": FORMAT, **asdict(about(Dump(["database.dump"], 200, "ab")))}).encode(),  # type: ignore[arg-type]  # what a file may say
    ],
    ids=["endless rows", "lists within lists", "half a character", "a number as a text", "a list for a name"],
)
def test_what_broke_a_reader_of_backups_once_is_refused_now(said: bytes, tmp_path: Path) -> None:
    path = tmp_path / "backup.zip"
    path.write_bytes(packed({**unpacked(WHOLE), "about.json": said}))
    with pytest.raises(Refused, match="no backup of the tracker|no whole backup"), archive.opened(path):
        pass
