"""What stands while it is measured: databases of two sizes, gunicorn and nginx as they are shipped, all on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import redis
import services
from deployment import HERE, Processes, Shape, copy_app, nginx_command, nginx_conf, replaced

SCRIPTS = HERE / "scripts"
BIN = Path(sys.executable).parent
SHIPPED = "peace-and-security"
PATIENCE = 60
"""Seconds in which a server must answer."""
UNLIMITED = dict.fromkeys(
    (
        "limit_conn connections 40;",
        "limit_conn files 2;",
        "limit_conn all_files 6;",
        "limit_req zone=requests burst=120 nodelay;",
    ),
    "",
)


@dataclass(frozen=True, slots=True)
class Size:
    """Invented data: so many indicators with so many observations each. `place`: the Redis database of its own."""

    name: str
    indicators: int
    observations: int
    place: int

    def __str__(self) -> str:
        return f"{self.indicators:,} × {self.observations:,}"


SMALL, LARGE = Size("small", 60, 40, 1), Size("large", 2000, 500, 2)
WORK = Size("work", 60, 40, 3)
"""A copy of the small one, for what writes."""
REFERENCE_PLACE = 4


@dataclass(frozen=True, slots=True)
class Server:
    """gunicorn, with two workers."""

    site: str
    process: subprocess.Popen[bytes]
    exports: Path
    """Where what is prepared of its releases lies."""

    @property
    def port(self) -> int:
        return urlsplit(self.site).port or 0

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def memory(self, what: str = "VmRSS") -> dict[int, float]:
        """In MB, of each worker; `VmHWM` is the most it ever was."""
        found = {}
        for pid in self.workers():
            status = Path(f"/proc/{pid}/status").read_text()
            found[pid] = (
                next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{what}:")) / 1024
            )
        return found


class Stage:
    def __init__(self, folder: Path, database: str, redis: str) -> None:
        self.folder, self.app, self.files = folder, folder / "app", folder / "files"
        self.shape = Shape()
        self.database, self.redis = database, redis
        self.key = secrets.token_urlsafe(64)
        self.memory: list[float] = []
        """Of each worker of a tracker when its server was stopped, in MB."""

    # ---------- once ----------
    def build(self) -> None:
        """What the image holds, with its static files; the environment is the one that runs this."""
        copy_app(self.app)
        self.files.mkdir()
        self.manage(SMALL, "collectstatic", "--noinput", "--verbosity=0", "--ignore=redoc", "--ignore=rest_framework")

    def load(self, size: Size) -> float:
        """The shipped framework, and invented data beside it; gives the seconds that the invented data took."""
        self.sql(f"CREATE DATABASE {size.name}")
        self.manage(size, "migrate", "--verbosity=0")
        self.manage(size, "load_framework", f"initiatives/data/{SHIPPED}")
        begun = time.monotonic()
        self.manage(size, "load_demo", f"--indicators={size.indicators}", f"--observations={size.observations}")
        took = time.monotonic() - begun
        self._show_to_the_public(size)
        # The server would do so by itself within minutes.
        self.sql("VACUUM ANALYZE", of=size.name)
        return took

    def _show_to_the_public(self, size: Size) -> None:
        self.manage(size, "make_public_role", PUBLIC_DATABASE_URL=self.public_url(size))

    def copy(self, size: Size, target: Size) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {target.name} WITH (FORCE)")
        self.sql(f"CREATE DATABASE {target.name} TEMPLATE {size.name}")
        # Settings of a role in a database are not copied with it.
        self._show_to_the_public(target)
        self.sql("ANALYZE", of=target.name)
        # What was kept of an earlier copy is of another record.
        redis.Redis.from_url(self.redis_at(target.place)).flushdb()

    def sql(self, statement: str, of: str = "postgres") -> None:
        connection = psycopg2.connect(self.url(of))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def url(self, name: str) -> str:
        return urlsplit(self.database)._replace(path=f"/{name}").geturl()

    def public_url(self, size: Size) -> str:
        """As the role of the public servers, which finds published rows only."""
        parts = urlsplit(self.url(size.name))
        return parts._replace(netloc=f"tracker_public:{self.key}@{parts.hostname}:{parts.port}").geturl()

    def redis_at(self, place: int) -> str:
        return urlsplit(self.redis)._replace(path=f"/{place}").geturl()

    def remember(self, key: str, value: bytes) -> None:
        """For the reference that answers from Redis."""
        redis.Redis.from_url(self.redis_at(REFERENCE_PLACE)).set(key, value)

    # ---------- processes ----------
    def exports(self, size: Size) -> Path:
        return self.folder / f"exports-{size.name}"

    def environment(self, size: Size, site: str = "http://127.0.0.1:8000", **more: str) -> dict[str, str]:
        """As the compose file gives it to the public servers, but for where things are and how much one reader may ask."""
        given = {"SECRET_KEY": self.key, "POSTGRES_PASSWORD": "unused", "SITE_URL": site, "API_LIMIT": "1000000000"}
        return {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            **self.shape.environment("web-public", given),
            "DATABASE_URL": self.url(size.name),
            "REDIS_URL": self.redis_at(size.place),
            "EXPORTS_DIR": str(self.exports(size)),
            **more,
        }

    def manage(self, size: Size, *words: str, **more: str) -> str:
        environment = self.environment(size, TRACKER_ROLE="staff", **more)
        return self._run([sys.executable, "manage.py", *words], environment)

    def inner(self, size: Size, what: str, *words: str, **more: str) -> Any:
        """What `bench.inner` finds in a process of the tracker's own, of the owner of the tables where `more` says no other."""
        environment = self.environment(size, PYTHONPATH=f"{self.app}:{SCRIPTS}", **more)
        return json.loads(self._run([sys.executable, "-m", "bench.inner", what, *words], environment).splitlines()[-1])

    def _run(self, command: list[str], environment: Mapping[str, str]) -> str:
        done = subprocess.run(command, cwd=self.app, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command[1:])} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    @contextlib.contextmanager
    def tracker(self, size: Size, *, keep: bool, site: str = "") -> Iterator[Server]:
        """`keep`: whether answers are kept as shipped, or each is worked out anew. `site`: where readers find it."""
        more = {"DATABASE_URL": self.public_url(size)} | ({} if keep else {"KEEP_SECONDS": "0"})
        with self._gunicorn("reformtracker.wsgi", size, site=site, **more) as server:
            try:
                yield server
            finally:
                if server.process.poll() is None:
                    self.memory += server.memory().values()

    @contextlib.contextmanager
    def references(self, size: Size) -> Iterator[Server]:
        more = {"PYTHONPATH": f"{self.app}:{SCRIPTS}", "DJANGO_SETTINGS_MODULE": "bench.reference.settings"}
        with self._gunicorn("bench.reference.wsgi", size, REDIS_URL=self.redis_at(REFERENCE_PLACE), **more) as server:
            yield server

    @contextlib.contextmanager
    def _gunicorn(self, application: str, size: Size, *, site: str = "", **more: str) -> Iterator[Server]:
        port = services.free_port()
        here = f"http://127.0.0.1:{port}"
        with self._started(
            f"gunicorn-{port}", self.gunicorn(application, port), self.environment(size, site or here, **more)
        ) as process:
            wait_for(f"{here}/healthz", process)
            yield Server(here, process, self.exports(size))

    def gunicorn(self, application: str, port: int) -> list[str]:
        """The command of the image, on loopback. Workers are not replaced: what that costs comes once in an hour, and here
        it would come every second."""
        words = [word for word in self.shape.command("web-public") if not word.startswith("--max-requests")]
        words = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in words]
        return [str(BIN / words[0]), *(application if word == "reformtracker.wsgi" else word for word in words[1:])]

    @contextlib.contextmanager
    def nginx(self, server: Server) -> Iterator[tuple[str, str]]:
        """As shipped, before that server; gives its site, and one that serves the files of `self.files`."""
        ports = {name: services.free_port() for name in ("nginx", "alive", "files")} | {
            "web-public": server.port,
            "web-staff": server.port,
        }
        folder = self.folder / f"nginx-{ports['nginx']}"
        folder.mkdir()
        text = nginx_conf((HERE / "docker/nginx.conf").read_text(), folder, ports, server.exports)
        text = loosened(text, folder, ports["files"], self.files)
        with self._started(f"nginx-{ports['nginx']}", nginx_command(folder, text), self.environment(SMALL)) as process:
            wait_for(f"http://127.0.0.1:{ports['alive']}/alive", process)
            yield f"http://127.0.0.1:{ports['nginx']}", f"http://127.0.0.1:{ports['files']}"

    @contextlib.contextmanager
    def _started(
        self, name: str, command: list[str], environment: Mapping[str, str]
    ) -> Iterator[subprocess.Popen[bytes]]:
        processes = Processes(self.folder)
        try:
            yield processes.start(name, command, cwd=self.app, environment=environment)
        finally:
            processes.stop()


def loosened(text: str, folder: Path, port: int, files: Path) -> str:
    """Without the limits for one address, which all readers of a measurement have in common; with a server beside it that
    serves files, the reference."""
    beside = (
        f"client_body_temp_path {folder}/body;\n    proxy_temp_path {folder}/proxy;\n"
        f"    server {{\n        listen 127.0.0.1:{port};\n        root {files};\n    }}\n    server_tokens off;"
    )
    return replaced(text, {**UNLIMITED, "server_tokens off;": beside})


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own server
            if answer.status < 300:
                return
        time.sleep(0.1)
    raise SystemExit(f"{url} did not answer within {PATIENCE} seconds.")
