"""The way to more readers, walked once for real: public pages read from a second PostgreSQL that follows the first
(`PUBLIC_DATABASE_URL`, docs/scale.md). Two clusters and one web process, on this machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import psycopg2
import pytest
import services

pytestmark = [pytest.mark.trust, pytest.mark.postgres, pytest.mark.alone]

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = "initiatives/data/peace-and-security"
DATA = (
    "/api/v1/",
    "/api/v1/observations/",
    "/api/v1/export/observations.csv",
    "/sdmx/data/PEACE_AND_SECURITY/all",
    "/readyz",
)
VISIBLE_SECONDS = 5
START_SECONDS = 60


def environment(**more: str) -> dict[str, str]:
    common = {"SECRET_KEY": "0123456789" * 6, "DEBUG": "true", "REDIS_URL": "", "API_LIMIT": "0", "KEEP_SECONDS": "1"}
    return {**os.environ, **common, "DJANGO_SETTINGS_MODULE": "reformtracker.settings", **more}


def manage(primary: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(DATABASE_URL=primary, TRACKER_ROLE="staff"),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def read(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=60) as answer:  # noqa: S310  # on this machine
            return answer.status, answer.read().decode(errors="replace")
    except HTTPError as refusal:
        return refusal.code, ""


def until(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return is_so()


@contextmanager
def public_server(primary: str, copy: str) -> Iterator[str]:
    port = services.free_port()
    site = f"http://127.0.0.1:{port}"
    public = environment(DATABASE_URL=primary, PUBLIC_DATABASE_URL=copy, TRACKER_ROLE="public", SITE_URL=site)
    command = [sys.executable, "-m", "gunicorn", "reformtracker.wsgi", f"--bind=127.0.0.1:{port}", "--threads=4"]
    server = subprocess.Popen([*command, "--no-control-socket", "--log-level=warning"], cwd=ROOT, env=public)

    def answers() -> bool:
        try:
            return read(f"{site}/healthz")[0] == 200
        except URLError:
            return False

    try:
        assert until(answers, START_SECONDS)
        yield site
    finally:
        server.terminate()
        server.wait()


def is_a_copy(url: str) -> bool:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        return bool(cursor.fetchone()[0])


def test_everything_public_is_read_from_a_copy_that_follows() -> None:
    with services.postgres() as primary:
        manage(primary, "migrate", "--verbosity=0")
        manage(primary, "load_framework", SHIPPED)
        with services.postgres(standby_of=primary) as copy, public_server(primary, copy) as site:
            assert is_a_copy(copy)
            root = ElementTree.fromstring(read(f"{site}/sitemap.xml")[1])  # noqa: S314  # our own
            listed = [element.text or "" for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
            paths = [*DATA, *(urlsplit(url).path for url in listed)]
            assert len(paths) > 100
            assert [path for path in paths if read(f"{site}{path}")[0] != 200] == []
            assert read(f"{site}/en/demo/")[0] == 404
            manage(primary, "load_demo", "--indicators=2", "--observations=2")
            assert until(lambda: read(f"{site}/en/demo/")[0] == 200, VISIBLE_SECONDS)
