"""The catalogue of components names what there is, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = (ROOT / "docs/components.md").read_text()
ROWS = re.findall(r"^\| `([\w-]+\.css)` \|(.*)\|$", CATALOGUE, re.MULTILINE)
NAMED = re.compile(r"""(?:css/|@import ")([\w-]+\.css)""")


def test_every_style_sheet_of_a_public_page_is_in_the_catalogue() -> None:
    sources = (ROOT / "static/css/public.css", *ROOT.glob("templates/web/**/*.html"))
    used = {name for path in sources for name in NAMED.findall(path.read_text())}
    assert len(used) > 15
    assert {name for name, _ in ROWS} == used


@pytest.mark.parametrize(("sheet", "row"), ROWS)
def test_what_the_catalogue_says_of_a_style_sheet_is_there(sheet: str, row: str) -> None:
    rules = (ROOT / "static/css" / sheet).read_text()
    absent = [name for name in re.findall(r"`(\.[\w-]+)`", row) if not re.search(re.escape(name) + r"(?![\w-])", rules)]
    assert absent == []
    named = re.findall(r"`((?:templates|static)/[^`]+)`", row) + [
        f"docs/{path}" for path in re.findall(r"\]\((.*?)\)", row)
    ]
    assert [path for path in named if not (ROOT / path).is_file()] == []
