"""From a file into an empty database; what is restored is compared with what was backed up, and checked like the live record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from reformtracker.publishing import triggers
from reformtracker.web.backups.about import About, Refused, code
from reformtracker.web.backups.archive import opened
from reformtracker.web.backups.engine import Engine, engine

Tell = Callable[[str], None]
SHOWN = 3
BY_HAND = "Then run migrate, verify_releases, verify_audit and verify_exports."


class Unsound(Exception):
    """It was restored, and is not what it should be; the sentence says what to do."""


def check(path: Path, tell: Tell) -> None:
    """Everything that a restore does, in a database that is made for it and taken away."""
    with engine().scratch():
        restore(path, tell)


def restore(path: Path, tell: Tell) -> None:
    store = engine()
    try:
        about = _load(store, path, tell)
    except (OSError, DatabaseError) as failure:
        raise Refused(str(failure).strip()) from failure
    try:
        _compare(store, about, tell)
        _migrate(store, tell)
        _verify(tell)
    except (OSError, DatabaseError) as failure:
        raise Unsound(f"It is restored, but not all checks were made: {failure}. {BY_HAND}") from failure


def _load(store: Engine, path: Path, tell: Tell) -> About:
    """Into the database all of it or nothing, and only what was read whole before."""
    with opened(path) as backup:
        for line in _told(backup.about):
            tell(line)
        _refuse_unless_fit(store, backup.about)
        backup.check()
        tell("Whole: the dump has the SHA-256 that was noted when it was made.")
        with backup.dump() as dump:
            store.load(dump, backup.about)
        return backup.about


def _told(about: About) -> Iterator[str]:
    same = "this code" if about.code == code() else "another version of the code"
    yield f"A backup of {about.site}, made {about.made_at} by {same} on {about.engine}: {about.contents}."
    for slug, head in sorted(about.contents.releases.items()):
        yield f"  {slug}: release {head}"
    if about.contents.audit:
        yield f"  history: seal {about.contents.audit}"


# ---------- before anything is written ----------
def _refuse_unless_fit(store: Engine, about: About) -> None:
    if about.engine != connection.vendor:
        raise Refused(
            f"It is of {about.engine}, and DATABASE_URL names {connection.vendor}: a backup goes back into its own kind."
        )
    if unknown := sorted(set(about.contents.migrations) - _known_migrations()):
        raise Refused(
            f"It was made by newer code: this one does not know {_some(unknown)}. Install the version that made it"
            " (or a later one), and restore with that."
        )
    store.refuse_unless_fit(about)
    if there := store.there():
        raise Refused(
            f"The database {connection.settings_dict['NAME']} is not empty: it has {_some(there)}. Nothing is ever overwritten:"
            " make an empty one and name it in DATABASE_URL, or move this one away first (docs/operations.md)."
        )


def _known_migrations() -> set[str]:
    known = MigrationLoader(None).disk_migrations
    replaced = [name for migration in known.values() for name in migration.replaces]
    return {f"{app}.{name}" for app, name in [*known, *replaced]}


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


# ---------- after ----------
def _compare(store: Engine, about: About, tell: Tell) -> None:
    found = store.contents()
    differences = list(about.contents.differences(found))
    for line in differences:
        tell(line)
    if differences:
        raise Unsound(
            "What was restored is not what was backed up. Take this database away, and restore an earlier backup."
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Until it has looked at them it takes tables for empty, and plans accordingly.
            cursor.execute("ANALYZE")
    tell(f"Restored: {found}, and the heads of all chains, as they were backed up.")


def _migrate(store: Engine, tell: Tell) -> None:
    before = set(store.contents().migrations)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        raise Unsound(
            f"It is restored as it was made, but migrate failed: {error}. Set right what it says. {BY_HAND}"
        ) from error
    new = sorted(set(store.contents().migrations) - before)
    tell(f"Migrated: {_some(new)}." if new else "Migrated: nothing was to do.")
    if missing := sorted(triggers.expected(connection.vendor) - triggers.present("default")):
        raise Unsound(
            f"Triggers are missing: {_some(missing)}. Run migrate with the code that is to serve this database."
        )
    tell(f"Guarded: all {len(triggers.expected(connection.vendor))} triggers are there.")


def _verify(tell: Tell) -> None:
    # On SQLite no history of rows is kept.
    checks = ["verify_releases", *(["verify_audit"] if connection.vendor == "postgresql" else []), "verify_exports"]
    broken = []
    for name in checks:
        said = StringIO()
        try:
            call_command(name, stdout=said)
        except CommandError as error:
            said.write(str(error))
            broken.append(name)
        for line in said.getvalue().splitlines():
            tell(f"{name}: {line}")
    if broken:
        raise Unsound(
            f"The backup is restored as it was made, and {_some(broken)} found it broken. Do not put it into service: restore an"
            " earlier backup into another database and compare."
        )
