"""Five minutes at most are lost: a base backup and the archived log, by the steps of docs/operations.md, on a second cluster."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import services

from tests.bars import Figure
from tests.deployed import restart_postgres
from tests.web.backups.test_drill import ROOT, SHIPPED, Site

pytestmark = [pytest.mark.trust, pytest.mark.postgres, pytest.mark.bar("B48")]

OPERATIONS = (ROOT / "docs/operations.md").read_text()
AS_OWNER: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
PATIENCE = 30


def documented(pattern: str) -> str:
    """What an operator is told to type, with the folder that the test has."""
    found = re.search(pattern, OPERATIONS)
    assert found, pattern
    return found[1]


def archive_command(wal: Path) -> str:
    return documented(r'-c "archive_command=(test [^"]+)"').replace("/wal", str(wal))


def test_what_is_documented_loses_five_minutes_at_most() -> None:
    assert int(documented(r"-c archive_timeout=(\d+)")) <= 5 * 60


@contextlib.contextmanager
def asked(database: str) -> Iterator[Any]:
    with contextlib.closing(psycopg2.connect(database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def one(database: str, sql: str) -> Any:
    with asked(database) as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def program(name: str) -> Path:
    return services.POSTGRES.path().resolve().with_name(name)


def until(what: str, ready: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def archiving(database: str, wal: Path) -> None:
    """As the documented command line has it, but that a segment is not left to wait for four minutes."""
    with asked(database) as cursor:
        cursor.execute("ALTER SYSTEM SET archive_mode = on")
        cursor.execute("ALTER SYSTEM SET archive_timeout = 2")
        cursor.execute(f"ALTER SYSTEM SET archive_command = '{archive_command(wal)}'")
    restart_postgres(database, "fast")


def base_backup(database: str, target: Path) -> None:
    options = documented(r"pg_basebackup -U tracker -D .+\) (--.+)").split()
    command: list[str | Path] = [program("pg_basebackup"), f"--dbname={database}", "-D", target, *options]
    subprocess.run(command, cwd=target.parent, check=True, stdout=subprocess.DEVNULL, **AS_OWNER)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """By PostgreSQL as well, which does not run as root."""
    with tempfile.TemporaryDirectory(prefix="tracker-wal-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def owned(folder: Path) -> Path:
    folder.mkdir()
    if AS_OWNER:
        shutil.chown(folder, "postgres", "postgres")
    return folder


@contextlib.contextmanager
def restored(base: Path, wal: Path, folder: Path, moment: str, lost: str) -> Iterator[str]:
    """Unpack, name the archive and the moment, an empty recovery.signal, start."""
    data = folder / "data"
    for archive, target in (("base.tar.gz", data), ("pg_wal.tar.gz", data / "pg_wal")):
        target.mkdir(exist_ok=True)
        with tarfile.open(base / archive) as packed:
            packed.extractall(target, filter="tar")
    settings = [
        documented(r"`(restore_command = '[^']+')`").replace("/wal", str(wal)),
        documented(r"`(recovery_target_time = '…')`").replace("…", moment),
        documented(r"`(recovery_target_action = 'promote')`"),
        # Of the copy alone: it must not go on with the archive of the one that was lost.
        "archive_mode = off",
    ]
    with (data / "postgresql.auto.conf").open("a") as configuration:
        configuration.write("\n" + "\n".join(settings) + "\n")
    (data / "recovery.signal").touch()
    data.chmod(0o700)
    if AS_OWNER:
        for path in (data, *data.rglob("*")):
            shutil.chown(path, "postgres", "postgres")
    port = services.free_port()
    reach = f"-c max_connections=200 -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    pg_ctl: list[str | Path] = [program("pg_ctl"), "-D", data]
    start = [*pg_ctl, "start", "-w", "-l", folder / "log", "-o", reach]
    try:
        done = subprocess.run(start, cwd=folder, check=False, stdout=subprocess.DEVNULL, **AS_OWNER)
        assert done.returncode == 0, (folder / "log").read_text()
        url = f"postgres://postgres:{urlsplit(lost).password}@127.0.0.1:{port}/postgres"
        until("recovery has ended", lambda: not one(url, "SELECT pg_is_in_recovery()"))
        yield url
    finally:
        subprocess.run([*pg_ctl, "stop", "-m", "immediate"], cwd=folder, check=False, capture_output=True, **AS_OWNER)


CONTENTS = """
import dataclasses, json
from reformtracker.web.backups.postgresql import contents
print(json.dumps(dataclasses.asdict(contents())))
"""


def contents(site: Site) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(site.ask(CONTENTS).splitlines()[-1])
    return said


def validate(database: str) -> None:
    """Every row is judged again by what it points to, and by each rule about one row."""
    with asked(database) as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace AND conrelid <> 0"
        )
        rules = cursor.fetchall()
        assert len(rules) > 300
        for table, name in rules:
            cursor.execute("UPDATE pg_constraint SET convalidated = FALSE WHERE conname = %s", [name])
            cursor.execute(f'ALTER TABLE {table} VALIDATE CONSTRAINT "{name}"')


def test_the_moment_before_a_mistake_comes_back_whole_on_another_cluster(
    reachable: Path, tmp_path: Path, figure: Figure
) -> None:
    wal, copy = owned(reachable / "wal"), owned(reachable / "copy")
    with services.postgres(durable=True) as lost:
        archiving(lost, wal)
        site = Site(lost, tmp_path / "exports")
        site.manage("migrate", "--verbosity=0")
        site.drill("fill")
        base_backup(lost, wal / "base")
        site.manage("load_framework", SHIPPED)
        before = contents(site)
        moment = str(one(lost, "SELECT clock_timestamp()"))
        time.sleep(0.1)
        with asked(lost) as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM benefits_observationversion")
        written = one(lost, "SELECT pg_walfile_name(pg_current_wal_lsn())")
        asked_at = time.monotonic()
        until("the log is archived", lambda: (wal / written).exists())
        late = time.monotonic() - asked_at
        assert one(lost, "SELECT failed_count FROM pg_stat_archiver") == 0
    begun = time.monotonic()
    with restored(wal / "base", wal, copy, moment, lost) as found:
        site = Site(found, tmp_path / "exports")
        site.manage("migrate", "--check")
        assert contents(site) == before
        assert "whole" in site.manage("verify_releases")
        assert "whole. Head:" in site.manage("verify_audit")
        assert "every file is what it was" in site.manage("verify_exports")
        took = time.monotonic() - begun
        validate(found)
        site.drill("go_on")
    figure(
        "B48",
        f"point in time: log archived {late:.1f} s after archive_timeout=2 began, restored to the moment and verified in {took:.0f} s",
    )
