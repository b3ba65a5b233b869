"""What people do while the volume of their database fills up: run by `test_full_disk.py`, with a database that nobody else uses.

python -m tests.faults.full_database FOLDER      # in which the volume is mounted
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402

from benefits.models import Upload  # noqa: E402
from reformtracker.publishing.models import AuditEvent  # noqa: E402
from tests import factories as f  # noqa: E402
from tests.cast import assemble  # noqa: E402
from tests.faults.disks import fill  # noqa: E402
from tests.staff import signed_in  # noqa: E402

ATTEMPTS = 20
PAGES = ("/en/reform/", "/ar/reform/indicators/2.4.2/", "/api/v1/observations/", "/api/v1/export/observations.csv")


def send(staff: Client) -> int:
    """Five megabytes that no compression makes smaller."""
    file = SimpleUploadedFile("updates.csv", os.urandom(5_000_000))
    return staff.post("/admin/benefits/upload/add/", {"file": file}).status_code


def counts() -> tuple[int, int]:
    return Upload.objects.count(), AuditEvent.objects.count()


def main(disk: Path) -> None:
    call_command("migrate", verbosity=0)
    setup_test_environment()
    cast = assemble()
    f.tracker(cast)
    staff, reader = signed_in(cast.contributor), Client(raise_request_exception=False)
    staff.raise_request_exception = False
    assert send(staff) == 302
    before, ballast = counts(), fill(disk)
    refused = [send(staff) for _ in range(ATTEMPTS)]
    assert refused == [503] * ATTEMPTS, refused
    assert counts() == before
    read = [reader.get(page).status_code for _ in range(ATTEMPTS) for page in PAGES]
    assert read == [200] * len(read), read
    ballast.unlink()
    assert send(staff) == 302
    assert counts() == (before[0] + 1, before[1] + 1)
    call_command("verify_audit")
    call_command("verify_releases")
    print(f"{len(refused)} uploads refused, {len(read)} pages read while the volume was full")  # noqa: T201


if __name__ == "__main__":
    # Static files as they lie in the tree: none have been collected.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        main(Path(sys.argv[1]))
