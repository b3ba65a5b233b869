"""Back and forth on a real PostgreSQL: what is restored is what was there, and what cannot be right is refused before."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reformtracker.publishing import public_role
from reformtracker.web.backups import archive, postgresql
from reformtracker.web.backups.about import About, Dump, Refused
from tests.publishing import raw
from tests.web.backups import drill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.bar("B48")]


@pytest.fixture
def filled(tmp_path: Path, settings: Any) -> None:
    settings.EXPORTS_DIR = tmp_path / "exports"
    drill.fill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def backup(kept: Path, folder: Path, request: pytest.FixtureRequest) -> Path:
    """Made once; each test has a copy that it may damage."""
    if not any(kept.iterdir()):
        request.getfixturevalue("filled")
        take(kept)
    return Path(shutil.copy(max(kept.iterdir()), folder))


@pytest.fixture
def empty() -> Iterator[None]:
    """Another database of the same server is the configured one."""
    with postgresql.scratch():
        yield


def take(folder: Path) -> Path:
    call_command("backup", folder, stdout=StringIO())
    return max(folder.iterdir())


def restored(path: Path, **options: Any) -> list[str]:
    out = StringIO()
    call_command("restore", path, stdout=out, **options)
    return out.getvalue().splitlines()


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(CommandError) as refused:
        restored(path, **options)
    assert refused.value.returncode == 1
    assert str(refused.value).endswith("Nothing has been restored.")
    return str(refused.value)


def rewritten(path: Path, about: About, dump: bytes | None = None) -> Path:
    with zipfile.ZipFile(path) as read:
        data = read.read(about.dump.name) if dump is None else dump
    with zipfile.ZipFile(path, "w") as forged:
        forged.writestr(about.dump.name, data)
        forged.writestr(archive.ABOUT, about.to_json())
    return path


def about(path: Path) -> About:
    with archive.opened(path) as backup:
        return backup.about


def test_what_is_restored_is_checked_and_goes_on(backup: Path, empty: None) -> None:
    said = restored(backup)
    found = about(backup).contents
    assert found.audit is not None
    assert [line.partition(":")[0] for line in said[3:]] == [
        "Whole", "Restored", "Migrated", "Guarded", "verify_releases", "verify_audit", "verify_exports",
        "Restored, and all of it is sound.",
    ]  # fmt: skip
    assert f"  reform: release 2 ({found.releases['reform'].hash})" in said
    assert f"verify_audit: {found.audit.number} seals, whole. Head: {found.audit.hash}" in said
    assert "verify_releases: reform: 2 releases, whole." in said
    assert "verify_exports: reform: every file is what it was." in said
    drill.go_on()


def test_a_public_role_that_the_new_server_does_not_have_stops_nothing(folder: Path) -> None:
    role = "public_of_a_backup"
    with postgresql.scratch():
        call_command("migrate", verbosity=0)
        public_role.create(connection.alias, role)
        path = take(folder)
        raw.run(f"DROP OWNED BY {role}; DROP ROLE {role}")
    with postgresql.scratch():
        assert restored(path)[-1] == "Restored, and all of it is sound."


def test_a_check_leaves_no_database_behind_and_touches_none(backup: Path) -> None:
    before, name = postgresql.contents(), connection.settings_dict["NAME"]
    assert restored(backup, check=True)[-1] == "The backup restores, and all of it is sound."
    assert connection.settings_dict["NAME"] == name
    assert postgresql.contents() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = %s", [f"{name}_restore_check"])
        assert cursor.fetchall() == []


def test_what_a_killed_check_left_is_not_dropped_without_asking(backup: Path) -> None:
    with postgresql.scratch():
        name = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name.removesuffix("_restore_check")
        try:
            assert f"dropdb {name}" in refusal(backup, check=True)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name


def test_a_database_that_is_not_empty_is_left_as_it_is(backup: Path) -> None:
    before = postgresql.contents()
    assert "is not empty" in refusal(backup)
    assert postgresql.contents() == before


def test_one_table_of_somebody_else_is_not_empty(backup: Path, empty: None) -> None:
    raw.run("CREATE SCHEMA theirs CREATE TABLE ledger (id integer)")
    assert "it has ledger." in refusal(backup)


def test_a_changed_dump_is_refused_before_anything_is_written(backup: Path, empty: None) -> None:
    with zipfile.ZipFile(backup) as read:
        dump = bytearray(read.read("database.dump"))
    dump[len(dump) // 2] ^= 1
    assert "does not have the SHA-256" in refusal(rewritten(backup, about(backup), bytes(dump)))
    assert postgresql.there() == []


def test_a_dump_that_ends_early_leaves_the_database_empty(backup: Path, empty: None) -> None:
    """Even where whoever cut it noted the hash anew."""
    with zipfile.ZipFile(backup) as read:
        half = read.read("database.dump")[: about(backup).dump.bytes // 2]
    noted = Dump("database.dump", len(half), hashlib.sha256(half).hexdigest())
    path = rewritten(backup, dataclasses.replace(about(backup), dump=noted), half)
    assert "pg_restore cannot read what the dump holds" in refusal(path)
    assert postgresql.there() == []


def test_a_backup_of_newer_code_is_refused_in_words(folder: Path) -> None:
    raw.run("INSERT INTO django_migrations (app, name, applied) VALUES ('benefits', '9999_later', now())")
    try:
        path = take(folder)
    finally:
        raw.run("DELETE FROM django_migrations WHERE name = '9999_later'")
    with postgresql.scratch():
        said = refusal(path)
        assert "made by newer code: this one does not know benefits.9999_later" in said
        assert postgresql.there() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"engine": "sqlite"}, "goes back into its own kind"),
        ({"server": 99}, "It is of PostgreSQL 99, and this server has version"),
        ({"program": 99}, "pg_restore is here in version"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any], said: str, backup: Path, empty: None) -> None:
    assert said in refusal(rewritten(backup, dataclasses.replace(about(backup), **change)))
    assert postgresql.there() == []


def test_a_missing_and_an_old_program_are_told_apart() -> None:
    with pytest.raises(Refused, match=r"pg_nothing is missing.*apt-get install postgresql-client-15"):
        postgresql.program("pg_nothing", 15)
    with pytest.raises(Refused, match=r"pg_dump is here in version \d+ only, and version 99 or newer is needed"):
        postgresql.program("pg_dump", 99)


@pytest.mark.usefixtures("filled")
def test_what_is_written_meanwhile_is_not_half_in_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dumped = postgresql._started

    def write_first(*words: Any, **pipes: Any) -> Any:
        with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
            cursor.execute(
                "DELETE FROM publishing_person_groups WHERE id = (SELECT min(id) FROM publishing_person_groups)"
            )
        return dumped(*words, **pipes)

    monkeypatch.setattr(postgresql, "_started", write_first)
    path = take(folder)
    monkeypatch.undo()
    assert about(path).contents != postgresql.contents()
    assert restored(path, check=True)[-1].endswith("sound.")


def test_a_dump_that_fails_leaves_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "program", lambda name, at_least: (Path("/bin/false"), 15))
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup", folder)
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("filled")
def test_a_record_that_was_bent_before_its_backup_is_not_called_sound(folder: Path) -> None:
    raw.run("SET session_replication_role = replica")
    raw.run("UPDATE benefits_observationversion SET value = 99 WHERE state = 'published'")
    raw.run("SET session_replication_role = origin")
    path = take(folder)
    with pytest.raises(CommandError, match="verify_releases, verify_audit, verify_exports found it broken") as broken:
        restored(path, check=True)
    assert broken.value.returncode == 3


def test_rows_that_are_not_those_that_were_counted_are_named(backup: Path, empty: None) -> None:
    said = about(backup)
    rows = {**said.contents.rows, "initiatives_entity": 5}
    contents = dataclasses.replace(said.contents, rows=rows)
    with pytest.raises(CommandError, match="not what was backed up") as unsound:
        restored(rewritten(backup, dataclasses.replace(said, contents=contents)))
    assert unsound.value.returncode == 3


def test_the_public_role_neither_restores_nor_guesses(backup: Path, settings: Any) -> None:
    settings.SERVES_STAFF = False
    with pytest.raises(CommandError, match="restore as `staff` or `all`"):
        call_command("restore", backup)
