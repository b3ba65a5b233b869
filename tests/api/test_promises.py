"""What docs/api.md promises in numbers and names is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reformtracker.api import conditional, limits, pagination, parameters
from reformtracker.api.described import HEADERS
from reformtracker.publishing.models import Chain
from tests.reading import get

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
CODE = [path for app in ("reformtracker", "initiatives", "benefits") for path in (ROOT / app).rglob("*.py")]


@pytest.mark.parametrize(
    "title",
    [
        *("Address and first call", "Stability promise", "Change log of the API", "Errors"),
        *("Limits", "Conditional requests", "Snapshots"),
    ],
)
def test_every_part_is_there(title: str) -> None:
    assert f"\n## {title}\n" in PAGE


def test_every_code_of_a_fault_is_listed() -> None:
    used = {
        code
        for path in CODE
        for code in re.findall(r'Fault\(\s*[^"()]*"?\w*"?,\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert {"unknown", "repeated", "outside_the_record", "too_deep"} <= used
    assert {code for code in used if f"`{code}`" not in PAGE} == set()


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"{pagination.DEEPEST:,} rows" in PAGE
    assert f"goes up to {parameters.MAX_PAGE_SIZE}" in PAGE
    assert limits.FILE == 10 * limits.REQUEST == 100 * limits.CHEAP
    assert f"Cache-Control: {conditional.CACHE_CONTROL}" in PAGE
    for header in HEADERS:
        assert f"`{header}`" in PAGE or f"{header}:" in PAGE


@pytest.mark.django_db
def test_the_first_call_and_the_snapshot_are_run(chain: Chain) -> None:
    asked = re.findall(r'"\$TRACKER(/api/v1/[^"]+)"', PAGE)
    assert len(asked) >= 2
    for address in asked:
        assert get(address).status_code == 200, address
