"""The file of a backup, whatever database it is of: whole or not there, private, and let go of by name alone."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reformtracker.web.backups import archive
from reformtracker.web.backups.about import About, Contents, Dump, Head, Refused

MOMENT = datetime(2026, 11, 27, 3, 52, 8, 1, tzinfo=UTC)
CONTENTS = Contents(("publishing.0001_initial",), {"reform": Head(2, "ab")}, Head(7, "cd"), {"publishing_chain": 1})


def about(dump: Dump) -> About:
    return About(MOMENT.isoformat(), "http://testserver", "ef", "postgresql", 15, 15, CONTENTS, dump)


def write(folder: Path, data: bytes = b"rows" * 1000, moment: datetime = MOMENT) -> Path:
    target = folder / archive.name_of(moment)
    with archive.begun(target) as begun:
        with begun.dump("database.dump", is_packed=True) as stream:
            stream.write(data)
        begun.describe(about(stream.told("database.dump")))
    return target


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused, archive.opened(path) as backup:
        backup.check()
    return str(refused.value)


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    with archive.opened(write(tmp_path, b"rows")) as backup:
        backup.check()
        assert backup.dump().read() == b"rows"
        assert backup.about.contents == CONTENTS
        assert backup.about == about(backup.about.dump)


def test_names_sort_by_time(tmp_path: Path) -> None:
    moments = [MOMENT + timedelta(**{unit: 1}) for unit in ("microseconds", "milliseconds", "seconds", "days")]
    names = [archive.name_of(moment) for moment in [MOMENT, *moments]]
    assert names == sorted(names)
    assert all(archive.OURS.fullmatch(name) for name in names)


def test_nobody_else_on_the_machine_reads_it(tmp_path: Path) -> None:
    assert write(tmp_path).stat().st_mode & 0o777 == 0o600


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk is full"), archive.begun(tmp_path / archive.name_of(MOMENT)):
        raise OSError("The disk is full")
    assert list(tmp_path.iterdir()) == []


def test_it_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / archive.name_of(MOMENT)
    with archive.begun(target) as begun, begun.dump("database.dump", is_packed=True) as stream:
        stream.write(b"half")
        assert not target.exists()


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(share: float, tmp_path: Path) -> None:
    path = write(tmp_path)
    os.truncate(path, int(path.stat().st_size * share))
    assert "is no whole backup" in refusal(path)


def test_a_changed_byte_is_refused_wherever_it_is(tmp_path: Path) -> None:
    path = write(tmp_path, bytes(range(256)))
    whole = path.read_bytes()
    start = whole.index(bytes(range(256)))
    for place in (start, start + 128, start + 255):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert refusal(path)


def test_a_dump_exchanged_with_right_sums_of_the_zip_is_refused_by_its_hash(tmp_path: Path) -> None:
    path = write(tmp_path)
    with zipfile.ZipFile(path) as read:
        said = read.read(archive.ABOUT)
    with zipfile.ZipFile(path, "w") as forged:
        forged.writestr("database.dump", b"other rows")
        forged.writestr(archive.ABOUT, said)
    assert "does not have the SHA-256" in refusal(path)


@pytest.mark.parametrize("said", [b"", b"[]", b"{}", b'{"format": 1, "contents": 3, "dump": {}}'])
def test_another_zip_is_no_backup(said: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr(archive.ABOUT, said)
    assert "no backup of the tracker" in refusal(path)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "gone.zip")


def test_a_later_format_is_left_to_later_code(tmp_path: Path) -> None:
    path = tmp_path / "later.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr(archive.ABOUT, b'{"format": 99}')
    assert "newer code" in refusal(path)


def test_all_but_the_newest_go_and_nothing_that_is_not_ours(tmp_path: Path) -> None:
    ours = [write(tmp_path, moment=MOMENT + timedelta(days=day)) for day in range(4)]
    others = [tmp_path / name for name in ("tracker-old.zip", "tracker-20200101T000000.000000Z.zip.txt", "notes")]
    killed, running = tmp_path / f"{archive.PART}killed", tmp_path / f"{archive.PART}running"
    for path in (*others, killed, running):
        path.touch()
    long_ago = killed.stat().st_mtime - 2 * archive.DAY
    for path in (killed, *others):
        os.utime(path, (long_ago, long_ago))
    assert set(archive.prune(tmp_path, 2)) == {*ours[:2], killed}
    assert set(tmp_path.iterdir()) == {*ours[2:], *others, running}
