"""What changed between two days: in plain words, what takes something back first."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from benefits.models import Indicator, IndicatorVersion, Unit
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, VersionKind
from tests import factories as f
from tests.cast import Cast
from tests.web.single import publish, revise, withdraw, words

pytestmark = pytest.mark.django_db

PATH = "/en/reform/changes/"


def heads(path: str = PATH) -> list[str]:
    page = Client().get(path).content.decode()
    return [unescape(title) for title in re.findall(r'<h2 id="h-\d+">(.*?)</h2>', page)]


def days(chain: Chain, **days: str) -> None:
    """Moves releases to the days on which their sources were public, as loaded history has them."""
    from reformtracker.publishing import triggers

    with triggers.lifted():
        for number, day in days.items():
            chain.releases.filter(number=int(number[1:])).update(released_at=f"{day}T00:00:00Z")


def test_a_new_value_says_its_period_and_its_figure(cast: Cast) -> None:
    chain = publish(cast, {"value": "16.5"}, target={})
    days(chain, r1="2020-11-18", r2="2021-02-04")
    said = words(PATH)
    assert "After 18 November 2020 and up to" in said
    assert "1 release changed 1 entry of the record. New values: 1." in said
    assert "First value for 2020: 16.5%" in said


def test_a_value_that_is_no_share_says_what_it_counts(cast: Cast) -> None:
    dollars = Unit.objects.create(code="dollars", label_en="dollars")
    chain = publish(cast, {"value": "180.3"}, unit=dollars, unit_label_en="million dollars")
    days(chain, r1="2020-11-18", r2="2021-02-04")
    assert "First value for 2020: 180.3 million dollars" in words(PATH)


@pytest.mark.bar("B46")
def test_a_revised_value_says_what_it_was_and_why(cast: Cast) -> None:
    chain = publish(cast, {"value": "16.5"}, target={})
    revise(cast, "revision", "Later payments are in.", value=Decimal("17.2"))
    days(chain, r1="2020-11-18", r2="2021-02-04", r3="2021-05-01")
    said = words(f"{PATH}?from=2021-02-04&to=2021-05-01")
    assert "Value for 2020 revised: better data: 16.5% → 17.2% Why: Later payments are in." in said
    assert heads(f"{PATH}?from=2021-02-04&to=2021-05-01") == ["Values revised: better data"]


def test_a_target_that_moved_is_told_apart_from_a_word_that_changed(cast: Cast) -> None:
    chain = publish(cast, target={})
    for number, value in ((2, "25"), (3, None)):
        thing = Indicator.objects.get()
        actions.revise(thing, IndicatorVersion, by=cast.contributor, version_kind=VersionKind.REVISION)
        version = IndicatorVersion.objects.open().get()
        version.reason_en = "As agreed."
        if value:
            version.targets.update(value=value)
        else:
            version.definition_en = "Said more plainly."
        actions.save(version, by=cast.contributor, expected=version.edits)
        f.release(chain, cast, version)
        days(chain, **{f"r{number}": f"2021-0{number}-01", "r1": "2020-11-18"})
    assert heads(f"{PATH}?from=2020-11-18&to=2021-02-01") == ["Baselines or targets changed"]
    assert heads(f"{PATH}?from=2021-02-01&to=2021-03-01") == ["Texts changed"]


@pytest.mark.bar("B46")
def test_what_was_withdrawn_comes_first_and_its_figure_is_not_repeated(cast: Cast) -> None:
    chain = publish(cast, {"value": "16.5"}, target={})
    withdraw(cast, "A wrong source.")
    days(chain, r1="2020-11-18", r2="2021-02-04", r3="2021-05-01")
    path = f"{PATH}?from=2020-11-18&to=2021-05-01"
    assert heads(path) == ["Withdrawn", "New values"]
    assert "16.5" not in words(path)
    assert "A wrong source." in words(path)


def test_days_between_which_nothing_happened_say_so(cast: Cast) -> None:
    days(publish(cast, {}, target={}), r1="2020-11-18", r2="2021-02-04")
    said = words(f"{PATH}?from=2021-03-01&to=2021-04-01")
    assert "Nothing was made public after 1 March 2021 and up to 1 April 2021." in said


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?from=yesterday", "“yesterday” is no day up to which this record goes."),
        ("?to=2999-01-01", "“2999-01-01” is no day up to which this record goes."),
        ("?from=2021-05-01&to=2021-01-01", "The first day lies after the second one."),
    ],
)
def test_days_that_are_none_are_refused_with_a_sentence(cast: Cast, query: str, sentence: str) -> None:
    publish(cast, {}, target={})
    response = Client().get(PATH + query)
    assert response.status_code == 400
    assert sentence in unescape(response.content.decode())


def test_a_snapshot_knows_nothing_of_later_releases(cast: Cast) -> None:
    publish(cast, {"value": "16.5"}, target={})
    assert "16.5" in words(PATH)
    assert "16.5" not in words(f"{PATH}?release=1")
