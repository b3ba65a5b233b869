"""No secret is in the files or in their history, and no server starts with settings that everybody can guess."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from reformtracker import environment
from tests.bars import Figure
from tests.supply.scanning import Secret, found, scan
from tests.test_environment import started

pytestmark = pytest.mark.bar("B41")

ROOT = Path(__file__).resolve().parents[2]
with Path(__file__).with_name("known.csv").open(encoding="utf-8", newline="") as lines:
    KNOWN = {row["text"] for row in csv.DictReader(lines)}
"""Looked at by a person: invented for tests and examples, or no secret at all."""
LONG = 10_000
OUTSIDE = "https://tracker.example.org"


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode(errors="replace")


def readable(text: str) -> str:
    """Without the lines of packed scripts, each of which is a file of its own and none of ours."""
    return "\n".join(line for line in text.split("\n") if len(line) < LONG)


def tracked() -> list[tuple[str, str]]:
    paths = [ROOT / name for name in git("ls-files", "-z").split("\0") if name]
    return [(str(path), readable(path.read_text(errors="ignore"))) for path in paths if path.is_file()]


def history() -> list[tuple[str, str]]:
    """By commit: every line that it added, all the way back from this one."""
    commits = git("log", "-p", "--unified=0", "--no-color", "--no-ext-diff", "--format=%x00%h", "HEAD").split("\0")[1:]
    told = (commit.partition("\n") for commit in commits)
    return [(name, readable("\n".join(re.findall(r"^\+(.*)$", text, re.MULTILINE)))) for name, _, text in told]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "private key"),
        ("aws = 'AKIA" + "IOSFODNN7EXAMPLA'", "key of AWS"),
        ("gh" + "p_" + "a1" * 18, "token of GitHub"),
        ("DATABASE_URL=postgres://tracker:" + "hunter22@db/tracker", "password in an address"),
        ("SECRET_KEY = '" + "q8Zk2v" + "XwP0rT5yLmB7nJ'", "assigned"),
        ('"api_key": "' + "9f86d081884c7d659a2f" + 'eaa0c55ad015"', "assigned"),
    ],
)
def test_what_looks_like_a_secret_is_found(line: str, what: str) -> None:
    assert [secret.what for secret in found(line)] == [what]


@pytest.mark.parametrize(
    "line", ["PASSWORD = secrets.token_urlsafe(16)", "token: str = ''", "password=PASSWORD_OF_CAST"]
)
def test_what_code_says_of_secrets_is_none(line: str) -> None:
    assert list(found(line)) == []


def unknown(secrets: dict[Secret, str]) -> list[str]:
    return [f"{where}: {secret.what}: {secret.text}" for secret, where in secrets.items() if secret.text not in KNOWN]


@pytest.mark.parametrize(("read", "what"), [(tracked, "tracked files"), (history, "commits")])
def test_none_holds_a_secret_or_ever_held_one(
    read: Callable[[], list[tuple[str, str]]], what: str, figure: Figure
) -> None:
    texts = read()
    assert unknown(scan(texts)) == []
    assert len(texts) > 300
    figure("B41", f"no secret in {len(texts):,} {what}, {sum(len(text) for _, text in texts) / 1e6:.0f} MB")


# ---------- settings ----------
@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> environ.Env:
    monkeypatch.setenv("SITE_URL", OUTSIDE)
    return environ.Env()


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("DEBUG", "true", "Set DEBUG=false"),
        ("DATABASE_URL", "postgres://tracker:tracker@db/tracker", "at least 12 characters"),
        ("STAFF_DATABASE_URL", "postgres://tracker_staff:short@db/tracker", "at least 12 characters"),
        ("METRICS_TOKEN", "short", "at least 20 characters"),
        ("SECRET_KEY", "changeme" + "0123456789" * 5, "Make one with:"),
    ],
)
def test_a_server_that_others_reach_refuses_what_can_be_guessed(
    name: str, value: str, mend: str, env: environ.Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=mend) as refused:
        read(env, name)
    assert name in str(refused.value)


def read(env: environ.Env, name: str) -> object:
    """As settings.py does."""
    how: dict[str, Callable[[], object]] = {
        "DEBUG": lambda: environment.debug(env),
        "METRICS_TOKEN": lambda: environment.token(env, name),
        "SECRET_KEY": lambda: environment.secret_key(env),
    }
    return how.get(name, lambda: environment.other_database(env, name))()


def test_a_start_is_refused_and_not_only_a_setting() -> None:
    status, said = started("", SITE_URL=OUTSIDE, DEBUG="true")
    assert status != 0
    assert "DEBUG is true, and SITE_URL is" in said


def test_at_home_debugging_and_a_short_password_will_do(env: environ.Env, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SITE_URL": "http://127.0.0.1:8000",
        "DEBUG": "true",
        "DATABASE_URL": "postgres://tracker:tracker@db/tracker",
    }.items():
        monkeypatch.setenv(name, value)
        assert name == "SITE_URL" or read(env, name)


@pytest.mark.parametrize(
    ("site", "mail", "sender", "warned"),
    [
        (OUTSIDE, "console", "tracker@localhost", ["W001", "W002"]),
        (OUTSIDE, "smtp", "Tracker <tracker@example.org>", []),
        ("http://127.0.0.1:8000", "console", "tracker@localhost", []),
    ],
)
def test_each_command_warns_of_mail_that_is_printed_or_leads_nowhere(
    site: str, mail: str, sender: str, warned: list[str], settings: Any
) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = site, sender
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{mail}.EmailBackend"
    found = [str(message.id) for message in run_checks()]
    assert [name.removeprefix("tracker.") for name in found if name.startswith("tracker.")] == warned


def test_whoever_finds_a_weakness_is_told_whom_to_write_to_and_how_soon_an_answer_comes(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "safe@example.org"
    said = Client().get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:safe@example.org\n" in said
    assert f"Canonical: {settings.SITE_URL}/.well-known/security.txt\n" in said
    operations = (ROOT / "docs/operations.md").read_text()
    assert "answered within 48 hours" in operations
    for what, within in (("critical", "2 days"), ("high", "7 days"), ("any other", "30 days"), ("5.2", "7 days")):
        assert [line for line in operations.splitlines() if what in line and line.endswith(f"| {within} |")], what


def test_the_lock_has_the_long_term_series_of_django() -> None:
    import django

    assert django.VERSION[:2] == (5, 2)
    assert django.VERSION >= (5, 2, 15)
    assert f"django=={django.get_version()} " in (ROOT / "requirements.txt").read_text()
    assert sys.version_info >= (3, 11)
