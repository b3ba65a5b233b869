"""Examples in docstrings say what is so."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]
MODULES = [
    str(path.relative_to(HERE).with_suffix("")).replace("/", ".")
    for folder in ("benefits", "casestudies", "initiatives", "reformtracker")
    for path in sorted((HERE / folder).rglob("*.py"))
    if ">>> " in path.read_text()
]
MODULES += [
    f"bench.{path.stem}" for path in sorted((HERE / "scripts/bench").glob("*.py")) if ">>> " in path.read_text()
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0
