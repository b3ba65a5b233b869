"""A spreadsheet whose server is killed at some row: all of it or nothing, and the same file again doubles nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from benefits.models import ObservationVersion, Upload
from benefits.workbook import actions
from reformtracker.publishing.models import Autosave, Job
from tests.bars import Figure
from tests.benefits.workbook.corpus.build import LEVEL, MANY, SHARE
from tests.benefits.workbook.example import Example, at_noon, make_example
from tests.staff import signed_in

pytestmark = [pytest.mark.bar("B13"), pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
AFTER_THE_COMMIT = -1
KILLED = """
import os, signal, sys, django
django.setup()
from benefits.models import Upload
from benefits.workbook import actions
from tests.benefits.workbook.example import at_noon
upload, seen, last = Upload.objects.get(pk=int(sys.argv[1])), sys.argv[2], int(sys.argv[3])
written, draft = 0, actions._draft
# Row by row, so that so many have been written when the server is killed.
actions.AT_ONCE = 1
def die(): os.kill(os.getpid(), signal.SIGKILL)
def write(changes, *given):
    global written
    if written == last: die()
    draft(changes, *given)
    written += len(changes)
    if written == last: die()
actions._draft = write
with at_noon():
    actions.apply(upload, by=upload.uploaded_by, seen=seen)
die()
"""


@dataclass
class Sent:
    """A file that was shown to whoever uploaded it. `rows`: how many drafts it makes."""

    example: Example
    upload: Upload
    seen: str
    rows: int

    def applied_until(self, row: int) -> int:
        """In a server of its own, which is killed when so many rows are written."""
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
        command = [sys.executable, "-c", KILLED, str(self.upload.pk), self.seen, str(row)]
        environment = {**os.environ, "DATABASE_URL": address, "REDIS_URL": settings.REDIS_URL}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@pytest.fixture
def sent() -> Any:
    example = make_example()
    with at_noon():
        sheet = example.sheet()
        for period in ("2021", "2022", "2023"):
            sheet.put(SHARE, period, value="18", sources="A/75/202, 40")
        sheet.put(SHARE, "2020", value="17", reason_en="Better data.").put(MANY, "2022", value="16")
        yield show(example, sheet.put(LEVEL, "2021", level="some").csv())


def show(example: Example, content: bytes) -> Sent:
    upload = actions.receive("updates.csv", content, by=example.cast.contributor)
    found = actions.look_at(upload, by=example.cast.contributor)
    assert found.faults == []
    return Sent(example, upload, found.digest, len(found.changes))


def record() -> dict[str, str]:
    """Of every table, how many rows it has and the sum of all that they say."""
    with connection.cursor() as cursor:
        found = {}
        for model in apps.get_models():
            if model not in (Autosave, Job):
                table = model._meta.db_table
                cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")  # noqa: S608
                found[table] = str(cursor.fetchone())
        return found


def test_a_server_killed_at_any_row_leaves_nothing_of_the_file(sent: Sent, figure: Figure) -> None:
    before = record()
    rows = (0, 1, sent.rows // 2, sent.rows)
    for row in rows:
        assert sent.applied_until(row) == -signal.SIGKILL
        assert record() == before, f"killed at row {row} of {sent.rows}"
    # Nobody is in its way: the same file, confirmed again, is applied whole.
    assert actions.apply(sent.upload, by=sent.example.cast.contributor, seen=sent.seen) == sent.rows
    figure("B13", f"killed at rows {', '.join(map(str, rows))} of {sent.rows}: {len(before)} tables as before")


def test_a_server_killed_between_commit_and_reply_has_applied_all_and_the_file_is_known_again(sent: Sent) -> None:
    assert sent.applied_until(AFTER_THE_COMMIT) == -signal.SIGKILL
    sent.upload.refresh_from_db()
    assert (sent.upload.state, sent.upload.rows) == (Upload.State.APPLIED, sent.rows)
    drafts = ObservationVersion.objects.open().count()
    staff: Client = signed_in(sent.example.cast.contributor)
    # Whoever got no reply confirms again, and then uploads the file again.
    again = staff.post(f"/admin/benefits/upload/{sent.upload.pk}/change/", {"seen": sent.seen})
    assert again.status_code == 409
    same = show(sent.example, bytes(sent.upload.content or b""))
    assert same.rows == 0
    page = staff.get(f"/admin/benefits/upload/{same.upload.pk}/change/")
    assert page.context["earlier"] == sent.upload
    assert ObservationVersion.objects.open().count() == drafts
