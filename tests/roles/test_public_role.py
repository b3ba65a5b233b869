"""The database shows the role of the public servers what is published, and nothing else, whatever SQL it sends."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import AddField, Migration, RemoveField
from django.db.migrations.recorder import MigrationRecorder

from benefits.models import Indicator, ObservationVersion
from reformtracker.publishing import public_role
from reformtracker.publishing.roles import Refused
from reformtracker.publishing.shown import shown
from tests import factories as f
from tests.cast import Cast
from tests.planted import SECRET, plant
from tests.roles import reader
from tests.roles.reviewed import HIDDEN, READABLE, TABLES, WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.bar("B42")]

VERBS = {
    "INSERT": "INSERT INTO {table} DEFAULT VALUES",
    "UPDATE": "UPDATE {table} SET {column} = NULL",
    "DELETE": "DELETE FROM {table}",
    "TRUNCATE": "TRUNCATE {table}",
}
REFUSED = ("permission denied", "does not exist", "is not a table")


@pytest.fixture
def planted(cast: Cast) -> None:
    plant(f.tracker(cast), cast)


def tables() -> list[str]:
    """All that the database has, whether a model knows of them or not."""
    return [table for (table,) in reader.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def columns(table: str, of: str) -> list[str]:
    asked = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
    return [column for (column,) in reader.rows(f"{asked} ORDER BY ordinal_position", of, table)]


# ---------- tables, columns and verbs ----------
def test_the_tables_that_it_finds_are_the_reviewed_ones() -> None:
    views = reader.rows("SELECT viewname FROM pg_views WHERE schemaname = %s", public_role.SCHEMA)
    assert {view for (view,) in views} == READABLE == shown().keys()
    assert set(tables()) == TABLES


def test_every_table_but_those_that_are_public_as_a_whole_lets_published_rows_through_alone() -> None:
    asked = "SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE polname = %s"
    limited = {
        table for (table,) in reader.rows(f"{asked} AND NOT polpermissive AND relrowsecurity", public_role.SCHEMA)
    }
    assert limited == READABLE - WHOLE


def test_the_columns_that_it_may_read_are_the_reviewed_ones() -> None:
    asked = "SELECT has_column_privilege(%s, %s, %s, 'SELECT')"
    for table in tables():
        every = columns(table, "public")
        may_read = {column for column in every if reader.rows(asked, reader.name(), table, column) == [(True,)]}
        assert may_read == (set(every) - HIDDEN.get(table, set()) if table in READABLE else set()), table


@pytest.mark.parametrize("schema", ["", "public.", f"{public_role.SCHEMA}."])
def test_no_verb_but_select_is_open_to_it_under_any_name(schema: str) -> None:
    every = {table: columns(table, "public")[0] for table in tables()}
    for verb, sql in VERBS.items():
        done = []
        with reader.as_the_public():
            for table, column in every.items():
                said = reader.refusal(sql.format(table=f"{schema}{table}", column=f'"{column}"'))
                done += [table] if not any(refused in said for refused in REFUSED) else []
        assert done == [], verb


@pytest.mark.parametrize("schema", ["", "public.", f"{public_role.SCHEMA}."])
def test_it_reads_the_reviewed_tables_alone_under_any_name(schema: str) -> None:
    every = tables()
    with reader.as_the_public():
        read = {table for table in every if not reader.refusal(f"SELECT count(*) FROM {schema}{table}")}
    assert read == READABLE


def test_a_row_says_nothing_of_who_worked_on_it_and_why(planted: None) -> None:
    with reader.as_the_public():
        for table, names in HIDDEN.items():
            said = " OR ".join(f'"{name}" IS NOT NULL' for name in names)
            assert reader.rows(f"SELECT * FROM {table} WHERE {said}") == [], table
            assert "permission denied" in reader.refusal(f"SELECT {min(names)} FROM public.{table}")
    assert ObservationVersion.objects.exclude(edited_by=None).exists()


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE public.mine (said text)",
        f"CREATE TABLE {public_role.SCHEMA}.mine (said text)",
        "CREATE TEMPORARY TABLE mine (said text)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COPY benefits_indicator TO PROGRAM 'cat'",
        "ALTER TABLE public.benefits_indicatorversion DISABLE ROW LEVEL SECURITY",
        "SELECT nextval('public.publishing_touch_id_seq')",
        "SELECT * FROM public.publishing_person",
        "SELECT * FROM pg_authid",
    ],
)
def test_it_can_make_nothing_and_become_nobody(sql: str) -> None:
    with reader.as_the_public():
        assert reader.refusal(sql)


# ---------- rows ----------
def told(schema: str) -> str:
    """Every row that the role reads, as text."""
    found = []
    for one in shown().values():
        names = ", ".join(f'"{name}"' for name in one.columns)
        found += [str(row) for row in reader.rows(f"SELECT {names} FROM {schema}{one.table}")]
    return "\n".join(found)


@pytest.mark.parametrize("schema", ["", "public."])
def test_no_secret_word_is_in_any_row_that_it_reads(schema: str, planted: None) -> None:
    assert SECRET in told("public.")
    with reader.as_the_public():
        found = told(schema)
    assert SECRET not in found
    assert "A report" in found
    assert "16.5" in found


def test_things_that_nothing_published_names_are_not_there(planted: None) -> None:
    found: set[str] = set()
    with reader.as_the_public():
        for table in ("initiatives_objective", "initiatives_initiative", "benefits_indicator", "casestudies_challenge"):
            found |= {code for (code,) in reader.rows(f"SELECT code FROM {table}")}
        found |= {slug for (slug,) in reader.rows("SELECT slug FROM publishing_chain")}
        found |= {period for (period,) in reader.rows("SELECT period FROM benefits_observation")}
    assert found == {"2", "2.4", "2.4.2", "reform", "2020"}
    assert Indicator.objects.filter(code="2.9.1").exists()


def guesses() -> list[str]:
    """Conditions that fail, or take a way, where they meet the secret: what the planner tries first, an error tells."""
    texts = [
        (one.table, name)
        for one in shown().values()
        for name in one.columns
        if name.endswith("_en") or name in ("code", "slug", "symbol", "acronym")
    ]
    return [
        f"SELECT count(*) FROM {schema}{table} WHERE 0 < length({name}) AND CASE WHEN {name} LIKE '{SECRET}%' "
        f"OR {name} IN ('2.9', '2.9.1', 'C9', 'quiet', 'Q/1') THEN {name}::int = 1 ELSE TRUE END"
        for table, name in texts
        for schema in ("", "public.")
    ]


def test_an_error_that_a_condition_provokes_tells_nothing(planted: None) -> None:
    asked = guesses()
    assert any("invalid input syntax" in reader.refusal(sql) for sql in asked if "public." in sql)
    with reader.as_the_public():
        assert {said for sql in asked if (said := reader.refusal(sql))} == set()


def test_a_release_that_is_published_shows_what_was_hidden(cast: Cast) -> None:
    chain = f.tracker(cast)
    draft = f.challenge(chain, cast, "C9", title_en=SECRET)
    asked = "SELECT title_en FROM casestudies_challengeversion"
    with reader.as_the_public():
        assert reader.rows(asked) == []
    f.release(chain, cast, draft)
    with reader.as_the_public():
        assert reader.rows(asked) == [(SECRET,)]


# ---------- for everybody else, and after a migration ----------
def test_another_role_sees_every_row_as_before(planted: None) -> None:
    reader.run(f'CREATE ROLE "other_{reader.name()}"')
    reader.run(f'GRANT SELECT ON casestudies_challengeversion TO "other_{reader.name()}"')
    reader.run(f'SET SESSION AUTHORIZATION "other_{reader.name()}"')
    found = reader.rows("SELECT title_en FROM casestudies_challengeversion")
    reader.run("RESET SESSION AUTHORIZATION")
    assert found == [(f"{SECRET} title",)]


def test_what_is_there_already_is_left_alone() -> None:
    asked = "SELECT oid FROM pg_class WHERE relnamespace = %s::regnamespace ORDER BY oid"
    before = reader.rows(asked, public_role.SCHEMA)
    public_role.create(connection.alias, reader.name())
    public_role.renew_after_migrate(connection.alias)
    assert reader.rows(asked, public_role.SCHEMA) == before


def plan(*operations: Any) -> list[tuple[Migration, bool]]:
    migration = Migration("0001", "benefits")
    migration.operations = list(operations)
    return [(migration, False)]


def test_what_stands_in_the_way_of_a_migration_goes_and_comes_again() -> None:
    public_role.stand_aside(connection.alias, plan(RemoveField("unit", "label")))
    assert reader.rows("SELECT viewname FROM pg_views WHERE schemaname = %s", public_role.SCHEMA) == []
    with reader.as_the_public():
        assert reader.refusal("SELECT * FROM public.benefits_unit")
    public_role.renew_after_migrate(connection.alias)
    with reader.as_the_public():
        assert reader.refusal("SELECT * FROM benefits_unit") == ""


def test_other_migrations_leave_the_public_servers_at_work() -> None:
    public_role.stand_aside(connection.alias, plan(AddField("unit", "more", models.TextField(null=True))))
    with reader.as_the_public():
        assert reader.refusal("SELECT * FROM benefits_unit") == ""


@pytest.mark.bar("B59")
def test_older_code_leaves_what_newer_code_has_shown() -> None:
    """While one release takes the place of another, servers of both are at work."""
    public_role._remember(connection, reader.name(), "newer")
    recorder = MigrationRecorder(connection)
    recorder.record_applied("benefits", "9999_more")
    public_role.renew_after_migrate(connection.alias)
    assert public_role._made(connection) == (reader.name(), "newer")
    recorder.record_unapplied("benefits", "9999_more")
    public_role.renew_after_migrate(connection.alias)
    assert public_role._made(connection) != (reader.name(), "newer")


def test_a_new_column_of_a_table_stays_hidden_until_the_models_know_it() -> None:
    reader.run("ALTER TABLE benefits_observationversion ADD COLUMN doubts text DEFAULT 'many'")
    with reader.as_the_public():
        assert "does not exist" in reader.refusal("SELECT doubts FROM benefits_observationversion")
        assert "permission denied" in reader.refusal("SELECT doubts FROM public.benefits_observationversion")


def test_the_owner_of_the_tables_cannot_be_made_the_public_role() -> None:
    (owner,) = reader.rows("SELECT current_user")[0]
    with pytest.raises(Refused, match="owns the tables: name another role"):
        public_role.create(connection.alias, owner)
