"""What a server serves follows from TRACKER_ROLE: the public one has no door for staff."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

ASK = """
import django; django.setup()
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
def there(path):
    try: return bool(resolve(path))
    except Resolver404: return False
doors = [name for name in ("Session", "Authentication", "Csrf", "Message") if any(name in one for one in settings.MIDDLEWARE)]
print(there("/admin/"), there("/en/"), there("/api/v1/"), doors)
"""


def asked(role: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TRACKER_ROLE": role, "DATABASE_URL": "sqlite://:memory:", "REDIS_URL": ""}
    return subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.bar("B42")
def test_the_public_server_has_no_admin_no_sessions_and_nobody_who_signs_in() -> None:
    assert asked("public").stdout.split("\n")[-2] == "False True True []"


@pytest.mark.parametrize("role", ["staff", "all"])
def test_the_others_have_the_admin(role: str) -> None:
    assert asked(role).stdout.split("\n")[-2] == ("True True True ['Session', 'Authentication', 'Csrf', 'Message']")


def test_a_role_that_is_none_stops_the_start_with_a_sentence() -> None:
    done = asked("everything")
    assert done.returncode != 0
    assert "TRACKER_ROLE is 'everything'; set it to one of: all, public, staff." in done.stderr


@pytest.mark.trust
@pytest.mark.bar("B41", "B42")
def test_what_the_compose_file_runs_runs_without_containers() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/production.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "signed in through nginx" in done.stdout
    assert "the role of staff servers owns no table" in done.stdout
