"""The services of docker-compose.yml side by side on one machine: each by its own command, environment and health check."""

from __future__ import annotations

import os
import re
import secrets
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import services
from deployment import HERE, Processes, Shape, nginx_command, nginx_conf

FRAMEWORK = "peace-and-security"
SERVERS = ("web-public", "web-staff", "worker", "beat")
PATIENCE = 90
"""Seconds in which a service must be well, and the worker have done its work."""


class Stack:
    """The folder, ports and processes of one run. `programs`: the folder of the environment that runs the application."""

    def __init__(self, folder: Path, database: str, redis: str, programs: Path, **more: str) -> None:
        self.folder, self.app, self.programs = folder, folder / "app", programs
        self.database, self.redis, self.temporary = database, redis, folder / "tmp"
        self.temporary.mkdir()
        self.shape = Shape()
        self.ports = {name: services.free_port() for name in ("web-public", "web-staff", "nginx", "alive")}
        self.site = f"http://127.0.0.1:{self.ports['nginx']}"
        self.given = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "POSTGRES_PASSWORD": "unused",
            "POSTGRES_PUBLIC_PASSWORD": secrets.token_urlsafe(16),
            "POSTGRES_STAFF_PASSWORD": secrets.token_urlsafe(16),
            "POSTGRES_AUDITOR_PASSWORD": secrets.token_urlsafe(16),
            "SITE_URL": self.site,
            "ALLOWED_HOSTS": "127.0.0.1",
            # What is printed would be a part of the log.
            "EMAIL_URL": "memorymail://",
            "METRICS_TOKEN": secrets.token_urlsafe(32),
            **more,
        }
        owner = database.removeprefix("postgres://")
        self.reached = {
            "tracker:unused@postgres:5432/tracker": owner,
            "postgres:5432/tracker": owner.rpartition("@")[2],
            "redis://redis:6379/0": redis,
            "/exports": str(folder / "exports"),
        }
        self.processes = Processes(folder)
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def _environment(self, wanted: dict[str, str]) -> dict[str, str]:
        path = f"{self.programs}:{os.environ['PATH']}"
        home, temporary = str(self.folder), str(self.temporary)
        return {"PATH": path, "HOME": home, "TMPDIR": temporary, "HOSTNAME": socket.gethostname(), **wanted}

    def environment(self, name: str) -> dict[str, str]:
        wanted = self.shape.environment(name, self.given)
        for there, here in self.reached.items():
            wanted = {key: value.replace(there, here) for key, value in wanted.items()}
        return self._environment(wanted)

    def adapted(self, name: str, words: list[str]) -> list[str]:
        port = str(self.ports.get(name, ""))
        replaced = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in words]
        replaced = [re.sub(r"/tmp(?=[/ ])", str(self.temporary), word) for word in replaced]  # noqa: S108  # the container's own path
        is_check = replaced[-1] == "docker/healthcheck.py"
        return [*replaced, port] if is_check else [word.replace("$$", "$") for word in replaced]

    def command(self, name: str) -> list[str]:
        return self.adapted(name, self.shape.command(name))

    def check(self, name: str) -> list[str]:
        kind, *words = self.shape.check(name)
        return ["sh", "-ec", self.adapted(name, words)[0]] if kind == "CMD-SHELL" else self.adapted(name, words)

    def run(self, name: str) -> None:
        say(f"{name}: {shlex.join(self.command(name))[:110]}")
        subprocess.run(self.command(name), cwd=self.app, env=self.environment(name), check=True)

    def start(self, name: str, **more: str) -> subprocess.Popen[bytes]:
        """Once more, if it was stopped or killed. `more`: what its environment says besides."""
        words = self._nginx() if name == "nginx" else self.command(name)
        say(f"{name}: {shlex.join(words)[:110]}")
        started = self.processes.start(name, words, cwd=self.app, environment=self.environment(name) | more)
        self.running[name] = started
        return started

    def start_all(self) -> None:
        """Every server, nginx last, and each is well."""
        for name in (*SERVERS, "nginx"):
            self.start(name)
        for name in SERVERS:
            wait(f"{name} is well", lambda name=name: self.is_well(name))  # type: ignore[misc]  # bound at once
        wait("nginx is well", lambda: services.listens(self.ports["alive"]))

    def _nginx(self) -> list[str]:
        text = (HERE / "docker/nginx.conf").read_text()
        return nginx_command(self.folder, nginx_conf(text, self.folder, self.ports, self.folder / "exports"))

    def show_logs(self) -> None:
        for log in sorted(self.folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)

    def is_well(self, name: str) -> bool:
        done = subprocess.run(
            self.check(name), cwd=self.app, env=self.environment(name), capture_output=True, check=False
        )
        return done.returncode == 0

    def manage(self, *words: str, **more: str) -> str:
        """As an operator does, who may do more than a server: what `setup` connects as owns the tables."""
        environment = self.environment("setup") | more
        command = [str(self.programs / "python"), "manage.py", *words]
        done = subprocess.run(command, cwd=self.app, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def attempt(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        """A command with the environment of that service, which may fail."""
        command = [str(self.programs / "python"), "manage.py", *words]
        environment = self.environment(name)
        return subprocess.run(command, cwd=self.app, env=environment, capture_output=True, text=True, check=False)


def wait(what: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise SystemExit(f"Not within {PATIENCE} seconds: {what}.")
        time.sleep(0.2)
    say(what)


def say(text: str) -> None:
    print(f"stack: {text}", flush=True)
