"""The script of docs/verify.py, run as anybody runs it: it finds what was altered, and where."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reformtracker.publishing import actions, triggers
from reformtracker.publishing.models import Chain, Release
from tests.cast import person
from tests.publishing.bending import (
    delete_a_row,
    edit_a_citation,
    edit_a_row,
    observed,
    rewrite_a_manifest,
    rewrite_a_manifest_and_its_hash,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.bar("B47")]

SCRIPT = Path(__file__).parents[2] / "docs/verify.py"


def run(server: object, *more: str) -> tuple[int, str]:
    """What the script ends with, and what it says."""
    ended = subprocess.run(  # noqa: S603  # our own
        [sys.executable, "-I", str(SCRIPT), str(server), *more], capture_output=True, text=True, timeout=60, check=False
    )
    return ended.returncode, (ended.stdout + ended.stderr).strip()


ATTACKS: dict[Callable[[], None], str] = {
    edit_a_row: "BROKEN at release 2: observation 2.4.2:2020 was changed or added",
    edit_a_citation: "BROKEN at release 2: observation 2.4.2:2020 was changed or added",
    delete_a_row: "BROKEN at release 2: observation 2.4.2:2020 is gone",
    rewrite_a_manifest: "BROKEN at release 1: its manifest does not have its hash",
    rewrite_a_manifest_and_its_hash: "BROKEN at release 2: it does not name the hash of the release before",
}


def test_an_untouched_record_is_intact(live_server: object, chain: Chain) -> None:
    last = Release.objects.get(number=2).hash
    said = f"intact: 2 releases, 0 redacted versions, the last hash is {last}"
    assert run(live_server) == (0, said)
    assert run(live_server, "reform", Release.objects.get(number=1).hash) == (0, said)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_first_broken_release_is_named(attack: Callable[[], None], live_server: object, chain: Chain) -> None:
    with triggers.lifted():
        attack()
    assert run(live_server) == (1, ATTACKS[attack])


def test_a_record_that_was_cut_or_rewritten_is_found_by_a_hash_noted_before(live_server: object, chain: Chain) -> None:
    code, said = run(live_server, "reform", "0" * 64)
    assert code == 1
    assert said.startswith("BROKEN at release 3: the noted hash 000")


def test_a_redaction_is_counted_and_breaks_nothing(live_server: object, chain: Chain) -> None:
    order = actions.order_redaction(observed(), by=person("one", "administrator"), reason="A court order.")
    actions.confirm_redaction(order, by=person("two", "administrator"))
    code, said = run(live_server)
    assert code == 0
    assert said.startswith("intact: 2 releases, 1 redacted versions, ")


def test_the_script_is_short_and_needs_nothing_but_python() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    tree = ast.parse(source)
    lines = [line for line in source.splitlines()[tree.body[0].end_lineno :] if line.strip()]
    assert len(lines) <= 40
    names = {
        (one.module if isinstance(one, ast.ImportFrom) else one.names[0].name) or ""
        for one in ast.walk(tree)
        if isinstance(one, ast.Import | ast.ImportFrom)
    }
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
