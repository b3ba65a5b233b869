from __future__ import annotations

import os
import subprocess
import sys

import pytest

GOOD = {
    "SECRET_KEY": "0123456789" * 6,
    "DATABASE_URL": "sqlite://:memory:",
    "REDIS_URL": "",
    "SITE_URL": "http://127.0.0.1:8000",
}


def started(code: str, **variables: str) -> tuple[int, str]:
    """Exit status and last line of a Django process with these variables."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "reformtracker.settings", **GOOD, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).strip().splitlines()
    return done.returncode, said[-1] if said else ""


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("SECRET_KEY", "short", "Make one with:"),
        ("SECRET_KEY", "django-insecure-" + "x" * 60, "Make one with:"),
        ("SECRET_KEY", "k" * 60, "Make one with:"),
        ("SITE_URL", "tracker.example.org", "such as https://tracker.example.org"),
        ("DATABASE_URL", "mysql://somewhere/x", "PostgreSQL and SQLite are supported"),
        ("REDIS_URL", "localhost:6379", "set it like redis://host:6379/0"),
        ("TRACKER_ROLE", "everything", "set it to one of: all, public, staff"),
    ],
)
def test_a_bad_value_stops_the_start_with_a_sentence_that_says_what_to_set(name: str, value: str, mend: str) -> None:
    status, said = started("", **{name: value})
    assert status != 0
    assert name in said
    assert mend in said


def test_a_public_server_has_no_admin_and_no_sessions() -> None:
    code = """
from django.conf import settings
from django.urls import Resolver404, resolve
assert not [name for name in settings.MIDDLEWARE if "session" in name.lower() or "auth" in name.lower()]
resolve("/en/")
try:
    resolve("/admin/")
except Resolver404:
    print("no admin")
"""
    assert started(code, TRACKER_ROLE="public") == (0, "no admin")


def test_a_public_server_reads_where_it_is_told_to() -> None:
    code = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    replica = "postgres://reader:word@replica/published"
    assert started(code, TRACKER_ROLE="public", PUBLIC_DATABASE_URL=replica) == (0, "published")
    assert started(code, TRACKER_ROLE="staff", PUBLIC_DATABASE_URL=replica) == (0, ":memory:")


def test_a_site_under_https_locks_its_cookies_and_redirects() -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.SECURE_HSTS_SECONDS > 0)"
    )
    assert started(code, SITE_URL="https://tracker.example.org") == (0, "True True __Host-session True")
