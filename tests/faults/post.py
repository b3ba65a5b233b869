"""A mail server that takes its time over each mail, so that whoever is killed is killed in the middle of one."""

from __future__ import annotations

import asyncio
import contextlib
import mailbox
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import services
from aiosmtpd.handlers import Mailbox
from stack import wait

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 0.15


class SlowMailbox(Mailbox):
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(SECONDS)
        return answer


@dataclass(frozen=True)
class Post:
    url: str
    folder: Path

    def received(self) -> Counter[str]:
        """How often each, by its Message-ID."""
        return Counter(str(mail["Message-ID"]) for mail in mailbox.Maildir(self.folder, create=False))


@contextlib.contextmanager
def post_office(folder: Path) -> Iterator[Post]:
    port = services.free_port()
    command = [sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "-c", f"{__name__}.{SlowMailbox.__name__}", str(folder)], cwd=ROOT)
    try:
        wait("mail is taken", lambda: services.listens(port))
        yield Post(f"smtp://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        server.wait()
