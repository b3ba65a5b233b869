"""A spreadsheet of many rows is taken in."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from itertools import islice, product

import xlsxwriter
from django.core.management import call_command

from bench.inner.refused import Refused
from benefits.workbook import actions as workbook
from benefits.workbook.questions import Asked, asked_of, mark_of
from reformtracker.publishing.models import Person, Role


@contextmanager
def counted(found: dict[str, float], name: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    found[f"{name}_seconds"] = time.monotonic() - begun
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found[f"{name}_megabytes"] = most / 1024


def spreadsheet(rows: str) -> dict[str, float]:
    """Writes so many rows of a template anew, and takes them in: what a preview and what a commit take. The memory is that of
    the process that took most of it, from its start on."""
    many = int(rows)
    person = _contributor()
    found: dict[str, float] = {}
    upload = workbook.receive("bench.xlsx", _filled(person, many), by=person)
    with counted(found, "preview"):
        shown = workbook.look_at(upload, by=person)
    if shown.faults or len(shown.changes) != many:
        raise Refused(f"{len(shown.changes)} changes, and {len(shown.faults)} faults: {shown.faults[:3]}")
    reasons = {doubt.row: "As measured." for doubt in shown.doubts}
    with counted(found, "commit"):
        found["rows"] = workbook.apply(upload, by=person, seen=shown.digest, reasons=reasons)
    return found


def _contributor() -> Person:
    call_command("create_demo_staff", force=True, stdout=StringIO())
    return Person.objects.get(username=Role.CONTRIBUTOR)


COLUMNS = ("framework", "indicator", "period", "value", "level", "missing", "version", "narrative_en")
FIRST_YEAR = 1946
"""Long before any invented figure: every row is a new one."""


def _filled(person: Person, many: int) -> bytes:
    """One new month after the other for each indicator in turn."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": False})
    sheet = book.add_worksheet("Updates")
    sheet.write_row(0, 0, COLUMNS)
    indicators = [asked for asked in asked_of(person) if asked.framework == "demo"]
    for row, (month, asked) in enumerate(islice(product(range(12 * 100), indicators), many), start=1):
        period = f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02}"
        value = None if asked.is_qualitative else _value(asked)
        level = asked.levels[row % len(asked.levels)].code if asked.is_qualitative else None
        cells = (asked.framework, asked.code, period, value, level, None, mark_of(None), f"As reported for {period}.")
        sheet.write_row(row, 0, cells)
    book.close()
    return file.getvalue()


def _value(asked: Asked) -> float:
    last = asked.last.value if asked.last and asked.last.value is not None else None
    return float(last if last is not None else asked.minimum or 1)
