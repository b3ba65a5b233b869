"""A file to a grid, in a process of its own: whatever a file does there, the server goes on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from benefits.workbook import limits
from benefits.workbook.child import DONE, REFUSED
from benefits.workbook.container import ending
from benefits.workbook.grid import Sheet, from_lines
from benefits.workbook.rules import Fault, Rule, Unreadable

HOME = Path(__file__).resolve().parents[2]
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff/\\]")


def refuse_unseen(name: str, size: int) -> str:
    """By name and size alone, before anything is kept; returns what the name says that it is."""
    if len(name) > limits.NAME or UNSEEN.search(name):
        raise Unreadable(Rule.NAME, seen=UNSEEN.sub("�", name)[:60])
    suffix = ending(name)
    if not size:
        raise Unreadable(Rule.EMPTY, seen=name)
    if size > limits.BYTES:
        raise Unreadable(Rule.TOO_BIG, seen=name, limit=str(limits.BYTES // 1024 // 1024))
    return suffix


def sheets_in(name: str, content: bytes) -> list[Sheet]:
    """Raises Unreadable."""
    suffix = refuse_unseen(name, len(content))
    *said, last = _ask(content, suffix).splitlines() or [""]
    if last == REFUSED:
        rule, *rest = json.loads(said[0])
        refusal = Unreadable(Rule(rule))
        refusal.fault = Fault(Rule(rule), *rest)
        raise refusal
    if last != DONE:
        raise Unreadable(Rule.TOO_HEAVY, seen=name)
    return from_lines(said)


def _ask(content: bytes, suffix: str) -> str:
    """What the small process says; cut off where it came to its limits."""
    command = [sys.executable, "-s", "-X", "utf8", "-m", "benefits.workbook.child", suffix]
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  # our own module; what is uploaded comes in as data
            command,
            input=content,
            capture_output=True,
            cwd=HOME,
            env=environment,
            timeout=limits.SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(Rule.TOO_HEAVY) from error
    return done.stdout.decode()
