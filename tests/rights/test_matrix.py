"""Who may do what, where, at which door: rights.csv is read and agreed on by people; this holds the site to every cell.

A new address, list action, form field or operation of the API has no row yet and fails here. `WRITE_RIGHTS=1` writes the file
anew from what the site does; the difference is then read like any other. `make test` lets everybody try a third.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from django.test import override_settings

from tests.rights.doors import DOORS, Cells, Row
from tests.rights.world import PEOPLE, build

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B33")]

FILE = Path(__file__).with_name("rights.csv")
OPEN = {
    "account_inactive",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "admin:login",
}
"""What a visitor reads below /admin/: the way in."""
HEAD = ("door", "what", "state", *PEOPLE)


def _write(seen: dict[Row, Cells]) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(HEAD)
        lines.writerows([*row, *(cells[who] for who in PEOPLE)] for row, cells in seen.items())


def agreed() -> dict[Row, Cells]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["door"], row["what"], row["state"]): {who: row[who] for who in PEOPLE} for row in rows}


def found(*, whole: bool) -> dict[Row, Cells]:
    with override_settings(REQUIRE_SECOND_FACTOR=False):
        world = build(whole=whole)
        return {row: cells for door in DOORS for row, cells in door(world)}


def assert_agreed(found: dict[Row, Cells]) -> None:
    wanted = agreed()
    assert found.keys() - wanted.keys() == set(), "doors without a row"
    assert wanted.keys() - found.keys() == set(), "rows without a door"
    assert {row: cells for row, cells in found.items() if not cells.items() <= wanted[row].items()} == {}


def test_the_site_does_what_was_agreed_at_every_door_for_three_of_nine_people_in_turn() -> None:
    assert_agreed(found(whole=False))


@pytest.mark.trust
def test_the_site_does_what_was_agreed_at_every_door_for_everybody() -> None:
    """One test: what is asked of the site is asked once, and no process asks it again."""
    seen = found(whole=True)
    if os.environ.get("WRITE_RIGHTS"):
        _write(seen)
    assert_agreed(seen)
    assert {len(cells) for cells in seen.values()} == {len(PEOPLE)}


def test_the_agreement_holds_what_no_role_may_do() -> None:
    """Read off the file alone, so that no rewriting of it passes unseen."""
    wanted = agreed()
    for (door, what, state), cells in wanted.items():
        if (
            door == "verb"
            and state in ("published", "superseded")
            and what not in ("revise", "withdraw", "redact", "comment")
        ):
            assert "does" not in cells.values(), (what, state)
        if door == "form" and state != "draft":
            assert "does" not in cells.values(), state
        if door == "api" and what.startswith("write"):
            assert set(cells.values()) == {"never"}, what
        if door in ("verb", "form"):
            assert cells["visitor"] == "signs in"
            assert cells["auditor"] != "does"
        if door == "verb" and what == "approve":
            assert {who for who, said in cells.items() if said == "does"} <= {"reviewer", "superuser"}
        if door == "page":
            assert cells["visitor"] != "reads" or what in OPEN, what
