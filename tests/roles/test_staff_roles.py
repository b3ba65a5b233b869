"""Servers of staff and workers own nothing, auditors change nothing: tried with every verb on every table, and with work."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from benefits.models import ObservationVersion
from reformtracker.publishing.actions.redaction import confirm_redaction, order_redaction
from reformtracker.publishing.models import Change, Role, Seal
from reformtracker.publishing.rows import insert, reserve
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast, person
from tests.roles import reader
from tests.roles.reviewed import OF_STAFF
from tests.web.backups import drill

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.bar("B42")]

WHOLE_TABLE = {
    "SELECT": "SELECT count(*) FROM {table}",
    "INSERT": "INSERT INTO {table} DEFAULT VALUES",
    "DELETE": "DELETE FROM {table} WHERE FALSE",
    "TRUNCATE": "TRUNCATE {table}",
}
BEYOND = (
    "DROP TABLE publishing_change",
    "TRUNCATE publishing_change CASCADE",
    "TRUNCATE benefits_observationversion CASCADE",
    "ALTER TABLE publishing_change DISABLE TRIGGER ALL",
    "ALTER TABLE benefits_observationversion DISABLE TRIGGER USER",
    "ALTER TABLE benefits_observationversion DROP CONSTRAINT benefits_observationversion_pkey",
    "DROP TRIGGER publishing_change_guard_delete ON publishing_change",
    "CREATE OR REPLACE FUNCTION publishing_seal_at_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP FUNCTION publishing_open_seal()",
    "SELECT publishing_open_seal()",
    "SET session_replication_role = replica",
    "INSERT INTO publishing_seal (at, person, role, reason, changes, previous, hash) VALUES (now(), '', '', '', 0, '', '')",
    "UPDATE publishing_seal SET hash = ''",
    "DELETE FROM publishing_change",
    "DELETE FROM publishing_auditevent",
    "DELETE FROM publishing_editor",
    "DELETE FROM django_migrations",
    "CREATE TABLE mine (said text)",
    "CREATE TEMPORARY TABLE mine (said text)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER mine BEFORE INSERT ON publishing_change EXECUTE FUNCTION publishing_seal_at_commit()",
    "COPY benefits_indicator TO PROGRAM 'cat'",
    "CREATE ROLE mine",
    "SELECT * FROM pg_authid",
)


@pytest.fixture(params=["staff", "auditor"])
def role_name(request: pytest.FixtureRequest) -> str:
    return str(getattr(reader, request.param)())


def tables() -> list[str]:
    return [table for (table,) in reader.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def columns(table: str) -> list[str]:
    asked = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
    return [column for (column,) in reader.rows(asked, table)]


def is_allowed(sql: str) -> bool:
    """That a row does not fit is another matter."""
    said = reader.refusal(sql)
    return "permission denied" not in said and "must be owner" not in said and "read-only transaction" not in said


def verbs(table: str, names: list[str]) -> Iterator[str]:
    """What the role at hand can do to a table."""
    yield from (verb for verb, sql in WHOLE_TABLE.items() if is_allowed(sql.format(table=table)))
    written = [one for one in names if is_allowed(f'UPDATE {table} SET "{one}" = "{one}" WHERE FALSE')]
    if written:
        yield "UPDATE" if written == names else f"UPDATE({','.join(written)})"


def found_as(role: str) -> dict[str, frozenset[str]]:
    every = {table: columns(table) for table in tables()}
    with reader.as_role(role):
        return {table: frozenset(verbs(table, names)) for table, names in every.items()}


# ---------- verbs ----------
def test_the_role_of_staff_can_do_to_each_table_what_was_reviewed(figure: Figure) -> None:
    found = found_as(reader.staff())
    assert found == OF_STAFF
    figure("B42", f"staff role: {len(found)} tables with five verbs, as reviewed; TRUNCATE on none")


def test_an_auditor_reads_every_table_and_writes_none(figure: Figure) -> None:
    found = found_as(reader.auditor())
    assert found == dict.fromkeys(OF_STAFF, frozenset({"SELECT"}))
    figure("B42", f"auditor role: {len(found)} tables, SELECT alone")


@pytest.mark.parametrize("sql", BEYOND)
def test_neither_can_bend_the_record_or_make_anything_of_its_own(sql: str, role_name: str) -> None:
    with reader.as_role(role_name):
        said = reader.refusal(sql)
    assert any(
        word in said for word in ("permission denied", "must be owner", "must be superuser", "read-only transaction")
    ), said


def test_neither_can_become_the_owner(role_name: str) -> None:
    ((owner,),) = reader.rows("SELECT current_user")
    reader.run(f"ALTER ROLE \"{role_name}\" PASSWORD 'only for this test'")
    connection.connection.commit()
    try:
        at = connection.get_connection_params()
        other = psycopg2.connect(**{**at, "user": role_name, "password": "only for this test"})
        with other.cursor() as cursor, pytest.raises(psycopg2.Error, match="permission denied to set role"):
            cursor.execute(f"SET ROLE {owner}")
        other.close()
    finally:
        reader.run(f'ALTER ROLE "{role_name}" PASSWORD NULL')
        connection.connection.commit()


# ---------- work ----------
@pytest.mark.django_db(transaction=True)
def test_staff_sign_in_publish_and_leave_a_whole_record_as_the_role(settings: Any, tmp_path: Any) -> None:
    settings.EXPORTS_DIR = tmp_path
    drill.fill()
    before = Seal.objects.count()
    with reader.as_role(reader.staff()):
        drill.go_on()
        said = StringIO()
        call_command("verify_audit", stdout=said)
    assert "whole. Head:" in said.getvalue()
    assert set(Seal.objects.order_by("pk")[before:].values_list("role", flat=True)) <= {reader.staff()}


def test_a_redaction_blanks_the_history_as_the_role_and_nothing_else_does(cast: Cast) -> None:
    version = ObservationVersion.objects.filter(thing__chain=f.tracker(cast), release__isnull=False)[0]
    reader.run("SET CONSTRAINTS ALL IMMEDIATE")
    of_it = Change.objects.filter(table=version._meta.db_table, version_id=version.pk).exclude(new="")
    key = of_it[0].pk
    with reader.as_role(reader.staff()):
        blank = f"UPDATE publishing_change SET old = '', new = '' WHERE id = {key}"
        assert "the history never changes" in reader.refusal(blank)
        assert "permission denied" in reader.refusal(f"UPDATE publishing_change SET digest = '' WHERE id = {key}")
        order = order_redaction(version, by=cast.administrator, reason="By order")
        confirm_redaction(order, by=person("amara", Role.ADMINISTRATOR))
        assert reader.refusal(blank) == ""
    assert not of_it.exists()


def test_many_rows_at_once_are_copied_as_the_role(cast: Cast) -> None:
    """PostgreSQL takes no COPY from whoever is within the security of rows."""
    chain = f.tracker(cast)
    model = type(chain)
    with reader.as_role(reader.staff()):
        (key,) = reserve(model, 1)
        names = [str(field.column) for field in model._meta.concrete_fields]
        row = model.objects.filter(pk=chain.pk).values_list(*names)[0]
        given = {**dict(zip(names, row, strict=True)), "id": key, "slug": "copied", "is_default": False, "head": 0}
        cells = [int(cell) if isinstance(cell, bool) else cell for cell in given.values()]
        insert(model, list(given), [[cell if isinstance(cell, int | None) else str(cell) for cell in cells]])
    assert model.objects.filter(pk=key, slug="copied").exists()


@pytest.mark.django_db(transaction=True)
def test_an_auditor_verifies_history_and_releases(cast: Cast) -> None:
    f.tracker(cast)
    with reader.as_role(reader.auditor()):
        for command in ("verify_audit", "verify_releases"):
            said = StringIO()
            call_command(command, stdout=said)
            assert "whole" in said.getvalue()


# ---------- as an operator makes them ----------
def test_the_command_makes_those_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STAFF_DATABASE", {"USER": reader.staff(), "PASSWORD": "only for this test"})
    monkeypatch.setattr(settings, "AUDITOR_DATABASE", None)
    said = StringIO()
    call_command("make_staff_roles", stdout=said)
    assert said.getvalue() == f"{reader.staff()} works on the record.\n"
    ((kept,),) = reader.rows("SELECT rolpassword FROM pg_authid WHERE rolname = %s", reader.staff())
    assert kept.startswith("SCRAM-SHA-256$")


def test_without_an_address_the_command_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STAFF_DATABASE", None)
    monkeypatch.setattr(settings, "AUDITOR_DATABASE", None)
    with pytest.raises(CommandError, match="STAFF_DATABASE_URL like postgres://tracker_staff:password@host"):
        call_command("make_staff_roles")


def test_whoever_may_not_make_roles_is_told_the_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STAFF_DATABASE", {"USER": "later_staff", "PASSWORD": ""})
    with reader.as_role(reader.staff()), pytest.raises(CommandError, match="CREATE ROLE .*later_staff.* BYPASSRLS;"):
        call_command("make_staff_roles")


def test_what_was_granted_beyond_is_taken_away_again() -> None:
    from reformtracker.publishing import staff_role

    reader.run(f'GRANT ALL ON publishing_seal TO "{reader.staff()}"')
    staff_role.create_staff(connection.alias, reader.staff())
    with reader.as_role(reader.staff()):
        assert "permission denied" in reader.refusal("TRUNCATE publishing_seal")
