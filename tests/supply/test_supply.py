"""What the tracker is made of is pinned, hashed, named in one list, and under licences that somebody has read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
import sbom
import vendor

from tests.bars import Figure

pytestmark = pytest.mark.bar("B41")

ROOT = Path(__file__).resolve().parents[2]
with (ROOT / "docs/licences.csv").open(encoding="utf-8", newline="") as lines:
    REVIEWED = {row["licence"]: row for row in csv.DictReader(lines)}
FOR_ALL = {licence for licence, row in REVIEWED.items() if row["for"] == "all"}


@pytest.fixture(scope="module")
def bom() -> dict[str, Any]:
    return sbom.bom()


def fits(expression: str, allowed: Collection[str]) -> bool:
    """Where one may choose, one of them is enough."""
    return any(set(one.split(" AND ")) <= set(allowed) for one in expression.split(" OR "))


@pytest.mark.parametrize(("lock", "allowed"), [("requirements.txt", FOR_ALL), ("requirements-dev.txt", REVIEWED)])
def test_every_dependency_is_under_a_licence_that_was_reviewed(
    lock: str, allowed: Collection[str], figure: Figure
) -> None:
    """What runs and is given on asks nobody to publish their changes; tools of development may."""
    found = {pin.name: sbom.licence_of(pin.name) for pin in sbom.pins(ROOT / lock)}
    assert {name: said for name, said in found.items() if not fits(said, allowed)} == {}
    figure("B41", f"{len(found)} dependencies of {lock} under reviewed licences")


def test_every_file_that_was_made_elsewhere_is_under_a_licence_that_was_reviewed() -> None:
    assert {name: licence for name, _, _, licence, _ in sbom.vendored() if licence not in FOR_ALL} == {}


def test_each_reviewed_licence_is_in_use_and_says_why_it_fits() -> None:
    said = {sbom.licence_of(pin.name) for pin in sbom.pins(ROOT / "requirements-dev.txt")}
    used = {part for one in said for part in re.split(" AND | OR ", one)} | {row[3] for row in sbom.vendored()}
    assert used == REVIEWED.keys()
    assert [
        row for row in REVIEWED.values() if not row["why it fits"] or row["for"] not in ("all", "development")
    ] == []


def test_the_list_names_every_pin_with_its_hashes(bom: dict[str, Any], figure: Figure) -> None:
    locked = {pin.purl: pin for pin in sbom.pins(ROOT / "requirements.txt")}
    listed = {part["purl"]: part for part in bom["components"] if part["type"] == "library"}
    assert listed.keys() == locked.keys()
    text = (ROOT / "requirements.txt").read_text()
    assert len(locked) == len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE))
    hashes = {one["content"] for part in listed.values() for one in part["externalReferences"][0]["hashes"]}
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", text))
    figure("B41", f"SBOM: {len(listed)} packages, {len(hashes):,} hashes, {len(bom['components']) - len(listed)} files")


def test_the_list_names_every_file_that_was_made_elsewhere(bom: dict[str, Any]) -> None:
    listed = {part["name"] for part in bom["components"] if part["type"] == "file"}
    words = {"VENDOR.md", "LICENSE", "OFL.txt"}
    there = {path for path in (ROOT / "static/vendor").rglob("*") if path.is_file() and path.name not in words}
    assert listed == {str(path.relative_to(ROOT)) for path in there}


def test_whoever_is_named_as_needed_is_listed(bom: dict[str, Any]) -> None:
    refs = {part["bom-ref"] for part in (*bom["components"], bom["metadata"]["component"])}
    named = {ref for one in bom["dependencies"] for ref in (one["ref"], *one["dependsOn"])}
    assert named <= refs
    reached, left = set(), [bom["metadata"]["component"]["bom-ref"]]
    needs = {one["ref"]: one["dependsOn"] for one in bom["dependencies"]}
    while left:
        ref = left.pop()
        if ref not in reached:
            reached.add(ref)
            left += needs[ref]
    assert {part["bom-ref"] for part in bom["components"] if part["type"] == "library"} <= reached


def test_the_same_locks_give_the_same_list(bom: dict[str, Any]) -> None:
    assert json.dumps(sbom.bom()) == json.dumps(bom)


def test_the_library_of_charts_is_built_as_its_page_says() -> None:
    said = re.sub(r"\s+", " ", (ROOT / "static/vendor/VENDOR.md").read_text())
    for option in vendor.OPTIONS:
        assert option in said, option
    assert f"esbuild@{vendor.ESBUILD}" in said
    assert len(vendor.recorded()) == 7
    packed = (vendor.VENDOR / "plotly/plotly.min.js").read_text().splitlines()[0] + "\n"
    assert packed == vendor.HEAD.format(version=vendor.recorded()["plotly.min.js"][0])
