"""Starts the PostgreSQL and Redis that the tests need, runs a command with them, and stops what it started.

    python scripts/services.py -- pytest             # start, run, stop
    python scripts/services.py --install             # only make sure that the programs are there

TEST_DATABASE_URL, TEST_REDIS_URL and TEST_CHROMIUM are used where set, and set for the command where not.
What is missing is installed where apt can be used as root; elsewhere one sentence says what to install.
Only the standard library is used, so that this runs before any environment exists.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

START_SECONDS = 30


class Unavailable(Exception):
    """Something the tests need is neither given, nor installed, nor installable from here."""


@dataclass(frozen=True)
class Program:
    """One thing the tests need: the variable that gives it, its executables, the Debian packages that hold it."""

    variable: str
    executables: tuple[str, ...]
    packages: tuple[str, ...]
    folders: tuple[str, ...] = ()

    def find(self) -> Path | None:
        for name in self.executables:
            if found := shutil.which(name):
                return Path(found)
            for pattern in self.folders:
                # The highest major version last: 9 < 15 < 18.
                for folder in sorted(Path("/").glob(pattern), key=lambda path: (len(str(path)), path), reverse=True):
                    if (folder / name).exists():
                        return folder / name
        return None

    def path(self) -> Path:
        found = self.find()
        if found is None:
            raise Unavailable(
                f"{self.executables[0]} is missing. Install it (on Debian and Ubuntu: sudo apt-get install "
                f"{' '.join(self.packages)}), or set {self.variable}."
            )
        return found


POSTGRES = Program(
    "TEST_DATABASE_URL", ("pg_ctl",), ("postgresql",), ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql@*/bin")
)
REDIS = Program("TEST_REDIS_URL", ("redis-server", "valkey-server"), ("redis-server",))
# Without these fonts Arabic and Chinese are blanks on every screenshot and in every PDF.
FONTS = ("fonts-noto-core", "fonts-noto-cjk")
CHROMIUM = Program(
    "TEST_CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome", "chrome"),
    ("chromium", *FONTS),
    ("Applications/*.app/Contents/MacOS",),
)
GETTEXT = Program("PATH to its folder", ("msgfmt",), ("gettext",))
# Libraries, not programs: what WeasyPrint loads by name.
PANGO = Program(
    "DYLD_FALLBACK_LIBRARY_PATH",
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", *FONTS),
    ("usr/lib/*-linux-gnu", "usr/lib", "usr/lib64", "opt/homebrew/lib"),
)
# Without a screen: what readers open workbooks and CSV with, and reports.
OFFICE = Program(
    "TEST_OFFICE",
    ("soffice", "libreoffice"),
    ("libreoffice-calc-nogui",),
    ("usr/lib/libreoffice/program", "Applications/LibreOffice.app/Contents/MacOS"),
)
WRITER = Program(
    "TEST_OFFICE",
    ("libswlo.so", "libswlo.dylib"),
    ("libreoffice-writer-nogui",),
    ("usr/lib/libreoffice/program", "Applications/LibreOffice.app/Contents/Frameworks"),
)
OPTIONAL = (OFFICE, WRITER)
"""Installed where that can be done; elsewhere the tests that need it are left out."""
PROGRAMS = (POSTGRES, REDIS, CHROMIUM, GETTEXT, PANGO, *OPTIONAL)


def install_missing(programs: Sequence[Program] = PROGRAMS) -> None:
    missing = [program for program in programs if not os.environ.get(program.variable) and program.find() is None]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for program in missing for package in program.packages]
        say(f"installing {' '.join(packages)}")
        apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*apt, "update"], check=True, env=env)
        subprocess.run(
            [*apt, "install", "-y", "--no-install-recommends", *packages],
            check=True,
            env=env,
            stdout=subprocess.DEVNULL,
        )
    for program in missing:
        if program not in OPTIONAL:
            program.path()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def postgres(standby_of: str | None = None, *, durable: bool = False) -> Iterator[str]:
    """A cluster of its own in a folder of its own; gives its URL. `standby_of`: the URL of one that it copies and follows, and with
    which it shares its password. `durable`: as in production; else without a single fsync."""
    # Beside it lie the other programs of the same version, whatever a link on the path leads to.
    pg_ctl = POSTGRES.path().resolve()
    # PostgreSQL refuses to run as root.
    owner = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="tracker-postgres-") as name:
        folder = Path(name)
        if owner:
            shutil.chown(folder, owner, owner)

        def run(*command: str | Path) -> None:
            done = subprocess.run(
                command,
                user=owner,
                group=owner,
                extra_groups=[] if owner else None,
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": name, "LC_ALL": locale},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if done.returncode:
                log = folder / "log"
                raise Unavailable(f"{command[0]} failed: {done.stdout}{log.read_text() if log.exists() else ''}")

        # UPPER() of a C locale knows ASCII only.
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        password = (standby_of and urlsplit(standby_of).password) or secrets.token_urlsafe(24)
        password_file = folder / "password"
        password_file.write_text(password)
        password_file.chmod(0o600)
        if owner:
            shutil.chown(password_file, owner, owner)
        data = folder / "data"
        if standby_of:
            follow = ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"]
            run(pg_ctl.with_name("pg_basebackup"), f"--pgdata={data}", f"--dbname={standby_of}", *follow)
        else:
            access = ["--auth=scram-sha-256", f"--pwfile={password_file}", "--username=postgres"]
            run(
                pg_ctl.with_name("initdb"),
                f"--pgdata={data}",
                *access,
                "--encoding=UTF8",
                "--no-sync",
                "--data-checksums",
            )
        port = free_port()
        fast = "" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        reach = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c max_connections=200"
        )
        start = ["start", "-w", "-t", str(START_SECONDS), "-l", str(folder / "log"), "-o", f"{fast} {reach}"]
        try:
            run(pg_ctl, "-D", data, *start)
            say(f"PostgreSQL on port {port}")
            yield f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                run(pg_ctl, "-D", data, "stop", "-m", "immediate")


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing on disk; gives its URL."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tracker-redis-") as folder:
        quiet = ["--save", "", "--appendonly", "no", "--dir", folder, "--logfile", f"{folder}/log"]
        server = subprocess.Popen([REDIS.path(), "--bind", "127.0.0.1", "--port", str(port), *quiet])
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise Unavailable(f"Redis did not start: {Path(folder, 'log').read_text()}")
                time.sleep(0.05)
            say(f"Redis on port {port}")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait()


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)

    def forward(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, forward)
    # Ctrl-C reaches the whole process group: the command answers it, this process waits and cleans up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = process.wait()
    return code if code >= 0 else 128 - code


def say(text: str) -> None:
    print(f"services: {text}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else []
    if not command and arguments != ["--install"]:
        say("usage: python scripts/services.py (--install | -- COMMAND ...)")
        return 2
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        install_missing()
        if not command:
            return 0
        with contextlib.ExitStack() as started:
            environment = dict(os.environ)
            environment["TEST_DATABASE_URL"] = environment.get("TEST_DATABASE_URL") or started.enter_context(postgres())
            environment["TEST_REDIS_URL"] = environment.get("TEST_REDIS_URL") or started.enter_context(redis())
            environment["TEST_CHROMIUM"] = environment.get("TEST_CHROMIUM") or str(CHROMIUM.path())
            environment["TEST_OFFICE"] = environment.get("TEST_OFFICE") or str(OFFICE.find() or "")
            return run(command, environment)
    except (Unavailable, subprocess.CalledProcessError) as problem:
        say(str(problem))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
