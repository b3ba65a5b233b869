"""The drill of B48 as an operator does it: commands of their own, a new server, the shipped record, and work goes on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import services

pytestmark = [pytest.mark.trust, pytest.mark.bar("B48")]

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = "initiatives/data/peace-and-security"
Server = Callable[[Path], AbstractContextManager[str]]


class Site:
    """What has a database and a folder of files; every command is a process of its own."""

    def __init__(self, database: str, exports: Path) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": database,
            "EXPORTS_DIR": str(exports),
            "DJANGO_SETTINGS_MODULE": "reformtracker.settings",
            "DEBUG": "true",
            "ALLOWED_HOSTS": "testserver",
            "SITE_URL": "http://testserver",
            "EMAIL_URL": "memorymail://",
            "REDIS_URL": "",
        }

    def manage(self, *words: str) -> str:
        return self._run(sys.executable, "manage.py", *words)

    def drill(self, what: str) -> None:
        self.ask(f"from tests.web.backups import drill; drill.{what}()")

    def ask(self, code: str) -> str:
        return self._run(sys.executable, "-c", f"import django; django.setup(); {code}")

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout


def postgresql(folder: Path) -> AbstractContextManager[str]:
    return services.postgres()


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder}/tracker.sqlite3"


def given_out(folder: Path) -> set[str]:
    """The CSV of every release under its framework, number and SHA-256."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*-observations.csv")}


@pytest.mark.parametrize("server", [pytest.param(postgresql, marks=pytest.mark.postgres), sqlite])
def test_a_backup_of_one_server_comes_back_on_another(server: Server, tmp_path: Path) -> None:
    lost, found, backups = (tmp_path / name for name in ("lost", "found", "backups"))
    for folder in (lost, found, backups):
        folder.mkdir()
    with server(lost) as database:
        site = Site(database, lost / "exports")
        site.manage("migrate", "--verbosity=0")
        site.drill("fill")
        site.manage("load_framework", SHIPPED)
        site.manage("prepare_exports")
        for _night in range(3):
            site.manage("backup", str(backups), "--keep=2")
        (_older, newest) = sorted(backups.iterdir())
        assert site.manage("restore", str(newest), "--check").endswith("The backup restores, and all of it is sound.\n")
    with server(found) as database:
        site = Site(database, found / "exports")
        said = site.manage("restore", str(newest))
        assert "verify_releases: reform: 2 releases, whole.\n" in said
        assert re.search(r"verify_releases: peace-and-security: \d+ releases, whole\.\n", said)
        assert said.count(": every file is what it was.\n") == 2
        site.manage("prepare_exports")
        assert len(given_out(lost)) >= 5
        assert given_out(found) == given_out(lost)
        site.drill("go_on")
        site.manage("verify_releases")
        site.manage("restore", str(newest), "--check")
        site.manage("backup", str(backups))
