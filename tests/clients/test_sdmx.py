"""The client of statistical offices, over HTTP: what it reads is what every other file of the tracker says."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
import sdmx
from sdmx.model import v21

from reformtracker.publishing.texts import PATHS
from reformtracker.web.sdmx import ids
from tests import factories as f
from tests import shipped
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

FLOW = "PEACE_AND_SECURITY"


@pytest.fixture
def client(live_server: object) -> Iterator[sdmx.Client]:
    source = {"id": ids.AGENCY, "url": f"{live_server}/sdmx", "name": "Reform Tracker", "supports": {"preview": True}}
    sdmx.add_source(source, override=True)
    reader = sdmx.Client(ids.AGENCY)
    yield reader
    reader.session.close()


def exported(client: sdmx.Client, **asked: str) -> dict[tuple[str, str], dict[str, str]]:
    """The lines of the CSV export, by the indicator and period that SDMX knows them by."""
    root = client.source.url.removesuffix("/sdmx")
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    with urlopen(f"{root}/api/v1/export/observations.csv?{query}") as answer:  # noqa: S310  # our own server
        lines = list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8")))
    found = {}
    for line in lines:
        span = line["period"]
        years = span.split("-") if len(span) == 9 else None
        period = f"{years[0]}-01-01/P{int(years[1]) - int(years[0]) + 1}Y" if years else span
        found[line["indicator"].replace(".", "_"), period] = line
    assert len(found) == len(lines)
    return found


def at(client: sdmx.Client, **asked: str) -> Any:
    """All data, with what SDMX has no word for (`asOf`, `release`) given with every question of the client."""
    client.session.params = asked
    return client.data(FLOW)


def values(message: Any) -> dict[tuple[str, str], float]:
    table = sdmx.to_pandas(message.data[0])
    return dict(table.reorder_levels(["INDICATOR", "TIME_PERIOD"]).items())


def attributes(message: Any) -> dict[tuple[str, str], dict[str, str]]:
    return {
        (str(one.key["INDICATOR"].value), str(one.key["TIME_PERIOD"].value)): {
            name: str(attribute.value) for name, attribute in one.attrib.items()
        }
        for one in message.data[0].obs
    }


SAME = {
    "QUALIFIER": "qualifier",
    "NUMERATOR": "numerator",
    "DENOMINATOR": "denominator",
    "COMPARABLE": "comparable",
    "BREAKS": "break_note",
    "VERDICT": "verdict",
    "CAUSE": "cause",
    "CHANGE": "change",
    "PROGRESS": "progress",
    "STATUS": "status",
    "COMMENT_OBS": "narrative",
    "SOURCE": "sources",
    "RELEASE": "release",
    "ROLE": "role",
    "UNIT_LABEL": "unit_label",
}
"""Attribute of SDMX -> column of the export."""


def assert_equal(message: Any, lines: dict[tuple[str, str], dict[str, str]]) -> None:
    read = values(message)
    assert read.keys() == lines.keys()
    for key, line in lines.items():
        written = line["value"] or line["level_number"]
        assert math.isnan(read[key]) if not written else read[key] == float(written), key
    for key, said in attributes(message).items():
        assert {name: said.get(name, "") for name in SAME} == {
            name: lines[key][column] for name, column in SAME.items()
        }


def test_the_client_lists_the_dataflow_and_reads_its_structure(client: sdmx.Client) -> None:
    shipped.load()
    listed = client.dataflow()
    assert list(listed.dataflow) == [FLOW]
    read = client.dataflow(FLOW)
    structure = read.dataflow[FLOW].structure
    assert [one.id for one in structure.dimensions] == ["INDICATOR", "TIME_PERIOD"]
    assert isinstance(structure.dimensions.get("TIME_PERIOD"), v21.TimeDimension)
    assert [one.id for one in structure.measures] == ["OBS_VALUE"]
    assert {"OBS_STATUS", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS", "VERDICT", "SOURCE"} <= {
        one.id for one in structure.attributes
    }
    for one in (*structure.dimensions, *structure.attributes):
        representation = one.local_representation
        enumerated = representation.enumerated if representation else None
        assert enumerated is None or len(enumerated) > 0, one.id


def test_names_of_codes_come_in_six_languages(client: sdmx.Client) -> None:
    shipped.load()
    read = client.dataflow(FLOW)
    assert set(read.dataflow[FLOW].name.localizations) == set(PATHS)
    for name in ("CL_STATUS", "CL_VERDICT", "CL_UNIT", f"CL_INDICATOR_{FLOW}"):
        for code in read.codelist[name]:
            assert set(code.name.localizations) == set(PATHS), (name, code.id)
    assert read.codelist["CL_STATUS"]["achieved"].name.localizations["fr"] == "cible atteinte"


@pytest.mark.parametrize("release", [None, 2])
def test_what_pandas_gets_is_what_the_export_says(client: sdmx.Client, release: int | None) -> None:
    shipped.load()
    asked = {"release": str(release)} if release else {}
    assert_equal(at(client, **asked), exported(client, **asked))


def test_as_it_stood_on_a_day(client: sdmx.Client) -> None:
    shipped.load()
    lines = exported(client, as_of="2020-12-31")
    assert_equal(at(client, asOf="2020-12-31"), lines)
    assert len(lines) < len(exported(client))


def test_a_key_and_a_period_are_understood(client: sdmx.Client) -> None:
    shipped.load()
    read = client.data(FLOW, key={"INDICATOR": ["2_4_2"]}, params={"startPeriod": "2020"})
    lines = {key: line for key, line in exported(client).items() if key[0] == "2_4_2" and line["start"] >= "2020"}
    assert lines
    assert values(read) == {key: float(line["value"]) for key, line in lines.items()}


def test_the_series_are_known_before_their_data(client: sdmx.Client) -> None:
    shipped.load()
    keys = {str(key["INDICATOR"].value) for key in client.series_keys(FLOW)}
    assert keys == {indicator for indicator, _period in exported(client)}


def test_everything_that_the_client_offers_for_structures_is_answered(client: sdmx.Client, cast: Cast) -> None:
    f.tracker(cast)
    assert ids.AGENCY in client.agencyscheme().organisation_scheme["AGENCIES"]
    assert "CS_TRACKER" in client.conceptscheme().concept_scheme
    assert "DSD_REFORM" in client.datastructure("DSD_REFORM").structure
    assert [code.id for code in client.codelist("CL_INDICATOR_REFORM").codelist["CL_INDICATOR_REFORM"]] == ["2_4_2"]
    there = client.get("availableconstraint", "REFORM", force=True)
    assert there.constraint
