"""`make run`: database, shipped data, demo staff, static files, then the server and what it does every minute.

Safe to repeat: what is there stays. Everything it starts ends with it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
FRAMEWORK = "initiatives/data/peace-and-security"
HOST = "127.0.0.1"
PERIODIC_SECONDS = 60
PERIODIC = ("publish_due", "send_digests", "work_outbox")


def make_secret_key() -> None:
    """Once: a restart must not sign everybody out."""
    target = HERE / ".env"
    if os.environ.get("SECRET_KEY") or target.exists():
        return
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"SECRET_KEY={secrets.token_urlsafe(64)}\n")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=HERE, check=True)


def collect_static_files() -> None:
    """Hashing and compressing takes a while: only after a change, and without what no page uses."""
    settings = [HERE / "requirements.txt", HERE / "reformtracker/settings.py", HERE / "reformtracker/web/packaging.py"]
    sources = [*settings, *(HERE / "static").rglob("*")]
    manifest = HERE / "var/static/staticfiles.json"
    if not manifest.exists() or manifest.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        manage("collectstatic", "--noinput", "--verbosity=0", "--ignore=redoc", "--ignore=rest_framework")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does, so that a port is not called taken for the minute after a stop.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def serve(port: int) -> int:
    """One process with threads: SQLite has one writer, and the local-memory cache one owner."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "reformtracker.wsgi", f"--bind={HOST}:{port}", "--workers=1", "--threads=8"]
        + ["--no-control-socket", "--log-level=warning"],
        cwd=HERE,
    )
    try:
        print(
            f"\n  Reform Tracker: http://{HOST}:{port}/   staff: http://{HOST}:{port}/admin/   stop: Ctrl-C\n",
            flush=True,
        )
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return server.wait(timeout=PERIODIC_SECONDS)
            for command in PERIODIC:
                # A failure is printed by the command and tried again a minute later.
                with contextlib.suppress(subprocess.CalledProcessError):
                    manage(command)
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    port = int(os.environ.get("PORT") or 8000)
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    # A trial on this machine: nobody needs a telephone for it.
    os.environ.setdefault("REQUIRE_SECOND_FACTOR", "false")
    os.environ.setdefault("LOG_FORMAT", "line")
    if not is_free(port):
        print(
            f"Port {port} is taken. Stop what listens there, or choose another: make run PORT={port + 1}",
            file=sys.stderr,
        )
        return 1
    make_secret_key()
    (HERE / "var").mkdir(exist_ok=True)
    try:
        manage("migrate", "--verbosity=0")
        manage("load_framework", FRAMEWORK)
        collect_static_files()
        manage("create_demo_staff")
        return serve(port)
    except subprocess.CalledProcessError as problem:
        print(f"make run stopped: {' '.join(problem.cmd[1:])} failed.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
