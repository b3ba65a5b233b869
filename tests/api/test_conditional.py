"""304 comes from what an answer depends on: no row is read for it, and nothing that changes the answer is missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

from benefits.models import Unit
from initiatives.models import Entity
from reformtracker.api import conditional
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Role
from tests import clock
from tests import factories as f
from tests.api.test_errors import LISTS
from tests.benefits import example
from tests.cast import Cast, person
from tests.reading import ROOT, get

pytestmark = pytest.mark.django_db

ADDRESSES = [
    *(f"{name}/" for name in LISTS),
    *(
        "",
        "schema/",
        "indicators/2.4.2/",
        "indicators/?release=1",
        "documents/?as_of=2021-06-30",
        "releases/1/manifest/",
    ),
    *("export/observations.csv", "export/tracker.xlsx"),
]


def etag(address: str) -> str:
    answer = get(address)
    assert answer.status_code == 200, address
    answer.getvalue()
    found: str = answer.headers["ETag"]
    return found


def again(address: str, **headers: str) -> Any:
    return Client().get(ROOT + address, headers={name.replace("_", "-"): value for name, value in headers.items()})


def tags(*addresses: str) -> dict[str, str]:
    return {address: etag(address) for address in addresses}


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_already_gets_304_and_no_row_is_read(address: str, chain: Chain) -> None:
    first = get(address)
    first.getvalue()
    with CaptureQueriesContext(connection) as queries:
        second = again(address, if_none_match=first.headers["ETag"])
    assert (second.status_code, second.content) == (304, b"")
    # The framework, its release, the newest one, whether another follows it, what was touched.
    assert len(queries) <= 5
    for name in ("ETag", "Cache-Control", "Last-Modified", "Access-Control-Allow-Origin"):
        assert second.headers.get(name) == first.headers.get(name)
    assert first.headers["ETag"].startswith('W/"')
    assert first.headers["Cache-Control"] == "public, no-cache"
    head = Client().head(ROOT + address)
    head.getvalue()
    assert head.headers["ETag"] == first.headers["ETag"]


def test_a_date_is_enough_where_the_question_is_a_good_one(chain: Chain) -> None:
    last = get("indicators/?ordering=-code").headers["Last-Modified"]
    assert again("indicators/?ordering=-code", if_modified_since=last).status_code == 304
    assert again("indicators/2.4.2/", if_modified_since=last).status_code == 304
    assert again("export/tracker.xlsx", if_modified_since=last).status_code == 304
    earlier = http_date(datetime(2020, 11, 1, tzinfo=UTC).timestamp())
    assert again("indicators/2.4.2/", if_modified_since=earlier).status_code == 200
    # The tag decides where both are given, and what is wrong stays wrong.
    assert again("indicators/", if_modified_since=last, if_none_match='W/"another"').status_code == 200
    for wrong in (
        "indicators/?ordering=colour",
        "indicators/?page=9",
        "indicators/?kind=x",
        "export/tracker.xlsx?indicator=9",
    ):
        assert again(wrong, if_modified_since=last).status_code == 400
        assert again(wrong, if_none_match="*").status_code == 400
    assert again("indicators/9.9.9/", if_none_match="*").status_code == 404
    assert again("indicators/", if_none_match="*").status_code == 304


def test_a_refusal_is_kept_by_nobody(chain: Chain) -> None:
    for address in ("indicators/?colour=red", "indicators/9.9.9/", "nothing/"):
        answer = get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_the_tag_is_of_the_question_in_any_order(chain: Chain) -> None:
    assert etag("indicators/?lang=fr&page=1") == etag("indicators/?page=1&lang=fr")
    every = tags("indicators/", "indicators/?lang=fr", "indicators/?release=2", "observations/", "indicators/2.4.2/")
    assert len(set(every.values())) == len(every)


def test_a_release_changes_every_tag_of_its_framework(chain: Chain, cast: Cast) -> None:
    asked = (
        "indicators/",
        "documents/",
        "frameworks/",
        "observations/?release=1",
        "changes/",
        "export/observations.csv",
    )
    before = tags(*asked)
    f.release(chain, cast, f.milestone(chain, cast))
    after = tags(*asked)
    assert not {address for address in asked if before[address] == after[address]}


def test_a_release_of_another_framework_changes_the_lists_of_all(chain: Chain, cast: Cast) -> None:
    asked = ("indicators/", "observations/?release=1", "documents/", "frameworks/")
    before = tags(*asked)
    other = f.chain("second", is_default=False)
    f.release(other, cast, f.framework(other, cast))
    after = tags(*asked)
    assert {address for address in asked if before[address] != after[address]} == {"documents/", "frameworks/"}


def test_a_draft_changes_no_tag(chain: Chain, cast: Cast) -> None:
    before = tags(*ADDRESSES)
    f.approve(f.observation(f.Indicator.objects.get(), cast, "2021", narrative_en="Not yet"), cast)
    Entity.objects.create(code="quiet", name_en="Quiet")
    Entity.objects.filter(code="quiet").update(name_en="Quieter")
    f.document("Q/1").save()
    f.Document.objects.filter(symbol="Q/1").update(title_en="Not cited")
    assert tags(*ADDRESSES) == before


def test_a_withdrawal_changes_what_an_older_release_says(chain: Chain, cast: Cast) -> None:
    before = tags("observations/?release=2", "observations/2.4.2:2020/?release=2")
    thing = f.Observation.objects.get()
    f.release(chain, cast, actions.withdraw(thing, f.ObservationVersion, by=cast.contributor, reason="Wrong."))
    after = tags("observations/?release=2", "observations/2.4.2:2020/?release=2")
    assert not set(before.values()) & set(after.values())


def test_a_redaction_changes_it_without_a_release(chain: Chain, cast: Cast) -> None:
    before = etag("observations/?release=2")
    order = actions.order_redaction(f.ObservationVersion.objects.get(), by=cast.administrator, reason="Personal.")
    assert etag("observations/?release=2") == before
    actions.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))
    assert etag("observations/?release=2") != before


def test_an_edit_of_reference_data_that_is_public_changes_it(chain: Chain, cast: Cast) -> None:
    before = etag("documents/a-75-202/")
    f.Document.objects.filter(symbol="A/75/202").update(title_en="A report")
    assert etag("documents/a-75-202/") == before
    f.Document.objects.filter(symbol="A/75/202").update(title_en="The report")
    answer = again("documents/a-75-202/", if_none_match=before)
    assert (answer.status_code, answer.json()["title"]) == (200, "The report")
    between = etag("indicators/2.4.2/")
    Unit.objects.filter(code="percent").update(label_en="percentage")
    assert etag("indicators/2.4.2/") != between


def test_overnight_only_what_counts_days_changes(chain: Chain) -> None:
    asked = (
        "indicators/",
        "indicators/2.4.2/",
        "export/tracker.xlsx",
        "observations/",
        "indicators/?release=2",
        "documents/",
    )
    with example.moment(2021, 8, 1):
        today = tags(*asked)
        last = get("indicators/").headers["Last-Modified"]
    with example.moment(2021, 8, 2):
        tomorrow = tags(*asked)
        assert again("indicators/", if_modified_since=last).status_code == 200
    changed = {address for address in asked if today[address] != tomorrow[address]}
    assert changed == {"indicators/", "indicators/2.4.2/", "export/tracker.xlsx"}


def test_the_days_are_those_of_utc(chain: Chain) -> None:
    midnight = datetime(2021, 8, 2, tzinfo=UTC)
    with clock.at(midnight - timedelta(seconds=1)):
        before = etag("indicators/")
    with clock.at(midnight):
        answer = get("indicators/")
    assert answer.headers["ETag"] != before
    assert answer.headers["Last-Modified"] == "Mon, 02 Aug 2021 00:00:00 GMT"


def test_other_code_answers_anew(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tags("", "schema/", "indicators/")
    monkeypatch.setattr(conditional, "code_version", lambda: "another")
    assert not set(before.values()) & set(tags("", "schema/", "indicators/").values())
