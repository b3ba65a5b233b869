"""A database and a copy of the code of their own, for what would spoil those of the tests."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from deployment import copy_app
from django.db import connection


@dataclass
class Another:
    """What an operator would call a server: code in `folder`, and the address of its database."""

    folder: Path
    url: str
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "DATABASE_URL": self.url, "REDIS_URL": "", "TMPDIR": str(self.folder), **more}
        command = [sys.executable, "manage.py", *words]
        said = subprocess.PIPE
        process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=said, stderr=said, text=True)
        self.started.append(process)
        return process

    def manage(self, *words: str, **more: str) -> tuple[int, str]:
        """The code with which it exits, and all that it says."""
        process = self.start(*words, **more)
        said = "".join(process.communicate())
        return process.returncode, said

    def rows(self, sql: str, *values: Any, url: str = "") -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(url or self.url)) as opened, opened.cursor() as cursor:
            cursor.execute(sql, values or None)
            return list(cursor.fetchall())


@contextmanager
def another(folder: Path) -> Iterator[Another]:
    """The database is a copy of the test's, which must not be at work in it."""
    at = connection.settings_dict
    server = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
    name = f"another_{secrets.token_hex(4)}"
    connection.close()
    run(f"{server}/postgres", f'CREATE DATABASE {name} TEMPLATE "{at["NAME"]}"')
    copy_app(folder)
    made = Another(folder, f"{server}/{name}")
    try:
        yield made
    finally:
        for process in made.started:
            process.kill()
            process.communicate()
        run(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def run(url: str, sql: str) -> None:
    with closing(psycopg2.connect(url)) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute(sql)
