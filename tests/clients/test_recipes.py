"""The recipes of docs/recipes.md, run as they stand there on the shipped record: each gives the table that the export gives."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from reformtracker.publishing.models import Chain
from reformtracker.publishing.snapshot import by_release
from reformtracker.web import recipes
from tests import shipped

pytestmark = pytest.mark.django_db(transaction=True)

# What a machine without curl gets by that name; it knows the options used.
CURL = f"""#!{sys.executable}
import sys
from urllib.request import urlretrieve
urlretrieve(sys.argv[-1], sys.argv[sys.argv.index("--output") + 1])
"""


@pytest.fixture
def recipe(live_server: Any) -> Callable[[str], str]:
    shipped.load()
    snapshot = by_release(Chain.objects.get(slug=recipes.FRAMEWORK), int(recipes.RELEASE))
    found = {one.name: one.code for one in recipes.of(snapshot, live_server.url)}
    return found.__getitem__


@pytest.fixture
def lines(live_server: Any, recipe: Any) -> list[dict[str, str]]:
    """The export that every recipe must agree with."""
    address = (
        f"{live_server.url}/api/v1/export/observations.csv?framework={recipes.FRAMEWORK}&release={recipes.RELEASE}"
    )
    with urlopen(address) as answer:  # noqa: S310  # our own server
        found = list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8")))
    assert found
    return found


def run(code: str) -> dict[str, Any]:
    """What a program in Python leaves behind."""
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # our own
    return names


def test_curl(recipe: Any, lines: list[dict[str, str]], tmp_path: Path) -> None:
    if not shutil.which("curl"):
        (tmp_path / "curl").write_text(CURL)
        (tmp_path / "curl").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    said = subprocess.run(
        ["bash", "-euc", recipe("curl")], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    assert said.stdout.startswith(b"framework,")
    with (tmp_path / "observations.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == lines


def test_pandas(recipe: Any, lines: list[dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    table = run(recipe("Python, pandas"))["table"]
    assert list(table["id"]) == [line["id"] for line in lines]
    assert [str(day.date()) for day in table["end"]] == [line["end"] for line in lines]
    values = [None if value != value else value for value in table["value"]]
    assert values == [float(line["value"]) if line["value"] else None for line in lines]
    assert "2.4.2" in capsys.readouterr().out


def test_sdmx1(recipe: Any, lines: list[dict[str, str]], capsys: pytest.CaptureFixture[str]) -> None:
    left = run(recipe("Python, sdmx1"))
    left["tracker"].session.close()
    read = {indicator for indicator, _period in left["values"].reorder_levels(["INDICATOR", "TIME_PERIOD"]).index}
    assert len(left["values"]) == len(lines)
    assert read == {line["indicator"].replace(".", "_") for line in lines}
    assert left["names"]["2_4_2"] in capsys.readouterr().out


@pytest.mark.browser
def test_javascript(recipe: Any, lines: list[dict[str, str]], page: Page) -> None:
    """On a page of another site, as a notebook is."""
    found = page.evaluate(
        f"async () => {{ {recipe('JavaScript')}; return rows.map(({{ id, value }}) => [id, value]); }}"
    )
    assert found == [[line["id"], float(line["value"]) if line["value"] else None] for line in lines]


def test_those_that_are_not_run_ask_for_the_same_file(recipe: Any) -> None:
    for name in ("R", "Excel, Power Query"):
        assert "/api/v1/export/observations.csv?framework=peace-and-security&release=2" in recipe(name)
