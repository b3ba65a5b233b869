"""SDMX by its bytes: what each parameter, format and refusal looks like to a client that keeps to the standard."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benefits.models import Indicator
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.api import many
from tests.cast import Cast
from tests.web import single

pytestmark = pytest.mark.django_db

BASE = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
GENERIC = "application/vnd.sdmx.genericdata+xml;version=2.1"
SPECIFIC = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
CSV = "application/vnd.sdmx.data+csv;version=1.0.0"


def ask(path: str, accept: str = "", **params: Any) -> Any:
    return Client().get(f"/sdmx/{path}", params, headers={"accept": accept} if accept else None)


def body(response: Any) -> str:
    return b"".join(response.streaming_content if response.streaming else [response.content]).decode()


def xml(path: str, **params: Any) -> ET.Element:
    response = ask(path, **params)
    assert response.status_code == 200, body(response)
    return ET.fromstring(body(response))  # noqa: S314  # our own


def data(path: str = "data/REFORM", **params: Any) -> list[Mapping[str, str]]:
    """Observations with the attributes of their series, of all data sets."""
    root = xml(path, format="structurespecific", **params)
    return [series.attrib | one.attrib for series in root.iter("Series") for one in series.iter("Obs")]


def refused(path: str, accept: str = "", **params: Any) -> tuple[int, str, str]:
    response = ask(path, accept, **params)
    root = ET.fromstring(body(response))  # noqa: S314  # our own
    message = root.find(f"{BASE}message}}ErrorMessage")
    assert root.tag == f"{BASE}message}}Error"
    assert message is not None
    assert response["Content-Type"].startswith("application/xml")
    return response.status_code, message.attrib["code"], "".join(message.itertext())


# ---------- data ----------
def test_an_observation_has_its_unit_status_verdict_and_source(chain: Chain) -> None:
    (one,) = data()
    assert (one["INDICATOR"], one["TIME_PERIOD"], one["OBS_VALUE"]) == ("2_4_2", "2020", "16.5")
    assert (one["UNIT_MEASURE"], one["UNIT_MULT"], one["DECIMALS"], one["FREQ"]) == ("percent", "0", "1", "A")
    assert (one["OBS_STATUS"], one["QUALIFIER"], one["STATUS"], one["CHANGE"]) == (
        *("E", "about", "on_track", "improved"),
    )
    assert (one["SOURCE"], one["RELEASE"], one["VERSION_KIND"]) == ("A/75/202, 38", "2", "first")


STATUSES: dict[str, dict[str, Any]] = {
    "A": {},
    "B": {"comparable": False, "break_note_en": "A new count.", "qualifier": "about"},
    "E": {"qualifier": "at_least"},
    "L": {"value": None, "missing": "not_collected"},
    "M": {"value": None, "missing": "not_applicable"},
    "O": {"value": None, "missing": "not_published", "comparable": False, "break_note_en": "A new count."},
}


def test_the_status_says_what_is_missing_broken_or_approximate(cast: Cast) -> None:
    single.publish(cast, *({**said, "period": str(2020 + place)} for place, said in enumerate(STATUSES.values())))
    found = data()
    assert [one["OBS_STATUS"] for one in found] == list(STATUSES)
    assert [status for status, one in zip(STATUSES, found, strict=True) if "OBS_VALUE" in one] == ["A", "B", "E"]
    assert [status for status, one in zip(STATUSES, found, strict=True) if one["COMPARABLE"] == "false"] == ["B", "O"]


def test_what_was_withdrawn_is_a_notice_without_a_value(chain: Chain, cast: Cast) -> None:
    single.withdraw(cast, "It was wrong.")
    (one,) = data()
    assert (one["OBS_STATUS"], one["WITHDRAWN_REASON"]) == ("Q", "It was wrong.")
    assert "OBS_VALUE" not in one
    (before,) = data(release=2)
    assert (before["OBS_VALUE"], before["WITHDRAWN_REASON"]) == ("16.5", "It was wrong.")


def test_a_level_is_a_code_and_the_number_of_its_order(cast: Cast) -> None:
    single.publish(cast, {"level": "some"}, kind="qualitative")
    (one,) = data()
    assert (one["OBS_VALUE"], one["LEVEL"], one["UNIT_MEASURE"]) == ("2", "2_4_2-some", "_Z")


def test_a_span_of_years_is_a_time_range(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.observation(Indicator.objects.get(), cast, "2020-2024", "17"))
    assert [one["TIME_PERIOD"] for one in data()] == ["2020", "2020-01-01/P5Y"]


@pytest.fixture
def years(chain: Chain, cast: Cast) -> Chain:
    share = Indicator.objects.get()
    f.release(chain, cast, *(f.observation(share, cast, period, "17") for period in ("2021", "2021-Q2", "2022")))
    return chain


PERIODS: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({"startPeriod": "2021"}, ["2021", "2021-Q2", "2022"]),
    ({"startPeriod": "2021-Q2"}, ["2021-Q2", "2022"]),
    ({"endPeriod": "2021"}, ["2020", "2021", "2021-Q2"]),
    ({"startPeriod": "2021-M02", "endPeriod": "2021-06-30T23:59:59"}, ["2021-Q2"]),
    ({"startPeriod": "2021-A1", "endPeriod": "2021-S1"}, ["2021-Q2"]),
)


def test_a_period_lies_within_what_is_asked_for(years: Chain) -> None:
    for asked, found in PERIODS:
        assert [one["TIME_PERIOD"] for one in data(**asked)] == found, asked


def test_history_has_a_data_set_for_each_release(chain: Chain, cast: Cast) -> None:
    single.revise(cast, "correction", "A slip.", value=17)
    root = xml("data/REFORM", format="structurespecific", includeHistory="True")
    sets = root.findall(f"{BASE}message}}DataSet")
    assert [[one.attrib["OBS_VALUE"] for one in each.iter("Obs")] for each in sets] == [["16.5"], ["17"]]
    assert all(each.attrib[f"{BASE}data/structurespecific}}validFromDate"] for each in sets)
    assert [one["OBS_VALUE"] for one in data()] == ["17"]


def test_only_what_was_made_public_since_is_given(chain: Chain, cast: Cast) -> None:
    recorded = chain.releases.get(number=2).recorded_at
    assert recorded is not None
    before = recorded - timedelta(seconds=1)
    assert len(data(updatedAfter=before.isoformat())) == 1
    assert refused("data/REFORM", updatedAfter=recorded.isoformat())[:2] == (404, "100")


def test_an_earlier_snapshot_is_asked_for_by_day_or_release(years: Chain) -> None:
    assert [one["TIME_PERIOD"] for one in data(release=2)] == ["2020"]
    assert len(data(asOf=years.releases.get(number=3).recorded_at.date().isoformat())) == 4  # type: ignore[union-attr]  # published


def test_a_key_names_indicators(chain: Chain) -> None:
    for key in ("all", "2_4_2", "9_9_9+2_4_2"):
        assert [one["INDICATOR"] for one in data(f"data/RT,REFORM,1.0/{key}/RT")] == ["2_4_2"]


def test_less_can_be_asked_for(chain: Chain) -> None:
    (bare,) = data(detail="dataonly")
    assert set(bare) == {"INDICATOR", "TIME_PERIOD", "OBS_VALUE"}
    for detail, attributes in (("serieskeysonly", {"INDICATOR"}), ("nodata", {"INDICATOR", "UNIT_MEASURE"})):
        root = xml("data/REFORM", format="structurespecific", detail=detail)
        (series,) = root.iter("Series")
        assert not list(series)
        assert attributes <= set(series.attrib)


def test_observations_can_stand_by_themselves(chain: Chain) -> None:
    root = xml("data/REFORM", format="structurespecific", dimensionAtObservation="AllDimensions")
    assert not list(root.iter("Series"))
    (one,) = root.iter("Obs")
    assert {"INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE"} <= set(one.attrib)
    flat = xml("data/REFORM", dimensionAtObservation="AllDimensions")
    key = flat.find(f".//{BASE}data/generic}}ObsKey")
    assert key is not None
    assert [value.attrib["value"] for value in key] == ["2_4_2", "2020"]


def test_texts_come_in_the_language_asked_for_and_never_in_another(cast: Cast) -> None:
    single.publish(cast, {"narrative_en": "Said.", "narrative_fr": "Dit."})
    assert data(lang="fr")[0]["COMMENT_OBS"] == "Dit."
    assert "COMMENT_OBS" not in data(lang="ru")[0]


def test_a_text_with_what_xml_cannot_hold_is_still_read(cast: Cast) -> None:
    single.publish(cast, {"narrative_en": 'a < b & "c" \x0b\nd'})
    assert data()[0]["COMMENT_OBS"] == 'a < b & "c" \ufffd\nd'


# ---------- formats ----------
ACCEPTED = (
    ("", GENERIC),
    ("*/*", GENERIC),
    ("application/xml", GENERIC),
    (SPECIFIC, SPECIFIC),
    ("application/vnd.sdmx.structurespecificdata+xml", SPECIFIC),
    (CSV, CSV),
    ("text/csv", CSV),
    (f"application/json, {CSV};q=0.5, {SPECIFIC};q=0.9", SPECIFIC),
    (f"{GENERIC};q=0, text/csv", CSV),
)


def test_the_client_gets_the_format_that_it_likes_best(chain: Chain) -> None:
    for accept, given in ACCEPTED:
        response = ask("data/REFORM", accept)
        assert response["Content-Type"] == f"{given}; charset=utf-8", accept
        assert "Accept" in response["Vary"]


def test_a_format_can_be_named_in_the_address(chain: Chain) -> None:
    assert ask("data/REFORM", SPECIFIC, format="csv")["Content-Type"] == f"{CSV}; charset=utf-8"


def test_what_cannot_be_given_is_refused(chain: Chain) -> None:
    for accept in ("application/json", "application/vnd.sdmx.genericdata+xml;version=3.0"):
        status, code, said = refused("data/REFORM", accept)
        assert (status, code) == (406, "140")
        assert GENERIC in said


def lines(**params: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(ask("data/REFORM", CSV, **params)))))


def test_csv_has_one_head_and_a_line_for_each_observation(years: Chain) -> None:
    found = lines()
    assert list(found[0])[:4] == ["DATAFLOW", "INDICATOR", "TIME_PERIOD", "OBS_VALUE"]
    assert {one["DATAFLOW"] for one in found} == {"RT:REFORM(1.0)"}
    given = [{name: text for name, text in one.items() if text and name != "DATAFLOW"} for one in found]
    assert given == data()


def test_csv_of_keys_has_no_observations(years: Chain) -> None:
    assert lines(detail="serieskeysonly") == [{"DATAFLOW": "RT:REFORM(1.0)", "INDICATOR": "2_4_2"}]


def test_csv_holds_no_formula(cast: Cast) -> None:
    single.publish(cast, {"narrative_en": "=1+1"})
    assert lines()[0]["COMMENT_OBS"] == "'=1+1"


# ---------- structures ----------
def test_a_dataflow_comes_alone_or_with_all_that_it_rests_on(chain: Chain) -> None:
    def held(**params: Any) -> set[str]:
        root = xml("dataflow/RT/REFORM/latest", **params)
        found = root.findall(f"{BASE}message}}Structures/*/*")
        return {one.tag.rpartition("}")[2] for one in found}

    assert held() == {"Dataflow"}
    assert held(references="children") == {"Dataflow", "DataStructure"}
    assert held(references="descendants") == {"Dataflow", "DataStructure", "Codelist", "ConceptScheme"}
    assert held(references="codelist") == {"Dataflow", "Codelist"}


def test_a_code_list_of_an_earlier_release_holds_what_was_public_then(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.indicator(chain, cast, "2.4.3"))

    def codes(**params: Any) -> list[str]:
        root = xml("codelist/RT/CL_INDICATOR_REFORM", **params)
        return [one.attrib["id"] for one in root.iter(f"{BASE}structure}}Code")]

    assert codes() == ["2_4_2", "2_4_3"]
    assert codes(release="1") == ["2_4_2"]


def test_an_item_can_be_asked_for_and_a_stub_has_none(chain: Chain) -> None:
    part = xml("codelist/RT/CL_STATUS/1.0/achieved+behind")
    assert [one.attrib["id"] for one in part.iter(f"{BASE}structure}}Code")] == ["achieved", "behind"]
    stub = xml("structure", detail="allstubs")
    assert not list(stub.iter(f"{BASE}structure}}Code"))
    assert len(list(stub.iter(f"{BASE}structure}}Codelist"))) > 10


def test_every_code_in_the_data_is_in_its_list(cast: Cast) -> None:
    values: list[dict[str, Any]] = [
        {"level": "some", "period": "2020"},
        {"value": None, "missing": "not_collected", "period": "2021"},
    ]
    single.publish(cast, *values, kind="qualitative")
    root = xml("datastructure/RT/DSD_REFORM", references="all")
    lists = {
        one.attrib["id"]: {code.attrib["id"] for code in one.iter(f"{BASE}structure}}Code")}
        for one in root.iter(f"{BASE}structure}}Codelist")
    }
    coded = {}
    for kind in ("Dimension", "Attribute"):
        for one in root.iter(f"{BASE}structure}}{kind}"):
            reference = one.find(f".//{BASE}structure}}Enumeration/Ref")
            if reference is not None:
                coded[one.attrib["id"]] = lists[reference.attrib["id"]]
    assert len(coded) > 10
    for row in data():
        assert {name for name in coded if name in row and row[name] not in coded[name]} == set()


# ---------- refusals ----------
REFUSED: tuple[tuple[str, dict[str, Any], int, str, str], ...] = (
    ("data/NOTHING", {}, 404, "100", "REFORM"),
    ("data/XX,REFORM", {}, 404, "100", "REFORM"),
    ("data/a,b,c,d", {}, 400, "140", "agency"),
    ("data/REFORM/9_9_9", {}, 404, "100", "no observations"),
    ("data/REFORM/A.2_4_2", {}, 400, "140", "INDICATOR"),
    ("data/REFORM/all/XX", {}, 404, "100", "RT"),
    ("data/REFORM", {"colour": "red"}, 400, "140", "startPeriod"),
    ("data/REFORM", {"startPeriod": ["2019", "2020"]}, 400, "140", "startPeriod"),
    ("data/REFORM", {"startPeriod": ""}, 400, "140", "startPeriod"),
    ("data/REFORM", {"startPeriod": "soon"}, 400, "140", "2020-Q1"),
    ("data/REFORM", {"endPeriod": "2020-W60"}, 400, "140", "endPeriod"),
    ("data/REFORM", {"updatedAfter": "yesterday"}, 400, "140", "updatedAfter"),
    ("data/REFORM", {"includeHistory": "perhaps"}, 400, "140", "true or false"),
    ("data/REFORM", {"detail": "some"}, 400, "140", "dataonly"),
    ("data/REFORM", {"dimensionAtObservation": "COLOUR"}, 400, "140", "AllDimensions"),
    ("data/REFORM", {"format": "pdf"}, 400, "140", "csv"),
    ("data/REFORM", {"asOf": "2020-13-01"}, 400, "140", "asOf"),
    ("data/REFORM", {"asOf": "1999-01-01"}, 400, "140", "begins on"),
    ("data/REFORM", {"release": "9"}, 400, "140", "1 to 2"),
    ("data/REFORM", {"asOf": "2020-12-31", "release": "1"}, 400, "140", "not both"),
    ("data/REFORM", {"lastNObservations": "1"}, 501, "501", "startPeriod"),
    ("dataflow/RT/NOTHING", {}, 404, "100", "dataflow"),
    ("dataflow/RT/REFORM/2.0", {}, 404, "100", "dataflow"),
    ("dataflow", {"references": "cousins"}, 400, "140", "descendants"),
    ("availableconstraint/REFORM", {"mode": "guess"}, 400, "140", "exact"),
    ("metadataflow/RT", {}, 501, "501", "metadataflow"),
    ("nowhere", {}, 404, "100", "/sdmx/structure/"),
)
"""Path and parameters; status, code and a word of the sentence."""


def test_nothing_is_ignored_and_a_refusal_is_a_message_of_sdmx(chain: Chain) -> None:
    for path, params, status, code, word in REFUSED:
        found = refused(path, **params)
        assert (found[:2], word in found[2]) == ((status, code), True), (path, params, found)


def test_a_release_is_of_one_dataflow(chain: Chain, cast: Cast) -> None:
    other = f.chain("other", is_default=False)
    f.release(other, cast, f.framework(other, cast))
    assert refused("dataflow", release="1")[:2] == (400, "140")
    assert xml("dataflow/RT/OTHER", release="1") is not None


def test_any_site_may_read_it_and_nobody_may_write(chain: Chain) -> None:
    assert ask("data/REFORM")["Access-Control-Allow-Origin"] == "*"
    assert Client().head("/sdmx/data/REFORM").status_code == 200
    assert Client().post("/sdmx/data/REFORM").status_code == 405
    assert not ask("data/REFORM").cookies


def test_a_slash_at_the_end_leads_to_the_address_without_it(chain: Chain) -> None:
    response = ask("data/REFORM/all/", release=1)
    assert (response.status_code, response["Location"]) == (301, "/sdmx/data/REFORM/all?release=1")


def test_before_the_first_release_there_is_nothing_to_list() -> None:
    assert refused("")[:2] == (404, "100")


def test_a_draft_is_in_no_message(chain: Chain, cast: Cast) -> None:
    f.observation(Indicator.objects.get(), cast, "2021", narrative_en="Not yet")
    f.indicator(chain, cast, "2.9.1")
    assert [one["TIME_PERIOD"] for one in data()] == ["2020"]
    assert "2_9_1" not in body(ask("structure", references="all"))


PRICES = {"data/MANY": 9, "dataflow/RT/MANY?references=all": 9, "availableconstraint/MANY": 6}


@pytest.mark.parametrize("indicators", [3, 40])
def test_queries_do_not_grow_with_what_is_answered(indicators: int) -> None:
    many.publish(indicators)
    found = {}
    for path in PRICES:
        with CaptureQueriesContext(connection) as queries:
            body(Client().get(f"/sdmx/{path}"))
        found[path] = len(queries)
    assert found == PRICES


@pytest.mark.parametrize("path", ["data/REFORM", "dataflow", "codelist/RT/CL_STATUS/latest"])
def test_who_has_it_already_gets_no_body(chain: Chain, path: str) -> None:
    first = ask(path)
    for header, value in (("If-None-Match", first["ETag"]), ("If-Modified-Since", first["Last-Modified"])):
        again = Client().get(f"/sdmx/{path}", headers={header: value})
        assert (again.status_code, body(again)) == (304, "")
