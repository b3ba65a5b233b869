"""A million observations: in under 500 MB, by every rule of the database. How long it took is printed (`pytest -rP`)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import Count, F
from django.db.models.functions import Length
from django.test import Client

from benefits.models import ObservationVersion, Standing
from reformtracker.publishing import triggers
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.registry import kinds
from reformtracker.publishing.verify import verify

pytestmark = [pytest.mark.trust, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 10**6
PAGES = (
    "/en/demo/indicators/1.1.1/",
    "/ar/demo/indicators/3.3.111/",
    "/en/demo/releases/",
    "/en/demo/timeline/",
    "/api/v1/indicators/?framework=demo",
    "/api/v1/observations/?framework=demo&indicator=1.1.1",
    "/api/v1/observations/?framework=demo&page_size=500&status=behind",
    "/api/v1/releases/3/manifest/?framework=demo",
)


def run(*arguments: str) -> float:
    """The command as an operator runs it, on the database of this test; gives the most memory it used, in MB."""
    url = urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {"DATABASE_URL": url, "SITE_URL": "http://127.0.0.1:8000"}
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "manage.py", "load_demo", *arguments], cwd=ROOT, env=environment)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    sys.stdout.write(f"load_demo {' '.join(arguments)}: {time.monotonic() - begun:.0f} s\n")
    return used.ru_maxrss * 1024 / MEGABYTE


def test_a_million_observations_come_and_go() -> None:
    assert run("--indicators", "2000", "--observations", "500") < 500
    chain = Chain.objects.get()
    assert ObservationVersion.objects.filter(number=1).count() == 1_000_000
    assert Standing.objects.filter(to_release=None).count() == 2000
    assert triggers.expected("postgresql") <= triggers.present("default")
    sizes = [
        model.objects.values("release").annotate(many=Count("pk")).values_list("many", flat=True) for model in kinds()
    ]
    assert max(many for found in sizes for many in found) <= 50_000
    longest = Release.objects.annotate(length=Length("manifest")).order_by("-length").values_list("length", flat=True)
    assert longest[0] < 20 * MEGABYTE
    assert not ObservationVersion.objects.exclude(thing__chain_id=F("release__chain_id")).exists()
    for path in PAGES:
        assert Client().get(path).status_code == 200, path
    assert list(verify(chain)) == []
    assert run("--remove") < 500
    assert not Chain.objects.exists()
    assert not any(model.objects.exists() for model in kinds())
