"""Each migration goes forward and back on data; what that changes is said here, and nothing else changes. The code before the newest
migration works on the tables after it."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

from reformtracker.publishing import locking, triggers
from reformtracker.web.backups import postgresql
from tests import factories as f
from tests.bars import Figure
from tests.cast import Cast
from tests.web.backups import drill
from tests.web.backups.test_drill import Site

pytestmark = pytest.mark.bar("B48")

ROOT = Path(__file__).resolve().parents[2]
OURS = ("sources", "publishing", "initiatives", "benefits", "casestudies", "reporting")
GROWS = {"publishing_change", "publishing_seal", "django_content_type", "auth_permission"}
"""Written on by what a migration does; compared by the rows that were there."""
IRREVERSIBLE: frozenset[str] = frozenset()
"""Migrations that do not go back, each with a reason. First ones go back to nothing, and so to no data."""
BROUGHT = {
    "publishing.0002_effect": ["publishing_translationnote"],
    "publishing.0003_history": ["publishing_change", "publishing_seal"],
    "publishing.0004_mail": ["publishing_notice", "publishing_person.language", "publishing_person.mailing"],
    "publishing.0006_form": ["publishing_autosave"],
    "publishing.0007_api6": ["publishing_touch"],
    "publishing.0008_files6": ["publishing_releasefile"],
    "publishing.0009_jobs": ["publishing_job"],
    "publishing.0010_tally": ["publishing_tally"],
    "initiatives.0002_crosswalk": ["initiatives_frameworkgoal", "initiatives_initiativegoal"],
    "initiatives.0003_rights": ["initiatives_assignment"],
    "initiatives.0004_following": ["initiatives_framework.follows_id"],
    "benefits.0002_crosswalk": ["benefits_indicator.replaces_id"],
    "benefits.0003_excel": ["benefits_upload"],
    # Those of 0001 as well, which goes back with what it rests on.
    "reporting.0002_meetings": [
        *("reporting_build", "reporting_decision", "reporting_ownparagraph"),
        *("reporting_report", "reporting_reviewmeeting"),
    ],
    "benefits.0005_form": ["benefits_observationversion.jump", "benefits_observationversion.jump_reason"],
}
"""By migration: tables and columns whose data are gone once it has gone back."""
TAKEN = {"initiatives.0002_crosswalk"}
"""Migrations whose way forward takes columns away: their data are rows of the tables that it brings, if somebody enters them."""
Sums = dict[tuple[str, str], str]
"""Of each column of each table, over all rows in their order."""


def ours() -> list[Migration]:
    """Those that go forward and back, in the order in which they are applied."""
    graph = MigrationLoader(None).graph
    order: dict[tuple[str, str], None] = {}
    for leaf in sorted(graph.leaf_nodes()):
        order |= dict.fromkeys(graph.forwards_plan(leaf))
    found = [graph.nodes[key] for key in order if key[0] in OURS]
    return [migration for migration in found if not migration.initial]


def label(migration: Migration) -> str:
    return f"{migration.app_label}.{migration.name}"


def before(migration: Migration) -> str:
    (name,) = [name for app, name in migration.dependencies if app == migration.app_label]
    return str(name)


def sums(until: int) -> Sums:
    """`until`: the last row of tables that grow."""
    found: Sums = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t "
            "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'django_migrations'"
        )
        columns = cursor.fetchall()
        keyed = {table for table, column in columns if column == "id"}
        for table, column in columns:
            order = "id" if table in keyed else "1"
            where = f"WHERE id <= {until}" if table in GROWS else ""
            cursor.execute(
                f"SELECT md5(string_agg(md5(COALESCE(x::text, '')), '' ORDER BY k)) FROM "
                f'(SELECT "{column}" AS x, {"id" if order == "id" else "ctid"} AS k FROM "{table}" {where}) rows'
            )
            found[table, column] = str(cursor.fetchone()[0])
    return found


def different(one: Sums, other: Sums) -> set[str]:
    """Columns that both have, and that do not say the same."""
    return {
        f"{table}.{column}" for table, column in one.keys() & other.keys() if one[table, column] != other[table, column]
    }


def migrate(*to: str) -> None:
    """To the newest, or to an app's migration; as patiently as `upgrade`, for autovacuum may be at a table."""
    change = partial(call_command, "migrate", *to, verbosity=0, interactive=False, stdout=StringIO())
    if connection.vendor == "postgresql":
        locking.patiently(change, print)
    else:
        change()


@contextmanager
def filled(folder: Path) -> Iterator[Site]:
    """A database of its own with a published framework, filled by a process of its own."""
    with postgresql.scratch():
        at = connection.settings_dict
        site = Site(
            f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}", folder / "exports"
        )
        site.manage("migrate", "--verbosity=0")
        site.drill("fill")
        yield site


def test_each_migration_can_go_back_or_says_why_not() -> None:
    stuck = {label(one) for one in ours() if not all(operation.reversible for operation in one.operations)}
    assert stuck == IRREVERSIBLE
    assert len(ours()) >= 14


@pytest.mark.trust
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_each_migration_goes_back_and_forward_on_data(tmp_path: Path, figure: Figure) -> None:
    with filled(tmp_path):
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(id) FROM publishing_change")
            (until,) = cursor.fetchone()
        first = sums(until)
        at = first
        for migration in reversed(ours()):
            migrate(migration.app_label, before(migration))
            back = sums(until)
            assert different(at, back) == set(), f"back before {label(migration)}"
            at = back
        oldest, taken = at, set[str]()
        brought: dict[str, list[str]] = {}
        for migration in ours():
            migrate(migration.app_label, migration.name)
            forth = sums(until)
            # What went away begins anew: the history, for one, with what is there.
            assert different(oldest, forth) == set(), f"forward over {label(migration)}"
            new = forth.keys() - at.keys()
            names = sorted({table if (table, "id") in new else f"{table}.{column}" for table, column in new})
            brought |= {label(migration): names} if names else {}
            taken |= {label(migration)} if at.keys() - forth.keys() else set()
            at = forth
        assert (brought, taken) == (BROUGHT, TAKEN)
        assert triggers.expected("postgresql") - triggers.present(connection.alias) == set()
        figure("B48", f"{len(ours())} migrations back and forth, {len(first):,} columns compared at each")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_table_that_others_rest_on_is_altered_under_a_published_record(cast: Cast) -> None:
    """SQLite does so by making it anew, under the triggers of others that name it."""
    chain = f.chain()
    f.release(chain, cast, f.indicator(chain, cast))
    migrate("initiatives", "0003_rights")
    migrate()
    assert triggers.expected(connection.vendor) - triggers.present(connection.alias) == set()
    call_command("verify_releases", stdout=StringIO())


# ---------- the code before ----------
def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def code_before_the_newest_migration(folder: Path) -> str:
    """Unpacked as it was committed; which commit."""
    added = git("log", "--diff-filter=A", "--format=%H", "-1", "--", "*/migrations/0*.py")
    commit = git("rev-parse", f"{added}^")
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return commit[:9]


SMOKE = """
import django; django.setup()
from django.test import Client
from benefits.models import Observation
from reformtracker.publishing.models import Chain, Person
from tests import factories as f
from tests.cast import Cast
client = Client()
for path in ("/en/reform/", "/ar/reform/indicators/2.4.2/", "/en/reform/releases/2/", "/api/v1/observations/?framework=reform", "/healthz"):
    assert client.get(path).status_code == 200, path
assert client.post("/admin/login/", {"login": "pavel", "password": PASSWORD}, follow=True).status_code == 200
assert client.get("/admin/").status_code == 200
cast = Cast(*(Person.objects.get(username=name) for name in ("chidi", "ruth", "pavel", "amal", "agnes")))
chain = Chain.objects.get(slug="reform")
draft = Observation.objects.get(chain=chain, period="2021").versions.get()
assert f.release(chain, cast, draft).number == 3
assert client.get("/en/reform/releases/3/").status_code == 200
print("works")
"""


@pytest.mark.trust
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_code_before_the_newest_migration_works_on_the_tables_after_it(tmp_path: Path, figure: Figure) -> None:
    commit = code_before_the_newest_migration(tmp_path)
    with filled(tmp_path) as site:
        code = SMOKE.replace("PASSWORD", repr(drill.PASSWORD))
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=site.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.splitlines()[-1:] == ["works"], done.stderr[-3000:]
        assert "3 releases, whole" in site.manage("verify_releases")
    figure("B48", f"the code of {commit} reads, signs in and publishes on the tables of today")
