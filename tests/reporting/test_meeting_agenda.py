"""The agenda of a review meeting: everything that the published record gives a meeting to look at, each once, the heaviest first."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from benefits.models import Observation
from casestudies.models import ChallengeVersion
from reformtracker.publishing import actions as publishing
from reformtracker.publishing.models import Chain
from reformtracker.reporting.meeting.agenda import Item, Reason, agenda, read
from reformtracker.web.marks import NO_DATA, UNJUDGED
from tests import factories as f
from tests import shipped
from tests.cast import Cast
from tests.reporting import sitting
from tests.web.test_queries import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def troubled(cast: Cast) -> Chain:
    return sitting.troubled(cast)


def items(chain: Chain, day: date = sitting.DAY, release: int = 0) -> list[Item]:
    with translation.override("en"):
        return agenda(read(chain, release or chain.head, day))


def of(chain: Chain, key: str) -> Item:
    return next(item for item in items(chain) if item.key == key)


def test_what_is_worse_comes_before_what_is_behind_late_not_judged_overdue_and_unanswered(troubled: Chain) -> None:
    assert [(item.key, item.reasons[0]) for item in items(troubled)] == [
        ("indicator.2.4.3", Reason.WORSE),
        ("indicator.2.4.4", Reason.BEHIND),
        ("indicator.2.4.2", Reason.LATE),
        ("indicator.2.4.5", Reason.LATE),
        ("action.C4.1", Reason.OVERDUE),
        ("challenge.C2", Reason.UNANSWERED),
    ]


def test_an_indicator_is_one_item_with_all_its_reasons_in_words(troubled: Chain) -> None:
    item = of(troubled, "indicator.2.4.2")
    assert item.reasons == (Reason.LATE, Reason.UNJUDGED, Reason.OVERDUE)
    late, unjudged, overdue = item.said
    assert "never reported: 2021" in late
    assert unjudged == "not yet judged"
    assert overdue == "C1.1: overdue by 10 days"
    assert [action.code for action in item.actions] == ["C1.1"]
    assert [entry.code for entry in item.challenges] == ["C1"]


def test_days_are_counted_to_the_day_of_the_meeting(troubled: Chain) -> None:
    before = {item.key for item in items(troubled, date(2025, 4, 5))}
    assert "action.C4.1" not in before
    assert "action.C4.1" in {item.key for item in items(troubled, date(2025, 4, 6))}


def test_an_overdue_action_is_no_item_of_its_own_where_one_tells_of_its_indicator(troubled: Chain) -> None:
    assert "action.C1.1" not in {item.key for item in items(troubled)}


def test_a_closed_challenge_needs_no_action(troubled: Chain) -> None:
    assert "challenge.C3" not in {item.key for item in items(troubled)}


def test_no_draft_is_on_the_agenda(troubled: Chain, cast: Cast) -> None:
    before = items(troubled)
    f.challenge(troubled, cast, "C9")
    f.corrective_action(troubled, cast, "C2.1")
    old = Observation.objects.get(chain=troubled, indicator__code="2.4.6").versions.get()
    worse = publishing.revise(old.thing, type(old), by=cast.contributor, version_kind="assessment")
    worse.verdict, worse.reason_en = "deteriorated", "Seen again."
    publishing.save(worse, by=cast.contributor, expected=worse.edits)
    assert [(item.key, item.said) for item in items(troubled)] == [(item.key, item.said) for item in before]


def test_an_earlier_release_has_its_own_agenda(troubled: Chain) -> None:
    assert [item.key for item in items(troubled, release=2)] == ["indicator.2.4.2"]


def test_the_shipped_record_is_on_the_agenda_without_a_gap(cast: Cast) -> None:
    """Held against the lines of the front page and the register, by what a meeting is to look at."""
    shipped.load()
    chain = Chain.objects.get()
    with translation.override("en"):
        told = read(chain, chain.head, sitting.DAY)
        found = agenda(told)
    keys = [item.key for item in found]
    assert len(keys) == len(set(keys))
    assert [item.reasons[0] for item in found] == sorted(item.reasons[0] for item in found)
    wanted = {
        f"indicator.{line.code}"
        for line in told.overview.lines
        if line.needs_action
        or line.is_late
        or line.never_reported
        or (not line.is_context and line.verdict in (UNJUDGED, NO_DATA))
    }
    assert {key for key in keys if key.startswith("indicator.")} == wanted
    open_ones = {entry.code for entry in told.register.counted if not entry.live_actions}
    closed = ChallengeVersion.objects.filter(condition="closed").values_list("thing__code", flat=True)
    assert {key.removeprefix("challenge.") for key in keys if key.startswith("challenge.")} == open_ones - set(closed)


@pytest.mark.parametrize("indicators", [3, 12])
def test_it_takes_the_same_queries_however_many_items_there_are(indicators: int) -> None:
    chain = publish(indicators)
    with CaptureQueriesContext(connection) as queries:
        assert len(items(chain)) >= indicators
    assert len(queries) == QUERIES


QUERIES = 33
