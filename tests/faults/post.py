"""The mail server of a deployed tracker, and what it was given."""

from __future__ import annotations

import contextlib
import mailbox
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import services
from stack import wait

ROOT = Path(__file__).resolve().parents[2]
HANDLER = "tests.faults.slow_mailbox.SlowMailbox"


@dataclass(frozen=True)
class Post:
    url: str
    folder: Path

    def received(self) -> Counter[str]:
        """How often each, by its Message-ID."""
        return Counter(str(mail["Message-ID"]).strip() for mail in mailbox.Maildir(self.folder, create=False))


@contextlib.contextmanager
def post_office(folder: Path) -> Iterator[Post]:
    port = services.free_port()
    command = [sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "-c", HANDLER, str(folder)], cwd=ROOT)
    try:
        wait("mail is taken", lambda: services.listens(port))
        yield Post(f"smtp://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        server.wait()
