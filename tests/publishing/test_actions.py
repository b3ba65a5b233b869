from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from benefits.models import Indicator, IndicatorVersion, ObservationVersion, Standing
from reformtracker.publishing import actions, outbox, policy, registry, triggers
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import AuditEvent, Chain, Notice, OutboxEntry, Release, Remark
from tests import factories as f
from tests.cast import Cast, person
from tests.publishing.raw import Refused, change

pytestmark = pytest.mark.django_db


def share() -> IndicatorVersion:
    return IndicatorVersion.objects.live().select_related("thing__chain").get()


def test_an_update_goes_from_draft_to_the_public_record(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    actions.submit(draft, by=cast.contributor)
    actions.approve(draft, by=cast.reviewer, seen=current_hash(draft))
    release = actions.release_now(chain, [draft], title="Figures for 2021", by=cast.publisher)

    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.from_release) == ("published", 1, 3)
    assert release.number == 3
    assert Standing.objects.at(3).get().latest == draft
    assert Standing.objects.at(2).get().latest != draft


def test_a_draft_may_be_incomplete_but_its_submission_may_not(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", None)
    draft.citations.all().delete()
    with pytest.raises(actions.Incomplete) as refused:
        actions.submit(draft, by=cast.contributor)
    assert set(refused.value.problems) == {"value", "citations"}


def test_a_value_beyond_the_bounds_of_the_unit_is_refused_before_review(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    draft.value = 140
    assert "value" in registry.problems(draft)


def test_a_break_in_the_series_says_what_changed(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", "18", comparable=False)
    assert "break_note_en" in registry.problems(draft)


def test_a_verdict_against_the_figures_says_why(cast: Cast, chain: Chain) -> None:
    verdict = {"verdict": "deteriorated", "cause": "external", "assessment_basis": "reviewer"}
    draft = f.observation(share().thing, cast, "2021", "18", **verdict)
    assert "justification_en" in registry.problems(draft)
    draft.justification_en = "The windows were redefined."
    assert registry.problems(draft) == {}


def test_nobody_approves_what_they_edited_a_superuser_included(cast: Cast, chain: Chain) -> None:
    root = person("root", is_superuser=True)
    draft = f.observation(share().thing, cast, "2021", "18")
    actions.save(draft, by=root, expected=draft.edits)
    actions.submit(draft, by=cast.contributor)
    with pytest.raises(policy.Refused, match="somebody else"):
        actions.approve(draft, by=root)
    with pytest.raises(policy.Refused, match="role of reviewer"):
        actions.approve(draft, by=cast.contributor)


@pytest.mark.bar("B21")
def test_whoever_acts_on_a_draft_that_was_discarded_meanwhile_is_told(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    opened, other = (ObservationVersion.objects.get(pk=draft.pk) for _copy in range(2))
    actions.discard(draft, by=cast.contributor)
    with pytest.raises(actions.Conflict, match="2.4.2:2021 is no draft any more"):
        actions.save(opened, by=cast.contributor, expected=opened.edits)
    with pytest.raises(actions.Conflict, match="2.4.2:2021 is no draft any more"):
        actions.discard(other, by=cast.contributor)


@pytest.mark.bar("B21")
def test_whoever_submits_what_is_discarded_at_that_moment_is_told(
    cast: Cast, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    quicker = ObservationVersion.objects.get(pk=draft.pk)
    monkeypatch.setattr(
        registry, "noted_at_submission", lambda _version: actions.discard(quicker, by=cast.contributor) or {}
    )
    with pytest.raises(actions.Conflict, match="2.4.2:2021 is no draft any more"):
        actions.submit(draft, by=cast.contributor)


def test_returning_needs_a_reason_and_keeps_it(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    actions.submit(draft, by=cast.contributor)
    with pytest.raises(actions.Incomplete):
        actions.send_back(draft, by=cast.reviewer, reason="  ")
    actions.send_back(draft, by=cast.reviewer, reason="Which paragraph?")
    assert draft.state == "draft"
    assert Remark.objects.get().text == "Which paragraph?"


def test_the_author_is_told_of_a_return_and_only_the_author(
    cast: Cast, chain: Chain, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    actions.submit(draft, by=cast.contributor)
    OutboxEntry.objects.all().update(done_at=timezone.now())
    with django_capture_on_commit_callbacks():
        actions.send_back(draft, by=cast.reviewer, reason="Which paragraph?")
    assert outbox.work() == 1
    assert [mail.to for mail in mailoutbox] == [[cast.contributor.email]]
    assert "Which paragraph?" in mailoutbox[0].body


def test_what_was_seen_is_what_is_approved(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    seen = current_hash(draft)
    draft.value = 19
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    actions.submit(draft, by=cast.contributor)
    with pytest.raises(actions.Conflict):
        actions.approve(draft, by=cast.reviewer, seen=seen)


def test_a_new_approved_indicator_version_sends_its_approved_updates_back(cast: Cast, chain: Chain) -> None:
    update = f.approve(f.observation(share().thing, cast, "2021", "18"), cast)
    revised: Any = actions.revise(share().thing, IndicatorVersion, by=cast.contributor, version_kind="revision")
    revised.reason_en, revised.materiality = "A finer measure.", 1
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    f.approve(revised, cast)

    update.refresh_from_db()
    assert update.state == "in_review"
    assert update.approved_by is None
    assert "changed since" in Remark.objects.get().text


def test_an_update_is_released_only_with_the_indicator_version_it_was_approved_beside(cast: Cast, chain: Chain) -> None:
    revised: Any = actions.revise(share().thing, IndicatorVersion, by=cast.contributor, version_kind="revision")
    revised.reason_en = "A clearer definition."
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    f.approve(revised, cast)
    update = f.approve(f.observation(share().thing, cast, "2021", "18"), cast)
    with pytest.raises(actions.Blocked, match=r"2\.4\.2"):
        actions.release_now(chain, [update], title="Too early", by=cast.publisher)
    assert not Release.objects.filter(title_en="Too early").exists()

    f.release(chain, cast, revised, update)
    assert update.indicator_version == revised


def test_a_release_with_something_moved_publishes_nothing_and_tells_its_publisher(cast: Cast, chain: Chain) -> None:
    update = f.approve(f.observation(share().thing, cast, "2021", "18"), cast)
    other = f.approve(f.observation(share().thing, cast, "2022", "19"), cast)
    release = actions.plan(
        chain, [update, other], title="Due", by=cast.publisher, publish_at=timezone.now() - timedelta(minutes=1)
    )
    # The database lets nobody change what is approved; an attacker with its keys might.
    with triggers.lifted():
        ObservationVersion.objects.filter(pk=update.pk).update(narrative_en="Slipped in.")

    assert actions.publish_due() == []
    release.refresh_from_db()
    update.refresh_from_db()
    assert release.state == "planned"
    assert update.state == "in_review"
    assert Notice.objects.filter(event="held", person=cast.publisher, about__release=release.pk).count() == 1


def test_an_approval_falls_when_the_meaning_of_the_thing_moves(cast: Cast, chain: Chain) -> None:
    draft = f.approve(f.indicator(chain, cast, "2.4.9"), cast)
    Indicator.objects.filter(pk=draft.thing_id).update(desired_direction="decrease")
    with pytest.raises(actions.Blocked, match=r"2\.4\.9"):
        actions.release_now(chain, [draft], title="Another meaning", by=cast.publisher)
    draft.refresh_from_db()
    assert draft.state == "in_review"


@pytest.mark.parametrize("number", [3, 30])
def test_a_release_costs_the_same_queries_for_many_updates_as_for_few(
    number: int, cast: Cast, chain: Chain, django_assert_max_num_queries: Any
) -> None:
    updates = [f.approve(f.observation(share().thing, cast, str(1990 + n), "9"), cast) for n in range(number)]
    release = actions.plan(chain, updates, title="Many", by=cast.publisher)
    with django_assert_max_num_queries(84):
        actions.publish(release, by=cast.publisher)


def test_a_planned_release_comes_out_when_it_is_due_and_not_before(cast: Cast, chain: Chain) -> None:
    update = f.approve(f.observation(share().thing, cast, "2021", "18"), cast)
    soon = timezone.now() + timedelta(hours=1)
    release = actions.plan(chain, [update], title="At noon", by=cast.publisher, publish_at=soon)
    assert actions.publish_due() == []
    Release.objects.filter(pk=release.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    assert [published.number for published in actions.publish_due()] == [3]
    assert actions.publish_due() == []


def test_a_cancelled_release_gives_its_versions_free(cast: Cast, chain: Chain) -> None:
    update = f.approve(f.observation(share().thing, cast, "2021", "18"), cast)
    release = actions.plan(chain, [update], title="Perhaps", by=cast.publisher)
    actions.cancel(release, by=cast.publisher, reason="Not yet.")
    f.release(chain, cast, update)
    assert update.state == "published"


def test_a_correction_follows_the_version_it_corrects(cast: Cast, chain: Chain) -> None:
    live = ObservationVersion.objects.live().get()
    draft: Any = actions.revise(live.thing, ObservationVersion, by=cast.contributor, version_kind="correction")
    assert draft.value == live.value
    assert draft.citations.count() == live.citations.count()
    draft.value, draft.reason_en = 17, "A slip of the pen."
    actions.save(draft, by=cast.contributor, expected=draft.edits)
    f.release(chain, cast, draft)

    live.refresh_from_db()
    assert (live.state, live.to_release) == ("superseded", 3)
    assert (draft.number, draft.from_release) == (2, 3)
    assert Standing.objects.at(2).get().latest == live
    assert Standing.objects.at(3).get().latest == draft


def test_a_withdrawal_leaves_a_notice_and_the_earlier_snapshots(cast: Cast, chain: Chain) -> None:
    live = ObservationVersion.objects.live().get()
    draft = actions.withdraw(live.thing, ObservationVersion, by=cast.contributor, reason="The source was withdrawn.")
    f.release(chain, cast, draft)

    live.refresh_from_db()
    assert live.state == "withdrawn"
    assert list(ObservationVersion.objects.published(2)) == [live]
    assert list(ObservationVersion.objects.published(3)) == [draft]
    assert list(ObservationVersion.objects.with_content(3)) == []
    assert Standing.objects.at(3).get().latest is None
    assert Standing.objects.at(3).get().status == "baseline_only"


def test_a_redaction_takes_two_administrators_and_leaves_nothing(cast: Cast, chain: Chain) -> None:
    live = ObservationVersion.objects.live().get()
    order = actions.order_redaction(live, by=cast.administrator, reason="A court order.")
    with pytest.raises(policy.Refused):
        actions.confirm_redaction(order, by=cast.administrator)
    actions.confirm_redaction(order, by=person("anna", "administrator"))

    live.refresh_from_db()
    assert (live.value, live.narrative_en, live.change, live.progress) == (None, None, "", None)
    assert live.citations.count() == 0
    standing = Standing.objects.at(2).get()
    assert (standing.latest, standing.status) == (None, "baseline_only")


def test_what_is_redacted_stays_blank(cast: Cast, chain: Chain) -> None:
    live = ObservationVersion.objects.live().get()
    order = actions.order_redaction(live, by=cast.administrator, reason="A court order.")
    actions.confirm_redaction(order, by=person("anna", "administrator"))
    with Refused("benefits_observationversion_content_is_fixed"):
        change(live, narrative_en="New words.")


def test_an_indicator_whose_target_was_judged_by_can_be_redacted(cast: Cast, chain: Chain) -> None:
    order = actions.order_redaction(share(), by=cast.administrator, reason="A name in the definition.")
    redacted = actions.confirm_redaction(order, by=person("anna", "administrator"))
    assert (redacted.definition_en, redacted.citations.count(), redacted.targets.count()) == (None, 0, 1)


def test_an_indicator_is_withdrawn_only_after_its_figures(cast: Cast, chain: Chain) -> None:
    notice = actions.withdraw(share().thing, IndicatorVersion, by=cast.contributor, reason="Wrong from the start.")
    with pytest.raises(actions.Incomplete, match="observations first"):
        actions.submit(notice, by=cast.contributor)
    figure = ObservationVersion.objects.live().get().thing
    f.release(chain, cast, actions.withdraw(figure, ObservationVersion, by=cast.contributor, reason="With it."))
    f.release(chain, cast, notice)
    assert not Standing.objects.at(4).exists()


def test_an_approved_withdrawal_waits_for_a_figure_that_came_after_it(
    cast: Cast, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = ObservationVersion.objects.live().get().thing
    f.release(chain, cast, actions.withdraw(figure, ObservationVersion, by=cast.contributor, reason="With it."))
    update = f.observation(share().thing, cast, "2021", "18")
    notice = actions.withdraw(share().thing, IndicatorVersion, by=cast.contributor, reason="Wrong from the start.")
    f.approve(notice, cast)
    f.release(chain, cast, update)
    with pytest.raises(actions.Blocked, match="2.4.2: Withdraw its observations first"):
        f.release(chain, cast, notice)
    monkeypatch.setattr("reformtracker.publishing.actions.publication.problems", lambda version: {})
    with Refused("publishing_release_leaves_no_figure_of_a_withdrawn_indicator"):
        f.release(chain, cast, notice)
    assert share().version_kind == "first"


def test_a_moved_indicator_and_its_update_go_back_together(cast: Cast, chain: Chain) -> None:
    revised: Any = actions.revise(share().thing, IndicatorVersion, by=cast.contributor, version_kind="revision")
    revised.reason_en = "Clearer."
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    f.approve(revised, cast)
    update = f.approve(f.observation(share().thing, cast, "2021", "18"), cast)
    release = actions.plan(chain, [revised, update], title="Both", by=cast.publisher)
    with triggers.lifted():
        IndicatorVersion.objects.filter(pk=revised.pk).update(definition_en="Slipped in.")
    with pytest.raises(actions.Blocked):
        actions.publish(release, by=cast.publisher)
    assert {type(row).objects.get(pk=row.pk).state for row in (revised, update)} == {"in_review"}


def test_nothing_is_put_into_a_release_that_is_out(cast: Cast, chain: Chain) -> None:
    update = f.approve(f.observation(share().thing, cast, "2021", "18"), cast)
    with pytest.raises(actions.Conflict, match="published already"):
        actions.hold(Release.objects.get(number=2), [update], by=cast.publisher)
    with pytest.raises(actions.Conflict, match="published already"):
        actions.cancel(Release.objects.get(number=2), by=cast.publisher, reason="Not yet.")


def test_a_published_version_has_its_roles_in_the_audit_under_pseudonyms(cast: Cast, chain: Chain) -> None:
    version = ObservationVersion.objects.live().get()
    events = AuditEvent.objects.filter(kind="observation", version_id=version.pk).order_by("id")
    assert [(event.act, event.actor) for event in events] == [
        ("start", cast.contributor.pseudonym),
        ("submit", cast.contributor.pseudonym),
        ("approve", cast.reviewer.pseudonym),
    ]


@pytest.mark.parametrize("act", ["submit", "approve", "return", "release"])
def test_an_auditor_changes_nothing(act: str, cast: Cast) -> None:
    assert not policy.may(cast.auditor, act)


def test_whoever_worked_on_it_hears_that_it_is_public(cast: Cast, chain: Chain) -> None:
    draft = f.observation(share().thing, cast, "2021", "18")
    release = f.release(chain, cast, draft)
    told = Notice.objects.get(event="published", key=str(release.pk))
    assert told.person == cast.contributor
    assert told.about["ids"] == ["2.4.2:2021"]


def test_loaded_figures_are_dated_by_their_source_and_never_backwards(cast: Cast, chain: Chain) -> None:
    release = Release(chain=chain, origin="loaded", title_en="An old document")
    release.save()
    update = f.observation(share().thing, cast, "2021", "18")
    ObservationVersion.objects.filter(pk=update.pk).update(
        origin="loaded", file_hash="f" * 64, release=release, edited_by=None, edited_at=None
    )
    with pytest.raises(actions.Conflict, match="cannot be older"):
        actions.publish(release, by=None, released_at=datetime(2001, 1, 1, tzinfo=UTC))
    actions.publish(release, by=None)
    assert ObservationVersion.objects.get(pk=update.pk).state == "published"
