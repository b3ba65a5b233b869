"""The corpus of broken spreadsheets: each kind is answered with its sheet, its cell, what stands there, the rule and the way
to mend it, and nothing of it reaches the database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from benefits.workbook import limits
from benefits.workbook.preview import Preview, preview
from benefits.workbook.sentences import said
from reformtracker.publishing.canonical import plain
from tests.bars import Figure
from tests.benefits.workbook.corpus.build import KINDS
from tests.benefits.workbook.example import at_noon, make_example

pytestmark = [pytest.mark.bar("B22"), pytest.mark.django_db]
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "corpus/expected.yaml").read_text())


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def answer(found: Preview) -> list[Any]:
    """As `expected.yaml` writes it: faults as rule, sheet, cell and value seen; else what would change."""
    if found.faults:
        return [[str(fault.rule), fault.sheet, fault.cell, fault.seen] for fault in found.faults]
    changes = [
        {change.public_id: {name: [plain(old), plain(new)] for name, (old, new) in change.cells.items()}}
        for change in found.changes
    ]
    return changes + [{"doubt": [doubt.where, *(each.rule for each in doubt.sentences)]} for doubt in found.doubts]


def test_the_small_process_is_given_no_more_memory_than_is_allowed() -> None:
    """The kernel holds it to that, so no file has to be measured."""
    asks = f"from benefits.workbook.child import confine; confine(); bytearray({limits.MEMORY})"
    done = subprocess.run([sys.executable, "-c", asks], cwd=settings.BASE_DIR, capture_output=True, check=False)
    assert done.returncode
    assert b"MemoryError" in done.stderr


def test_there_are_36_kinds_and_each_has_its_answers(figure: Figure) -> None:
    assert list(KINDS) == [f"{number:02}" for number in range(1, 37)] == list(EXPECTED)
    figure("B22", f"{len(KINDS)} of 36 kinds, {sum(map(len, EXPECTED.values()))} files")


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_answered_cell_by_cell_and_changes_nothing(kind: str) -> None:
    example = make_example()
    files = KINDS[kind](example)
    assert list(files) == list(EXPECTED[kind])
    before = counts()
    for name, content in files.items():
        with at_noon():
            found = preview(name, content, "0" * 64, example.cast.contributor)
        assert answer(found) == EXPECTED[kind][name], name
        for fault in found.faults:
            for code, _language in settings.LANGUAGES:
                with override(code):
                    rule, mend = said(fault)
                assert rule, (name, fault)
                assert mend, (name, fault)
                assert "%(" not in rule + mend
    assert counts() == before
