"""Only what a release has made public leaves, by any address and in any count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casestudies.models import Country
from initiatives.models import Entity
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.api.test_errors import LISTS
from tests.cast import Cast
from tests.reading import get
from tests.reporting import shelf

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"

ADDRESSES = [
    f"{resource}/{query}"
    for resource in LISTS
    for query in ("", "?lang=all", "?release=1&framework=peace-and-security")
]


def answers(chain: Chain) -> dict[str, bytes]:
    more = ["indicators/2.4.2/", "observations/2.4.2:2020/", "observations/?include_history=true", "schema/", ""]
    return {address: get(address).content for address in [*ADDRESSES, *more]}


def keep_secrets(chain: Chain, cast: Cast) -> None:
    """Drafts of every kind, one in review, one returned with a reason, one approved, and a planned release of it."""
    secret = f.document(f"A/{SECRET}", slug=SECRET.lower(), title_en=SECRET)
    entity = Entity.objects.create(code=SECRET.lower(), name_en=SECRET)
    country = Country.objects.create(iso3="ZZZ", name_en=SECRET)
    indicator = f.indicator(chain, cast, "2.4.9", name_en=SECRET)
    thing = f.Indicator.objects.get(code="2.4.2")
    drafts: list[Any] = [
        f.objective(chain, cast, "9", name_en=SECRET),
        f.initiative(chain, cast, "2.9", name_en=SECRET),
        f.milestone(chain, cast, SECRET.lower(), title_en=SECRET),
        f.challenge(chain, cast, "C9", title_en=SECRET, responsible=entity),
        f.corrective_action(chain, cast, "C9.1", title_en=SECRET, owner=entity),
        f.observation(thing, cast, "2021", narrative_en=SECRET),
        f.observation(thing, cast, "2022", narrative_en=SECRET),
        indicator,
    ]
    study = f.case_study(chain, cast, SECRET.lower(), title_en=SECRET)
    study.places.create(country=country)
    for version in [*drafts, study]:
        version.citations.create(document=secret, paragraph="1")
    actions.submit(drafts[0], by=cast.contributor)
    actions.submit(drafts[1], by=cast.contributor)
    actions.send_back(drafts[1], by=cast.reviewer, reason=SECRET)
    approved = f.approve(drafts[5], cast)
    actions.comment(approved, by=cast.reviewer, text=SECRET)
    actions.plan(chain, [approved], title=SECRET, by=cast.publisher, publish_at=None)
    shelf.made(shelf.begun(chain, cast, titles={"en": SECRET}), cast)
    f.chain(SECRET.lower(), is_default=False)


def test_the_answers_are_the_same_bytes_with_drafts_and_without(chain: Chain, cast: Cast) -> None:
    before = answers(chain)
    keep_secrets(chain, cast)
    after = answers(chain)
    assert [address for address in before if before[address] != after[address]] == []
    assert not any(SECRET.lower().encode() in content.lower() for content in after.values())


@pytest.mark.parametrize(
    "address",
    [
        "objectives/9/",
        "initiatives/2.9/",
        "indicators/2.4.9/",
        "observations/2.4.2:2021/",
        "milestones/zanzibar/",
        "case-studies/zanzibar/",
        "challenges/C9/",
        "corrective-actions/C9.1/",
        "documents/zanzibar/",
        "documents/A/Zanzibar/",
        "entities/zanzibar/",
        "countries/ZZZ/",
        "frameworks/zanzibar/",
        "releases/3/",
        "reports/1/",
        "export/reports/1/en.docx",
    ],
)
def test_what_is_not_public_is_not_found(address: str, chain: Chain, cast: Cast) -> None:
    keep_secrets(chain, cast)
    assert get(address).status_code == 404


def test_filters_count_nothing_that_is_not_public(chain: Chain, cast: Cast) -> None:
    keep_secrets(chain, cast)
    for query in ("initiative=2.9", "indicator=2.4.9", "period_from=2021", "updated_after=2021-02-05"):
        assert b'"count":0' in get(f"observations/?{query}").content


def test_people_are_nowhere(chain: Chain, cast: Cast) -> None:
    said = b"".join(answers(chain).values())
    for person in (cast.contributor, cast.reviewer, cast.publisher):
        assert person.username.encode() not in said


def test_the_day_after_publication_it_is_there(chain: Chain, cast: Cast) -> None:
    f.release(chain, cast, f.milestone(chain, cast, SECRET.lower(), title_en=SECRET, day=date(2021, 1, 1)))
    assert SECRET.encode() in get("milestones/").content
