from __future__ import annotations

import hashlib
import json

import pytest

from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.benefits import example
from tests.cast import Cast
from tests.reading import faults, get, read, rows

pytestmark = pytest.mark.django_db


def test_a_manifest_is_served_byte_for_byte_and_hashes_to_its_release(chain: Chain) -> None:
    previous = None
    for release in rows("releases/"):
        response = get(release["manifest"])
        assert response.headers["Content-Type"] == "application/json"
        assert hashlib.sha256(response.content).hexdigest() == release["hash"]
        manifest = json.loads(response.content)
        assert (manifest["number"], manifest["previous"]) == (release["number"], previous)
        assert release["previous"] == previous
        previous = release["hash"]


def test_its_contents_stand_in_no_order_that_tells_when_they_were_drafted(chain: Chain, cast: Cast) -> None:
    codes = ("C2", "C1", "C3")
    f.release(chain, cast, *[f.challenge(chain, cast, code) for code in codes], title="What stands in the way")
    lines = get("releases/3/contents/").getvalue().decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == sorted(codes)


def test_a_release_says_when_and_what(chain: Chain) -> None:
    said = read("releases/2/")
    assert (said["number"], said["framework"], said["title"]) == (2, "peace-and-security", "The Fund in 2020")
    assert said["released_at"] == said["recorded_at"] == "2021-02-04T09:00:00Z"
    assert said["html_url"] == "http://testserver/en/peace-and-security/releases/2/"


def test_a_snapshot_knows_no_later_release(chain: Chain) -> None:
    assert [row["number"] for row in rows("releases/", as_of="2021-01-01")] == [1]
    assert get("releases/2/", release=1).status_code == 404
    assert [row["number"] for row in rows("releases/", ordering="-number")] == [2, 1]
    assert [row["number"] for row in rows("releases/", updated_after="2020-12-01")] == [2]


def test_changes_are_what_differs_between_two_days(chain: Chain, cast: Cast) -> None:
    every = rows("changes/")
    assert [row["kind"] for row in every] == ["framework", "objective", "initiative", "indicator", "observation"]
    assert [row["id"] for row in rows("changes/", **{"from": "2020-11-18"})] == ["2.4.2:2020"]
    assert [row["id"] for row in rows("changes/", to="2020-11-17")] == []
    assert len(rows("changes/", **{"from": "2020-11-17", "to": "2020-11-18"})) == 4
    assert len(rows("changes/", as_of="2020-12-01")) == 4


def test_a_change_gives_its_reason_and_leads_to_the_thing(chain: Chain, cast: Cast) -> None:
    draft = actions.revise(
        f.Indicator.objects.get(), f.IndicatorVersion, by=cast.contributor, version_kind="correction"
    )
    draft.reason_en = "A slip of the pen."
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    with example.moment(2021, 8, 1):
        f.release(chain, cast, draft)
    (change,) = rows("changes/", **{"from": "2021-02-04"})
    assert (change["version"], change["version_kind"], change["release"]) == (2, "correction", 3)
    assert change["reason"] == "A slip of the pen."
    assert read(change["url"])["version"] == 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"from": "2021-01-02", "to": "2021-01-01"}, ("from", "invalid")),
        ({"to": "9999-12-31"}, ("to", "outside_the_record")),
        ({"from": "soon"}, ("from", "invalid")),
    ],
)
def test_days_in_disorder_are_refused(asked: dict[str, str], found: tuple[str, str], chain: Chain) -> None:
    assert faults("changes/", **asked) == [found]
