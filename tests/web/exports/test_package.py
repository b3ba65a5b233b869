"""The data package: what the Frictionless tools accept, the same bytes each time, nothing that is not public."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from reformtracker.publishing.models import Chain
from tests import factories as f
from tests import shipped
from tests.cast import Cast
from tests.reading import ROOT, rows

pytestmark = pytest.mark.django_db

PATH = f"{ROOT}export/datapackage.zip"


def content(**params: Any) -> bytes:
    response = Client().get(PATH, params)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def opened(**params: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content(**params)))


def descriptor(archive: zipfile.ZipFile) -> dict[str, Any]:
    return {one["name"]: one for one in json.loads(archive.read("datapackage.json"))["resources"]}


def lines(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))


def validated(folder: Path) -> dict[str, Any]:
    """What `frictionless validate` says of the package in this folder, in a process that has no way out."""
    command = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", "datapackage.json", "--json"]
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **nowhere}, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("params", [{}, {"release": 2, "lang": "ar"}], ids=["today", "an earlier release, in Arabic"])
def test_frictionless_finds_nothing_wrong_with_what_ships(tmp_path: Path, params: dict[str, Any]) -> None:
    shipped.load()
    with opened(**params) as archive:
        archive.extractall(tmp_path)
        described = descriptor(archive)
    report = validated(tmp_path)
    assert report["valid"], [task["errors"][:3] for task in report["tasks"] if task["errors"]]
    assert len(report["tasks"]) == len(described) == 11
    keys = {(name, *key["fields"]) for name, one in described.items() for key in one["schema"].get("foreignKeys", [])}
    assert {("observations", "indicator"), ("indicators", "initiative"), ("initiatives", "objective")} <= keys


def test_frictionless_would_find_a_number_that_is_none(chain: Chain, tmp_path: Path) -> None:
    with opened() as archive:
        archive.extractall(tmp_path)
    file = tmp_path / "observations.csv"
    file.write_bytes(file.read_bytes().replace(b",16.5,", b",many,"))
    assert not validated(tmp_path)["valid"]


def test_the_same_release_gives_the_same_bytes(chain: Chain) -> None:
    assert content(release=2) == content(release=2)
    released = chain.releases.get(number=2).released_at
    assert released is not None
    assert {entry.date_time[:3] for entry in opened(release=2).infolist()} == {
        (released.year, released.month, released.day)
    }


def test_its_observations_are_those_of_the_api_with_unit_source_and_key(chain: Chain) -> None:
    with opened() as archive:
        (line,) = lines(archive, "observations.csv")
        fields = {one["name"]: one for one in descriptor(archive)["observations"]["schema"]["fields"]}
        (target,) = lines(archive, "targets.csv")
        (indicator,) = lines(archive, "indicators.csv")
    (row,) = rows("observations/")
    assert (line["id"], float(line["value"]), line["status"]) == (row["id"], row["value"], row["status"])
    assert (line["unit"], line["sources"]) == ("percent", "A/75/202, 38")
    assert fields["value"]["type"] == "number" and fields["value"]["unitField"] == "unit"
    assert fields["start"]["type"] == "date" and fields["comparable"]["type"] == "boolean"
    assert "on_track" in fields["status"]["constraints"]["enum"]
    assert fields["id"]["constraints"] == {"required": True, "unique": True}
    assert (target["indicator"], target["value"], indicator["baseline_value"]) == ("2.4.2", "20", "4")


def test_it_says_what_it_is_how_it_may_be_used_and_how_to_cite_it(chain: Chain) -> None:
    with opened(release=2) as archive:
        readme, licence = archive.read("README.md").decode(), archive.read("LICENCE.txt").decode()
        citation = yaml.safe_load(archive.read("CITATION.cff"))
        package = json.loads(archive.read("datapackage.json"))
    assert "release 2" in readme and "| `observations.csv` | 1 |" in readme
    assert "Attribution 4.0" in licence
    assert (citation["type"], citation["version"], citation["license"]) == ("dataset", "2", "CC-BY-4.0")
    assert package["releaseHash"] == chain.releases.get(number=2).hash


def test_a_draft_is_not_in_it(chain: Chain, cast: Cast) -> None:
    f.observation(f.Indicator.objects.get(), cast, "2021", narrative_en="Not yet")
    with opened() as archive:
        assert not any(b"Not yet" in archive.read(name) for name in archive.namelist())


def test_no_key_is_promised_that_the_package_does_not_hold(cast: Cast, tmp_path: Path) -> None:
    """An indicator is public, and the initiative under which it lies is not yet."""
    chain = f.chain()
    share = f.indicator(chain, cast)
    f.release(chain, cast, f.framework(chain, cast), share)
    with opened() as archive:
        assert "foreignKeys" not in descriptor(archive)["indicators"]["schema"]
        archive.extractall(tmp_path)
    assert validated(tmp_path)["valid"]
