"""A framework that follows another: both say so from the day on which it is public, and the older one stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.models import Framework
from reformtracker.publishing import actions
from reformtracker.publishing.canonical import meaning
from reformtracker.publishing.models import Chain
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.cast import Cast
from tests.clock import at
from tests.reading import get, read, rows
from tests.web.single import VERDICT, html, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FIRST, SECOND, LATER = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (2, 12, 22))
OLD, NEW = "/en/reform/", "/en/next/"
ASKED = (
    *("", "crosswalk/", "indicators/2.4.1/", "indicators/2.4.2/", "initiatives/2.4/", "initiatives/2.4/hand-over/"),
    *("objectives/2/", "releases/", "releases/1/", "timeline/", "challenges/", "brief/"),
)
READ = ("frameworks/reform/", "indicators/", "indicators/2.4.2/", "releases/1/", "observations/", "changes/")
FIXED = ("releases/1/manifest/", "releases/1/contents/", "export/observations.csv")


def older(cast: Cast) -> Chain:
    """Public on the first day: one indicator that will go on, one that will not."""
    chain = f.chain()
    with at(FIRST):
        share, other = f.indicator(chain, cast, "2.4.2"), f.indicator(chain, cast, "2.4.1")
        f.target(share)
        parents = (f.objective(chain, cast), f.initiative(chain, cast))
        f.release(chain, cast, f.framework(chain, cast, name_en="First & old"), *parents, share, other)
        f.release(chain, cast, f.observation(share.thing, cast, **VERDICT))
    chain.refresh_from_db()
    return chain


def drafted(cast: Cast, before: Chain) -> list[Any]:
    chain = f.chain("next", is_default=False)
    framework = f.framework(chain, cast, name_en="The next one")
    framework.thing.follows = before.framework
    framework.thing.save()
    goes_on, fresh = f.indicator(chain, cast, "1.1.1", name_en="Share, once more"), f.indicator(chain, cast, "1.1.2")
    goes_on.thing.replaces = f.Indicator.objects.get(chain=before, code="2.4.2")
    goes_on.thing.save()
    return [framework, f.objective(chain, cast, "1"), f.initiative(chain, cast, "1.1"), goes_on, fresh]


def follow(cast: Cast, before: Chain) -> Chain:
    """Public on the second day."""
    with at(SECOND):
        versions = drafted(cast, before)
        chain: Chain = versions[0].thing.chain
        f.release(chain, cast, *versions)
    chain.refresh_from_db()
    return chain


def told(*queries: str) -> dict[str, bytes]:
    """What is told of the older framework, for each of the queries."""
    client = Client()
    found: dict[str, bytes] = {}
    for query in queries:
        found |= {f"{path}{query}": client.get(f"{OLD}{path}{query}").content for path in ASKED}
        found |= {f"{path}{query}": client.get(f"/api/v1/{path}{query}").getvalue() for path in READ}
    return found | {path: client.get(f"/api/v1/{path}").getvalue() for path in FIXED[:2]}


PINNED = ("?release=1", "?release=2", "?as_of=2026-11-05")


# ---------- the older one stays ----------
def test_nothing_that_was_public_of_the_older_one_changes_by_a_byte(cast: Cast) -> None:
    chain = older(cast)
    with at(LATER):
        before, releases = told(*PINNED), [(one.number, one.hash, one.manifest) for one in chain.releases.all()]
        exported = get(FIXED[2]).getvalue()
    follow(cast, chain)
    with at(LATER):
        after = told(*PINNED)
        assert [path for path in before if before[path] != after[path]] == []
        assert len(before) > 40
        assert get(FIXED[2]).getvalue() == exported
    assert [(one.number, one.hash, one.manifest) for one in chain.releases.all()] == releases
    assert list(verify(chain)) == []


def test_nothing_of_one_that_is_not_public_yet_shows_on_the_older_one(cast: Cast) -> None:
    chain = older(cast)
    with at(LATER):
        before = told("", *PINNED)
        versions = drafted(cast, chain)
        for version in versions:
            f.approve(version, cast)
        assert told("", *PINNED) == before
    assert not any(b"/en/next/" in said or b"The next one" in said for said in before.values())


def test_the_older_one_may_still_be_corrected(cast: Cast) -> None:
    chain = older(cast)
    following = follow(cast, chain)
    with at(LATER):
        f.release(chain, cast, f.observation(f.Indicator.objects.get(code="2.4.2"), cast, "2021", "17"))
        assert "17" in words(f"{OLD}indicators/2.4.2/")
        chain.refresh_from_db()
        assert list(verify(chain)) == list(verify(following)) == []


# ---------- the hash ----------
def test_a_framework_that_follows_none_is_hashed_as_ever(cast: Cast) -> None:
    chain = older(cast)
    assert meaning(chain.framework) == {"track": "peace_and_security"}
    assert meaning(f.Indicator.objects.get(code="2.4.2"))["replaces"] is None


def test_what_follows_and_what_is_replaced_beyond_is_hashed_with_its_framework(cast: Cast) -> None:
    chain = older(cast)
    following = follow(cast, chain)
    assert meaning(following.framework) == {"track": "peace_and_security", "follows": "reform"}
    assert meaning(f.Indicator.objects.get(code="1.1.1"))["replaces"] == "reform/2.4.2"
    within = f.indicator(chain, cast, "2.4.3").thing
    within.replaces = f.Indicator.objects.get(code="2.4.1")
    assert meaning(within)["replaces"] == "2.4.1"


def test_a_whole_release_is_read_for_its_hashes_in_the_same_queries(cast: Cast) -> None:
    chain = older(cast)
    following = follow(cast, chain)
    with CaptureQueriesContext(connection) as found:
        for version in f.IndicatorVersion.objects.filter(thing__chain=following).whole():
            meaning(version.thing)
    assert len([one for one in found if '"publishing_chain"."slug"' in one["sql"]]) == 1


# ---------- what the database holds ----------
def test_what_a_framework_follows_is_fixed_once_it_is_public(cast: Cast) -> None:
    chain = older(cast)
    with at(SECOND):
        other = f.chain("other", is_default=False)
        f.release(other, cast, f.framework(other, cast))
    with pytest.raises(IntegrityError, match="initiatives_framework_frozen_once_public"), transaction.atomic():
        Framework.objects.filter(chain=other).update(follows=chain.framework)


# ---------- pages ----------
def test_both_overviews_say_so_and_lead_to_each_other(cast: Cast) -> None:
    chain = older(cast)
    assert "follows this framework" not in words(OLD)
    follow(cast, chain)
    with at(LATER):
        assert "This framework follows First & old." in words(NEW)
        assert "The next one follows this framework; what is recorded here stays as it was." in words(OLD)
        assert f'href="{NEW}"' in html(OLD)
        assert f'href="{OLD}?as_of=2026-11-12"' in html(f"{NEW}?release=1")
        assert "follows this framework" not in words(f"{OLD}?as_of=2026-11-11")
        assert "follows this framework" in words(f"{OLD}?as_of=2026-11-12")


def test_an_indicator_leads_into_the_other_framework(cast: Cast) -> None:
    follow(cast, older(cast))
    with at(LATER):
        assert "Goes on as indicator 1.1.1 of The next one." in words(f"{OLD}indicators/2.4.2/")
        assert "Goes on from indicator 2.4.2 of First & old." in words(f"{NEW}indicators/1.1.1/")
        assert f'href="{OLD}indicators/2.4.2/"' in html(f"{NEW}indicators/1.1.1/")
        assert "Goes on" not in words(f"{OLD}indicators/2.4.1/") + words(f"{NEW}indicators/1.1.2/")


def test_the_crosswalk_has_every_indicator_from_both_sides(cast: Cast) -> None:
    follow(cast, older(cast))
    with at(LATER):
        forward, back = section("h-to-next", f"{OLD}crosswalk/"), section("h-to-reform", f"{NEW}crosswalk/")
    assert "To the framework that follows" in forward
    assert "From the framework before" in back
    for said in (forward, back):
        assert "2.4.1 Indicator 2.4.1 not continued" in said
        assert "2.4.2 Indicator 2.4.2 1.1.1 Share, once more" in said
        assert "new 1.1.2 Indicator 1.1.2" in said


def test_a_successor_that_was_withdrawn_says_so(cast: Cast) -> None:
    following = follow(cast, older(cast))
    with at(LATER):
        thing = f.Indicator.objects.get(code="1.1.1")
        notice = actions.withdraw(thing, f.IndicatorVersion, by=cast.contributor, reason="Wrong.")
        f.release(following, cast, notice)
        assert "2.4.2 Indicator 2.4.2 1.1.1 withdrawn" in section("h-to-next", f"{OLD}crosswalk/")


def test_the_hand_over_says_where_each_indicator_goes_on(cast: Cast) -> None:
    chain = older(cast)
    path = f"{OLD}initiatives/2.4/hand-over/"
    assert "Where its indicators go on" not in words(path)
    follow(cast, chain)
    with at(LATER):
        said = section("h-onward", path)
    assert "2.4.1 Indicator 2.4.1 not continued" in said
    assert "2.4.2 Indicator 2.4.2 Goes on as indicator 1.1.1 of The next one." in said


def test_a_name_that_is_not_translated_says_in_which_language_it_is(cast: Cast) -> None:
    follow(cast, older(cast))
    with at(LATER):
        assert '<span lang="en" dir="ltr">The next one</span>' in html("/ar/reform/")


def test_one_framework_alone_is_asked_for_once(cast: Cast) -> None:
    older(cast)
    for path in (OLD, f"{OLD}crosswalk/", f"{OLD}indicators/2.4.2/", f"{OLD}initiatives/2.4/hand-over/"):
        with CaptureQueriesContext(connection) as found:
            Client().get(path)
        assert len([one for one in found if '"initiatives_framework"."follows_id" IS NULL' in one["sql"]]) == 1, path


# ---------- the API ----------
def test_the_api_names_both_directions(cast: Cast) -> None:
    chain = older(cast)
    with at(LATER):
        first = read("frameworks/reform/")
        assert (first["follows"], first["followed_by"]) == (None, [])
    follow(cast, chain)
    with at(LATER):
        found = {row["slug"]: (row["follows"], row["followed_by"]) for row in rows("frameworks/")}
        assert found == {"reform": (None, ["next"]), "next": ("reform", [])}
        assert read("indicators/2.4.2/")["replaced_by"] == "next/1.1.1"
        assert read("indicators/1.1.1/", framework="next")["replaces"] == "reform/2.4.2"
        assert read("indicators/2.4.2/", as_of="2026-11-11")["replaced_by"] is None
        assert read("frameworks/reform/", as_of="2026-11-11")["followed_by"] == []


@pytest.mark.parametrize("path", ["frameworks/reform/", "indicators/", "indicators/2.4.2/"])
def test_who_has_an_answer_already_is_told_that_it_is_another_now(path: str, cast: Cast) -> None:
    chain = older(cast)
    with at(LATER):
        tag = get(path).headers["ETag"]
    follow(cast, chain)
    with at(LATER):
        answer = Client().get(f"/api/v1/{path}", headers={"if-none-match": tag})
        assert answer.status_code == 200
        assert answer.headers["ETag"] != tag
