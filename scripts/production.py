"""Runs what docker-compose.yml runs, without a container engine: the steps of the image, then each service's own command.

    python scripts/production.py      # as root, or with PostgreSQL, Redis and nginx installed

Commands, environments and health checks are read from docker-compose.yml and the Dockerfile; `deployment.py` says how they are read and
changed for running side by side on one machine. Everything lies in a folder of its own and is stopped at the end.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import os
import re
import secrets
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import services
from deployment import HERE, NGINX, Processes, Shape, copy_app, nginx_command, nginx_conf

FRAMEWORK = "peace-and-security"
PATIENCE = 90
"""Seconds in which a service must be well, and the worker have done its work."""


class Stack:
    """The folder, ports and processes of one run."""

    def __init__(self, folder: Path, database: str, redis: str) -> None:
        self.folder, self.app, self.venv = folder, folder / "app", folder / "venv"
        self.shape = Shape()
        self.ports = {name: services.free_port() for name in ("web-public", "web-staff", "nginx", "alive")}
        self.site = f"http://127.0.0.1:{self.ports['nginx']}"
        self.password = secrets.token_urlsafe(16)
        self.given = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "POSTGRES_PASSWORD": "unused",
            "POSTGRES_PUBLIC_PASSWORD": secrets.token_urlsafe(16),
            "SITE_URL": self.site,
            "ALLOWED_HOSTS": "127.0.0.1",
            # What is printed would be a part of the log.
            "EMAIL_URL": "memorymail://",
            "METRICS_TOKEN": secrets.token_urlsafe(32),
        }
        owner = database.removeprefix("postgres://")
        self.reached = {
            "tracker:unused@postgres:5432/tracker": owner,
            "postgres:5432/tracker": owner.rpartition("@")[2],
            "redis://redis:6379/0": redis,
        }
        self.processes = Processes(folder)

    # ---------- what the image does ----------
    def build(self) -> None:
        """The steps of the Dockerfile, with its folders replaced by ours."""
        copy_app(self.app)
        for step in self._steps():
            say(step.partition("&&")[0].strip()[:100])
            subprocess.run(["sh", "-ec", step], cwd=self.app, env=self._environment({}), check=True)

    def _steps(self) -> list[str]:
        return [
            step.replace("/opt/venv", str(self.venv)).replace("/tmp/requirements.txt", str(HERE / "requirements.txt"))  # noqa: S108  # the image's own path
            for step in self.shape.steps()
        ]

    # ---------- what the compose file does ----------
    def _environment(self, wanted: dict[str, str]) -> dict[str, str]:
        path = f"{self.venv}/bin:{os.environ['PATH']}"
        return {"PATH": path, "HOME": str(self.folder), "HOSTNAME": socket.gethostname(), **wanted}

    def environment(self, name: str) -> dict[str, str]:
        wanted = self.shape.environment(name, self.given)
        for there, here in self.reached.items():
            wanted = {key: value.replace(there, here) for key, value in wanted.items()}
        return self._environment(wanted)

    def adapted(self, name: str, words: list[str]) -> list[str]:
        port = str(self.ports.get(name, ""))
        replaced = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in words]
        replaced = [word.replace("/tmp/", f"{self.folder}/").replace("/tmp ", f"{self.folder} ") for word in replaced]  # noqa: S108  # the container's own path
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

    def start(self, name: str, command: list[str] | None = None) -> None:
        words = command or self.command(name)
        say(f"{name}: {shlex.join(words)[:110]}")
        self.processes.start(name, words, cwd=self.app, environment=self.environment(name))

    def nginx(self) -> list[str]:
        text = (HERE / "docker/nginx.conf").read_text()
        return nginx_command(self.folder, nginx_conf(text, self.folder, self.ports))

    def is_well(self, name: str) -> bool:
        done = subprocess.run(
            self.check(name), cwd=self.app, env=self.environment(name), capture_output=True, check=False
        )
        return done.returncode == 0

    def manage(self, *words: str, **more: str) -> str:
        environment = self.environment("web-staff") | more
        command = [f"{self.venv}/bin/python", "manage.py", *words]
        done = subprocess.run(command, cwd=self.app, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout


# ---------- what is tried ----------
def try_out(stack: Stack) -> None:
    public, staff = (f"http://127.0.0.1:{stack.ports[name]}" for name in ("web-public", "web-staff"))
    expect(stack.site + "/", 200)
    page = expect(f"{stack.site}/en/{FRAMEWORK}/", 200)
    style = re.search(r'href="(/static/css/public[^"]*)"', page)
    expect(stack.site + (style[1] if style else "/static/"), 200)
    expect(f"{stack.site}/api/v1/indicators/", 200)
    expect(f"{stack.site}/readyz", 200)
    expect(f"{stack.site}/metrics", 404)
    expect(f"{public}/metrics", 401)
    expect(f"{public}/admin/", 404)
    find_nobody(stack)
    expect(f"{staff}/admin/login/", 200)
    sign_in(stack)
    work_off(stack)
    read_logs(stack)


PERSONS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT * FROM public.publishing_person")
"""


def find_nobody(stack: Stack) -> None:
    """What the public server connects as is refused the tables of staff."""
    done = subprocess.run(
        [f"{stack.venv}/bin/python", "manage.py", "shell", "-c", PERSONS],
        cwd=stack.app,
        env=stack.environment("web-public"),
        capture_output=True,
        text=True,
        check=False,
    )
    if "permission denied for table publishing_person" not in done.stderr:
        raise SystemExit(f"The public server could read persons: {done.stdout}{done.stderr[-500:]}")
    say("the public server's database role finds nobody")


def expect(url: str, status: int, opener: urllib.request.OpenerDirector | None = None, **form: str) -> str:
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(url, data, {"Referer": url})  # noqa: S310  # our own server
    try:
        with (opener or urllib.request.build_opener()).open(request, timeout=20) as answer:
            found, body = answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        found, body = error.code, ""
    if found != status:
        raise SystemExit(f"{url} answers {found}, not {status}.")
    say(f"{status} {urllib.parse.urlsplit(url).path}")
    return str(body)


def sign_in(stack: Stack) -> None:
    stack.manage(
        "createsuperuser",
        "--noinput",
        "--username=amal",
        "--email=amal@example.org",
        DJANGO_SUPERUSER_PASSWORD=stack.password,
    )
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    factor = "/admin/account/second-factor/totp/activate/"
    send(stack, opener, "/admin/login/", login="amal", password=stack.password)
    page = send(stack, opener, f"/admin/account/reauthenticate/?next={factor}", password=stack.password, next=factor)
    secret = re.search(r'value="([A-Z2-7]{32})"', page)
    send(stack, opener, factor, code=code_of(secret[1] if secret else ""))
    if "/admin/logout/" not in expect(f"{stack.site}/admin/", 200, opener):
        raise SystemExit("Signing in through nginx did not open the admin.")
    say("signed in through nginx")


def send(stack: Stack, opener: urllib.request.OpenerDirector, path: str, **form: str) -> str:
    """Fills in the form at that address, as a browser does."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', expect(stack.site + path, 200, opener))
    return expect(stack.site + path, 200, opener, csrfmiddlewaretoken=token[1] if token else "", **form)


def code_of(secret: str) -> str:
    """What an app would show now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), int(time.time() // 30).to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


MAIL = """
from django.db import transaction
from reformtracker.publishing.models import Event, Person
from reformtracker.publishing.notices import tell
with transaction.atomic():
    tell(Event.RESET, "production-try", Person.objects.all(), at_once=True)
"""
DONE = """
from reformtracker.publishing.models import OutboxEntry
print("done" if not OutboxEntry.objects.filter(done_at=None).exists() else "waiting")
"""


def work_off(stack: Stack) -> None:
    stack.manage("shell", "-c", MAIL)
    wait("the worker has worked off the outbox", lambda: "done" in stack.manage("shell", "-c", DONE))


def read_logs(stack: Stack) -> None:
    """Each line an object, one id from nginx to the application, and nothing of whoever asked."""
    logs = {path.stem: path.read_text() for path in stack.folder.glob("*.log")}
    lines = {name: [_object(name, line) for line in text.splitlines()] for name, text in logs.items()}
    asked = {line["request"] for line in lines["nginx-access"] if line["page"] == f"/en/{FRAMEWORK}/"}
    if not asked & {line.get("request") for line in lines["web-public"]}:
        raise SystemExit("The id that nginx gave to a request is not in the log of the server.")
    told = [name for name, text in logs.items() for word in ("amal", "127.0.0.1", stack.password) if word in text]
    if told:
        raise SystemExit(f"A person is told of in: {', '.join(told)}.")
    say(f"read {sum(map(len, lines.values()))} lines of the log")


def _object(name: str, line: str) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads(line)
    except ValueError:
        raise SystemExit(f"The log of {name} has a line that is no object: {line}") from None
    return found


def wait(what: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise SystemExit(f"Not within {PATIENCE} seconds: {what}.")
        time.sleep(1)
    say(what)


def say(text: str) -> None:
    print(f"production: {text}", flush=True)


@contextlib.contextmanager
def stack() -> Iterator[Stack]:
    with (
        services.postgres() as database,
        services.redis() as redis,
        tempfile.TemporaryDirectory(prefix="tracker-production-") as folder,
    ):
        made = Stack(Path(folder), database, redis)
        try:
            yield made
        except (SystemExit, subprocess.CalledProcessError):
            for log in sorted(Path(folder).glob("*.log")):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)
            raise
        finally:
            made.processes.stop()


def main() -> int:
    services.install_missing([services.POSTGRES, services.REDIS, NGINX])
    with stack() as made:
        made.build()
        made.run("setup")
        for name in ("web-public", "web-staff", "worker", "beat"):
            made.start(name)
        made.start("nginx", made.nginx())
        for name in ("web-public", "web-staff", "worker", "beat"):
            wait(f"{name} is well", lambda name=name: made.is_well(name))  # type: ignore[misc]  # bound at once
        wait("nginx is well", lambda: bool(expect(f"http://127.0.0.1:{made.ports['alive']}/alive", 204)) or True)
        try_out(made)
    say("everything answered, and everything has been stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
