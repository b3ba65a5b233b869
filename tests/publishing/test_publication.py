"""A release larger than what is in hand at once is still published whole or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from benefits.models import ObservationVersion, Standing
from initiatives.models import FrameworkVersion, Milestone, MilestoneVersion
from reformtracker.publishing import actions, policy
from reformtracker.publishing.actions import publication
from reformtracker.publishing.models import Chain, Origin, Release, State
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.cast import Cast
from tests.publishing import raw

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LOADED = {"origin": Origin.LOADED, "file_hash": "0" * 64}


@pytest.fixture(autouse=True)
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "BATCH", 2)


def five(cast: Cast) -> list[ObservationVersion]:
    indicator = Standing.objects.get(to_release=None).indicator
    return [f.observation(indicator, cast, str(year), "17") for year in range(2021, 2026)]


def test_all_batches_come_out_under_one_number_and_the_record_is_whole(chain: Chain, cast: Cast) -> None:
    drafts = five(cast)
    release = f.release(chain, cast, *drafts)
    assert {(draft.state, draft.from_release, draft.number) for draft in drafts} == {("published", 3, 1)}
    assert release.number == 3
    chain.refresh_from_db()
    assert list(verify(chain)) == []


def test_what_moved_in_the_last_batch_keeps_back_the_first(chain: Chain, cast: Cast) -> None:
    drafts = five(cast)
    for draft in drafts:
        f.approve(draft, cast)
    release = actions.plan(chain, drafts, title="Five", by=cast.publisher)
    raw.change(drafts[-1], approved_hash="1" * 64)
    with pytest.raises(actions.Blocked, match="2.4.2:2025 has changed since its approval"):
        actions.publish(release, by=cast.publisher)
    release.refresh_from_db()
    chain.refresh_from_db()
    assert (release.state, release.number, chain.head) == ("planned", None, 2)
    states = [ObservationVersion.objects.get(pk=draft.pk).state for draft in drafts]
    assert states == [State.APPROVED] * 4 + [State.IN_REVIEW]
    assert not ObservationVersion.objects.filter(release=release).exclude(content_hash="").exists()


def test_what_is_judged_by_a_version_left_behind_is_named_once(chain: Chain, cast: Cast) -> None:
    drafts = five(cast)
    indicator = Standing.objects.get(to_release=None).indicator
    revised = actions.revise(
        indicator,
        type(Standing.objects.get(to_release=None).indicator_version),
        by=cast.contributor,
        version_kind="revision",
    )
    revised.reason_en = "A new unit."
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    f.approve(revised, cast)
    for draft in drafts:
        f.approve(draft, cast)
    with pytest.raises(actions.Blocked) as blocked:
        actions.release_now(chain, drafts, title="Five", by=cast.publisher)
    assert blocked.value.held == ["The approved version of 2.4.2 is judged by, and is not in it: add it."]


def planned(chain: Chain) -> tuple[Release, MilestoneVersion]:
    release = Release.objects.create(chain=chain, title_en="Loaded", **{"origin": Origin.LOADED})
    thing = Milestone.objects.create(chain=chain, slug="one")
    fields = {"title_en": "One", "day": date(2020, 1, 1), "content_hash": "a" * 64}
    return release, MilestoneVersion.objects.create(thing=thing, release=release, **fields, **LOADED)


def test_real_data_are_never_taken_as_they_are_written(chain: Chain) -> None:
    release, version = planned(chain)
    with pytest.raises(policy.Refused, match="Only invented data"):
        actions.publish(release, by=None, written=[actions.Written(MilestoneVersion, [("one", "a" * 64)])])
    version.refresh_from_db()
    assert version.state == State.DRAFT


@pytest.mark.parametrize("hashes", [[], [("one", "a" * 64), ("two", "b" * 64)]])
def test_a_list_that_does_not_fit_what_was_written_publishes_nothing(hashes: list[tuple[str, str]]) -> None:
    demo = Chain.objects.create(slug="demo", is_demo=True)
    release, version = planned(demo)
    with pytest.raises(actions.Blocked, match="1 versions were written"):
        actions.publish(release, by=None, written=[actions.Written(MilestoneVersion, hashes)])
    version.refresh_from_db()
    demo.refresh_from_db()
    assert (version.state, demo.head) == (State.DRAFT, 0)


def test_a_false_hash_of_invented_data_is_found_out() -> None:
    demo = Chain.objects.create(slug="demo", is_demo=True)
    release, _version = planned(demo)
    actions.publish(release, by=None, written=[actions.Written(MilestoneVersion, [("one", "a" * 64)])])
    demo.refresh_from_db()
    assert "was changed after publication" in str(next(verify(demo)))


def test_a_release_brings_no_manifest_along_with_its_versions(chain: Chain) -> None:
    version = FrameworkVersion.objects.live().select_related("release").get()
    assert "manifest" in version.release.get_deferred_fields()
    assert version.release.manifest.startswith("{")
