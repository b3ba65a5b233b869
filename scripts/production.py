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
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import services
from deployment import HERE, NGINX, copy_app
from stack import FRAMEWORK, Stack, say, wait

REQUIREMENTS = ("/tmp/requirements.txt", str(HERE / "requirements.txt"))  # noqa: S108  # the image's own path
PASSWORD = secrets.token_urlsafe(16)
PATIENCE = 60
"""Seconds for an answer, of a machine that has much else to do. nginx has less."""


# ---------- what the image does ----------
def build(stack: Stack) -> None:
    """The steps of the Dockerfile, with its folders replaced by ours."""
    copy_app(stack.app)
    for step in stack.shape.steps():
        here = step.replace("/opt/venv", str(stack.programs.parent)).replace(*REQUIREMENTS)
        say(here.partition("&&")[0].strip()[:100])
        subprocess.run(["sh", "-ec", here], cwd=stack.app, env=stack.environment("nginx"), check=True)


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
    drop_nothing(stack)
    expect(f"{staff}/admin/login/", 200)
    sign_in(stack)
    work_off(stack)
    read_logs(stack)


PERSONS = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT * FROM public.publishing_person")
"""

DROP = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE publishing_change DISABLE TRIGGER ALL")
"""


def find_nobody(stack: Stack) -> None:
    """What the public server connects as is refused the tables of staff."""
    done = stack.attempt("web-public", "shell", "-c", PERSONS)
    if "permission denied for table publishing_person" not in done.stderr:
        raise SystemExit(f"The public server could read persons: {done.stdout}{done.stderr[-500:]}")
    say("the public server's database role finds nobody")


def drop_nothing(stack: Stack) -> None:
    """What staff servers connect as owns none of the tables."""
    for name in ("web-staff", "worker", "beat"):
        done = stack.attempt(name, "shell", "-c", DROP)
        if "must be owner of table publishing_change" not in done.stderr:
            raise SystemExit(f"{name} could switch off triggers: {done.stdout}{done.stderr[-500:]}")
    say("the role of staff servers owns no table")


def expect(url: str, status: int, opener: urllib.request.OpenerDirector | None = None, **form: str) -> str:
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(url, data, {"Referer": url})  # noqa: S310  # our own server
    try:
        with (opener or urllib.request.build_opener()).open(request, timeout=PATIENCE) as answer:
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
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    factor = "/admin/account/second-factor/totp/activate/"
    send(stack, opener, "/admin/login/", login="amal", password=PASSWORD)
    page = send(stack, opener, f"/admin/account/reauthenticate/?next={factor}", password=PASSWORD, next=factor)
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
    told = [name for name, text in logs.items() for word in ("amal", "127.0.0.1", PASSWORD) if word in text]
    if told:
        raise SystemExit(f"A person is told of in: {', '.join(told)}.")
    say(f"read {sum(map(len, lines.values()))} lines of the log")


def _object(name: str, line: str) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads(line)
    except ValueError:
        raise SystemExit(f"The log of {name} has a line that is no object: {line}") from None
    return found


@contextlib.contextmanager
def standing() -> Iterator[Stack]:
    with (
        services.postgres(durable=True) as database,
        services.redis() as redis,
        tempfile.TemporaryDirectory(prefix="tracker-production-") as name,
    ):
        folder = Path(name)
        made = Stack(folder, database, redis, folder / "venv/bin")
        try:
            yield made
        except (SystemExit, subprocess.CalledProcessError):
            made.show_logs()
            raise
        finally:
            made.processes.stop()


def main() -> int:
    services.install_missing([services.POSTGRES, services.REDIS, NGINX])
    with standing() as made:
        build(made)
        made.run("setup")
        made.start_all()
        try_out(made)
    say("everything answered, and everything has been stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
