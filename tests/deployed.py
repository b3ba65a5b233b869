"""The whole tracker as docker-compose.yml runs it, on loopback, with a PostgreSQL and a Redis of its own: what faults are done to."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import redis
import services
from deployment import NGINX, copy_app
from stack import Stack, wait


@contextlib.contextmanager
def deployed(folder: Path, **given: str) -> Iterator[Stack]:
    """Every service is well. PostgreSQL loses nothing when it is killed. `given`: what `.env` would say besides."""
    services.install_missing([services.POSTGRES, services.REDIS, NGINX])
    # nginx may work as another user.
    folder.chmod(0o755)
    programs = Path(sys.executable).parent
    with services.postgres(durable=True) as database, services.redis() as broker:
        stack = Stack(folder, database, broker, programs, **{"API_LIMIT": "1000000000", **given})
        copy_app(stack.app)
        stack.manage("collectstatic", "--noinput", "--verbosity=0", "--ignore=redoc", "--ignore=rest_framework")
        stack.run("setup")
        try:
            stack.start_all()
            yield stack
        except BaseException:
            stack.show_logs()
            raise
        finally:
            stack.processes.stop()


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that a server has started, and that do its work."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


def kill(*pids: int) -> None:
    """One that has just ended by itself is dead as well."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def kill_whole(process: subprocess.Popen[bytes]) -> None:
    """A server with all that it has started, as when its machine goes out."""
    kill(process.pid, *workers(process))
    process.wait()


def stop_redis(stack: Stack) -> None:
    with contextlib.closing(redis.Redis.from_url(stack.redis)) as client:
        client.shutdown(nosave=True)


def start_redis(stack: Stack) -> None:
    """Empty, at the same address."""
    port = urlsplit(stack.redis).port or 0
    quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(stack.folder)]
    command = [str(services.REDIS.path()), "--port", str(port), *quiet]
    stack.processes.start("redis", command, cwd=stack.folder, environment=dict(os.environ))
    wait("Redis is back", lambda: services.answers(port))


def restart_postgres(database: str, mode: str) -> None:
    """`mode`: fast, or immediate, which is a crash. With the options that it was started with."""
    with contextlib.closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        (data,) = cursor.fetchone()
    pg_ctl = services.POSTGRES.path().resolve()
    as_owner: dict[str, Any] = (
        {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    )
    log = Path(data).parent / "log"
    command = [pg_ctl, "-D", data, "restart", "-w", "-m", mode, "-l", log]
    subprocess.run(command, cwd=Path(data).parent, check=True, stdout=subprocess.DEVNULL, **as_owner)
