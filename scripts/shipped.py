"""A database of its own with the shipped framework and nothing else, for what is pictured in the documentation."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
FRAMEWORK, DAY = "peace-and-security", "2021-06-30"
"""The record is shown as it stood on a fixed day, so that a picture changes only where what is pictured does."""


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(HERE / "manage.py"), *arguments]


def fill(folder: Path, **more: str) -> dict[str, str]:
    """The environment of every command that uses it. `more`: what that says besides."""
    environment = os.environ | {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": f"sqlite:///{folder}/tracker.sqlite3",
        "REDIS_URL": "",
        # What is cited must not change with the port or the machine.
        "SITE_URL": "http://tracker.example",
        **more,
    }
    for arguments in (["migrate", "--verbosity=0"], ["load_framework", f"initiatives/data/{FRAMEWORK}"]):
        subprocess.run(command(*arguments), cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment
