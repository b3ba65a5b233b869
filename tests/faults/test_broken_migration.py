"""A migration that breaks in the middle, or two servers that migrate at once: the release before goes on, and the next try is whole."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db.migrations.loader import MigrationLoader

from reformtracker.publishing import public_role
from tests.bars import Figure
from tests.faults.another import Another, another, run

pytestmark = [pytest.mark.bar("B12"), pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROWS = 200
NAME = "9001_more"
MIGRATION = """
import os, signal, time
from django.db import migrations, models

def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for number in range({rows}):
            if number == {rows} // 2:
                {half_way}
            cursor.execute("INSERT INTO more VALUES (%s)", [number])

class Migration(migrations.Migration):
    dependencies = [("publishing", "{after}")]
    operations = [
        # Neither could be made twice; and the first cannot be made while the public servers see the table.
        migrations.AlterField("chain", "slug", models.SlugField(max_length=90, unique=True)),
        migrations.RunSQL("CREATE TABLE more (number integer)"),
        migrations.RunPython(fill),
    ]
"""
HALF_WAY = {
    "fails": "raise RuntimeError('half-way')",
    "is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "is slow": "time.sleep(1)",
}


def write(server: Another, half_way: str) -> None:
    (after,) = (name for app, name in MigrationLoader(None).graph.leaf_nodes() if app == "publishing")
    path = server.folder / f"reformtracker/publishing/migrations/{NAME}.py"
    path.write_text(MIGRATION.format(rows=ROWS, half_way=HALF_WAY[half_way], after=after))


def upgrade(server: Another) -> tuple[int, str]:
    return server.manage("upgrade", "--skip-checks", "--verbosity=0")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Another]:
    with another(tmp_path / "app") as made:
        yield made


@pytest.fixture
def as_the_public(server: Another) -> Iterator[str]:
    """The address under which public servers read."""
    role, password = f"public_of_{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    at = urlsplit(server.url)
    url = at._replace(netloc=f"{role}:{password}@{at.hostname}:{at.port}").geturl()
    assert server.manage("make_public_role", PUBLIC_DATABASE_URL=url)[0] == 0
    yield url
    run(server.url, f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_what_breaks_half_way_leaves_nothing_and_the_release_before_goes_on(
    server: Another, as_the_public: str, figure: Figure
) -> None:
    before = shape(server)
    for half_way in ("fails", "is killed"):
        write(server, half_way)
        code, said = upgrade(server)
        assert code == {"fails": 1, "is killed": -signal.SIGKILL}[half_way], said
        assert shape(server) == before, half_way
        # The views of the public servers had to go for it, and are there again.
        assert server.rows("SELECT count(*) FROM publishing_chain", url=as_the_public) == [(0,)]
    write(server, "is slow")
    code, said = upgrade(server)
    assert code == 0, said
    assert server.rows("SELECT count(*) FROM more") == [(ROWS,)]
    assert server.rows("SELECT count(*) FROM publishing_chain", url=as_the_public) == [(0,)]
    figure("B12", f"failed and killed at row {ROWS // 2} of {ROWS}: {len(before)} columns and triggers as before")


def shape(server: Another) -> set[tuple[str, ...]]:
    """Every column, trigger and migration that is there, and what the public servers see."""
    columns = "SELECT table_schema, table_name, column_name, coalesce(character_maximum_length, 0)::text FROM information_schema.columns"
    found = server.rows(f"{columns} WHERE table_schema IN ('public', %s)", public_role.SCHEMA)
    found += server.rows("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    found += server.rows("SELECT app, name FROM django_migrations")
    return set(found)


def test_of_two_servers_that_migrate_at_once_one_waits_and_finds_all_done(server: Another) -> None:
    write(server, "is slow")
    both = [server.start("upgrade", "--skip-checks", "--verbosity=0") for _ in range(2)]
    said = ["".join(process.communicate()) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("another server is at it" in words for words in said) == 1
    assert server.rows("SELECT count(*) FROM more") == [(ROWS,)]
    assert server.rows("SELECT count(*) FROM django_migrations WHERE name = %s", NAME) == [(1,)]
