"""The verbs for many versions: the rules of the verbs for one, for all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benefits.models import Indicator, IndicatorVersion, Observation, ObservationVersion
from benefits.periods import parse
from initiatives.models import Assignment
from reformtracker.publishing import actions, policy
from reformtracker.publishing.models import AuditEvent, Chain
from tests import factories as f
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db


def blank(of: Indicator, *years: int) -> list[ObservationVersion]:
    things = []
    for year in years:
        span = parse(str(year))
        things.append(
            Observation.objects.get_or_create(
                indicator=of, start=span.start, end=span.end, defaults={"chain": of.chain, "period": span.code}
            )[0]
        )
    return [ObservationVersion(thing=thing, value=18) for thing in things]


@pytest.fixture
def share(chain: Chain) -> Indicator:
    live: Any = IndicatorVersion.objects.live().select_related("thing__chain", "thing__unit").get()
    found: Indicator = live.thing
    return found


def test_of_nothing_nothing_is_made(cast: Cast) -> None:
    actions.start_all([], by=cast.auditor)
    actions.save_all([], by=cast.auditor)
    actions.comment_all([], by=cast.auditor)
    assert actions.revise_all({}, ObservationVersion, by=cast.auditor) == []
    assert not AuditEvent.objects.exists()


def test_one_that_has_an_open_version_keeps_all_of_them_out(cast: Cast, share: Indicator) -> None:
    f.observation(share, cast, "2022")
    drafts = blank(share, 2021, 2022)
    with pytest.raises(actions.Conflict, match=r"2\.4\.2:2022 has an open version already") as refused:
        actions.start_all(drafts, by=cast.contributor)
    assert refused.value.current == ObservationVersion.objects.open().get()


def test_one_that_somebody_else_saved_keeps_all_of_them_as_they_were(cast: Cast, share: Indicator) -> None:
    drafts = [f.observation(share, cast, year) for year in ("2021", "2022")]
    opened = [(ObservationVersion.objects.get(pk=draft.pk), draft.edits) for draft in drafts]
    actions.save(drafts[1], by=cast.administrator, expected=drafts[1].edits)
    for version, _edits in opened:
        version.value = 1
    with pytest.raises(actions.Conflict, match=r"2\.4\.2:2022 was saved by amal") as refused:
        actions.save_all(opened, by=cast.contributor)
    assert refused.value.current == drafts[1]
    assert not ObservationVersion.objects.filter(value=1).exists()
    assert not AuditEvent.objects.filter(act="save", version_id=drafts[0].pk).exists()


def test_one_that_is_not_public_keeps_all_from_being_revised(cast: Cast, share: Indicator) -> None:
    live = ObservationVersion.objects.live().get()
    (other,) = blank(share, 2021)
    with pytest.raises(actions.Conflict, match=r"2\.4\.2:2021 has no published version"):
        actions.revise_all({live.thing: "revision", other.thing: "revision"}, ObservationVersion, by=cast.contributor)
    assert not ObservationVersion.objects.open().exists()


def test_one_outside_of_what_is_assigned_keeps_all_of_them_out(cast: Cast, chain: Chain, share: Indicator) -> None:
    sara = person("sara", "contributor", everything=False)
    Assignment.objects.create(person=sara, role="contributor", initiative=share.initiative)
    other = f.indicator(chain, cast, "1.1.1").thing
    drafts = [f.observation(indicator, cast, "2021") for indicator in (share, other)]
    acts: tuple[Callable[[], object], ...] = (
        lambda: actions.start_all(blank(share, 2019) + blank(other, 2019), by=sara),
        lambda: actions.save_all([(draft, draft.edits) for draft in drafts], by=sara),
        lambda: actions.comment_all([(draft, "Look.") for draft in drafts], by=sara),
    )
    for act in acts:
        with pytest.raises(policy.Refused, match=r"1\.1\.1:20\d\d lies outside"):
            act()
    assert not AuditEvent.objects.filter(actor=sara.pseudonym).exists()
    actions.start_all(blank(share, 2019), by=sara)


def test_the_bounds_of_the_unit_stand_on_each(cast: Cast, share: Indicator) -> None:
    drafts = blank(share, 2018, 2019)
    actions.start_all(drafts, by=cast.contributor)
    stored = ObservationVersion.objects.open().values_list("unit_minimum", "unit_maximum")
    assert share.unit is not None
    assert list(stored) == [(share.unit.minimum, share.unit.maximum)] * 2


@pytest.mark.postgres
def test_many_are_revised_by_the_statements_of_a_few(cast: Cast, chain: Chain, share: Indicator) -> None:
    public = [f.approve(f.observation(share, cast, str(year), "9"), cast) for year in range(1980, 2000)]
    f.release(chain, cast, *public)
    things = list(Observation.objects.select_related("chain", "indicator__unit").filter(start__year__lt=2000))
    assert len(things) == len(public)
    assert revising(things[:3], cast) == revising(things[3:], cast)


def revising(things: list[Observation], cast: Cast) -> int:
    with CaptureQueriesContext(connection) as captured:
        drafts: Any = actions.revise_all(dict.fromkeys(things, "revision"), ObservationVersion, by=cast.contributor)
    assert [draft.citations.count() for draft in drafts] == [1] * len(things)
    return len(captured)
