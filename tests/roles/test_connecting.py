"""The role as an operator makes it, and a public server that reads as it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from reformtracker.publishing import public_role
from tests import factories as f
from tests.cast import Cast
from tests.roles import reader

pytestmark = [pytest.mark.postgres, pytest.mark.bar("B42")]

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "only for this test"
ASK = """
import django; django.setup()
from django.test import Client
for path in ("/readyz", "/en/reform/", "/api/v1/observations/"):
    answer = Client().get(path)
    print(answer.status_code, b"16.5" in answer.getvalue(), answer.content if path == "/readyz" else "")
"""


def url(password: str = PASSWORD) -> str:
    at = connection.settings_dict
    return f"postgres://{reader.name()}:{quote(password)}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def make(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> str:
    monkeypatch.setattr(settings, "PUBLIC_DATABASE", {"USER": reader.name(), "PASSWORD": password})
    said = StringIO()
    call_command("make_public_role", stdout=said)
    return said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_public_server_is_ready_and_answers_as_the_role(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"{reader.name()} sees the public record." in make(monkeypatch)
    f.tracker(cast)
    environment = {
        **os.environ,
        "TRACKER_ROLE": "public",
        "PUBLIC_DATABASE_URL": url(),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "REDIS_URL": "",
        # Static files as they lie in the tree: none have been collected.
        "DEBUG": "true",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    ready, page, data = done.stdout.splitlines()[-3:]
    assert ready.startswith("""200 False b'{"state": "ready", "database": "ok", "migrations": "ok", "cache": "ok",""")
    assert (page, data) == ("200 True ", "200 True ")


@pytest.mark.django_db(transaction=True)
def test_who_connects_as_the_role_finds_the_views_and_may_not_write(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch)
    reader_of_it = psycopg2.connect(url())
    try:
        with reader_of_it.cursor() as cursor:
            cursor.execute("SELECT current_schemas(true)::text, current_setting('default_transaction_read_only')")
            assert cursor.fetchone() == ("{pg_catalog,public_record}", "on")
            cursor.execute("SELECT count(*) FROM publishing_chain")
            for sql in ("SET ROLE postgres", "RESET ROLE; SELECT * FROM public.publishing_person"):
                reader_of_it.rollback()
                with pytest.raises(psycopg2.Error, match="permission denied"):
                    cursor.execute(sql)
    finally:
        reader_of_it.close()


@pytest.mark.bar("B05")
@pytest.mark.django_db(transaction=True)
def test_no_statement_of_the_role_works_longer_than_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert public_role.LONGEST == "5s"
    monkeypatch.setattr(public_role, "LONGEST", "50ms")
    make(monkeypatch)
    with (
        closing(psycopg2.connect(url())) as reader_of_it,
        reader_of_it.cursor() as cursor,
        pytest.raises(psycopg2.errors.QueryCanceled, match="statement timeout"),
    ):
        cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.django_db(transaction=True)
def test_making_it_again_sets_the_new_password_and_keeps_none_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    make(monkeypatch)
    make(monkeypatch, "another")
    psycopg2.connect(url("another")).close()
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(url())
    ((kept,),) = reader.rows("SELECT rolpassword FROM pg_authid WHERE rolname = %s", reader.name())
    assert kept.startswith("SCRAM-SHA-256$")


@pytest.mark.django_db(transaction=True)
def test_a_role_that_a_restored_database_did_not_find_gets_its_rights_again() -> None:
    reader.run(f'DROP OWNED BY "{reader.name()}"')
    reader.run(f'DROP ROLE "{reader.name()}"')
    public_role.create(connection.alias, reader.name())
    with reader.as_the_public():
        assert reader.refusal("SELECT * FROM benefits_observationversion") == ""


@pytest.mark.django_db(transaction=True)
def test_whoever_was_the_public_role_before_reads_nothing_any_more() -> None:
    later = f"{reader.name()}_later"
    try:
        public_role.create(connection.alias, later)
        with reader.as_the_public():
            for schema in ("public", public_role.SCHEMA):
                assert "permission denied" in reader.refusal(f"SELECT id FROM {schema}.benefits_observationversion")
    finally:
        public_role.create(connection.alias, reader.name())
        reader.run(f'DROP OWNED BY "{later}"')
        reader.run(f'DROP ROLE "{later}"')


@pytest.mark.django_db
def test_without_an_address_for_the_public_the_command_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC_DATABASE", None)
    with pytest.raises(CommandError, match="PUBLIC_DATABASE_URL like postgres://tracker_public:password@host"):
        call_command("make_public_role")
