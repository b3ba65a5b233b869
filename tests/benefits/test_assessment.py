"""A reviewer confirms the assessment of an update by approving it, or changes it and leaves the decision to another."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from benefits import actions as verbs
from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions, policy
from reformtracker.publishing.actions import Conflict, Incomplete
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import AuditEvent, Chain, Remark
from tests import factories as f
from tests.cast import Cast, person
from tests.staff import act, signed_in, url_of

pytestmark = pytest.mark.django_db

GIVEN = {"verdict": "improved", "cause": "reform", "assessment_basis": "as_reported"}


@pytest.fixture
def version(cast: Cast, chain: Chain) -> ObservationVersion:
    """In review: 18 per cent, from 4 towards 20, so that “improved” is computed; and given."""
    made = f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021", "18", **GIVEN)
    actions.submit(made, by=cast.contributor)
    return made


def page_of(version: ObservationVersion) -> str:
    return reverse("admin:benefits_observationversion_assess", args=[version.pk])


def post(cast: Cast, version: ObservationVersion, **changes: str) -> Any:
    """The page of the assessment, opened and sent back with some fields changed."""
    client = signed_in(cast.reviewer)
    opened = client.get(page_of(version)).context
    form = opened["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"seen": opened["seen"]}
    return client.post(page_of(version), data | changes)


def test_who_confirms_the_assessment_approves(cast: Cast, version: ObservationVersion) -> None:
    client = signed_in(cast.reviewer)
    page = client.get(url_of(version))
    assert "Approve and confirm the assessment" in page.text
    assert page_of(version) in page.text
    act(client, version, "approve", seen=page.context["seen"])
    version.refresh_from_db()
    assert (version.state, version.verdict, version.assessment_basis) == ("approved", "improved", "as_reported")


def test_the_page_says_before_that_whoever_changes_it_cannot_approve(cast: Cast, version: ObservationVersion) -> None:
    client = signed_in(cast.reviewer)
    page = client.get(page_of(version))
    assert "you cannot approve it any more" in page.text
    assert "Nobody else who could approve it" in page.text
    assert page.context["preview"]["change"] == "improved"
    person("rosa", "reviewer")
    assert [other.username for other in client.get(page_of(version)).context["deciders"]] == ["rosa"]


def test_who_changes_it_becomes_an_editor_and_another_reviewer_decides(cast: Cast, version: ObservationVersion) -> None:
    other = person("rosa", "reviewer")
    assert post(cast, version, verdict="too_early", confidence="low").status_code == 302
    version.refresh_from_db()
    assert (version.state, version.verdict, version.confidence) == ("in_review", "too_early", "low")
    assert (version.assessment_basis, version.edited_by, version.submitted_by) == (
        "reviewer",
        cast.reviewer,
        cast.reviewer,
    )
    remark = Remark.objects.get(act="amend")
    assert "better or worse: improved → too early to say; confidence: none → low" in remark.text
    assert AuditEvent.objects.get(act="amend").detail["columns"] == ["assessment_basis", "confidence", "verdict"]
    with pytest.raises(policy.Refused):
        actions.approve(version, by=cast.reviewer)
    actions.approve(version, by=other)


def test_the_database_keeps_who_changed_it_from_approving(cast: Cast, version: ObservationVersion) -> None:
    seen = current_hash(version)
    verbs.assess(version, by=cast.reviewer, seen=seen, verdict="too_early")
    approval = {"approved_by": cast.reviewer, "approved_at": timezone.now(), "approved_hash": "a" * 64}
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        ObservationVersion.objects.filter(pk=version.pk).update(state="approved", **approval)


def test_a_verdict_that_differs_needs_a_public_reason_and_nothing_is_half_done(
    cast: Cast, version: ObservationVersion
) -> None:
    response = post(cast, version, verdict="deteriorated")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"justification_en"}
    assert response.context["form"]["verdict"].value() == "deteriorated"
    version.refresh_from_db()
    assert (version.state, version.verdict, version.edited_by) == ("in_review", "improved", cast.contributor)
    assert post(cast, version, verdict="deteriorated", justification_en="One window only.").status_code == 302
    version.refresh_from_db()
    assert (version.verdict, version.justification_en) == ("deteriorated", "One window only.")


def test_an_assessment_left_as_it_was_makes_nobody_an_editor(cast: Cast, version: ObservationVersion) -> None:
    response = post(cast, version)
    assert response.status_code == 422
    assert "to confirm it, approve the update" in response.text
    version.refresh_from_db()
    assert version.edited_by == cast.contributor


def test_what_was_not_seen_is_not_assessed(cast: Cast, version: ObservationVersion) -> None:
    with pytest.raises(Conflict, match="look at it again"):
        verbs.assess(version, by=cast.reviewer, seen="0" * 64, verdict="too_early")
    assert post(cast, version, verdict="too_early", seen="0" * 64).status_code == 409


def test_the_rest_of_an_update_is_no_part_of_its_assessment(cast: Cast, version: ObservationVersion) -> None:
    with pytest.raises(ValueError, match="value"):
        verbs.assess(version, by=cast.reviewer, seen=current_hash(version), value=19)


@pytest.mark.parametrize("role", ["contributor", "publisher", "administrator", "auditor"])
def test_only_reviewers_assess(cast: Cast, version: ObservationVersion, role: str) -> None:
    who = getattr(cast, role)
    assert signed_in(who).get(page_of(version)).status_code == 403
    with pytest.raises(policy.Refused):
        verbs.assess(version, by=who, seen=current_hash(version), verdict="too_early")


def test_a_cause_without_a_verdict_is_refused_with_a_sentence(cast: Cast, chain: Chain) -> None:
    indicator = IndicatorVersion.objects.live().get().thing
    made = f.observation(indicator, cast, "2022", "18", cause="reform")
    with pytest.raises(Incomplete, match="better or worse"):
        actions.submit(made, by=cast.contributor)


def test_what_must_be_said_since_the_indicator_moved_is_demanded_at_approval(
    cast: Cast, chain: Chain, version: ObservationVersion
) -> None:
    """Between submission and approval a new baseline has turned the computed change."""
    live = IndicatorVersion.objects.live().get()
    revised: Any = actions.revise(live.thing, IndicatorVersion, by=cast.contributor, version_kind="correction")
    revised.baseline_value, revised.reason_en = 19, "A slip."
    revised.materiality = 1
    revised.targets.all().delete()
    revised.citations.filter(part="target").delete()
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    f.approve(revised, cast)
    with pytest.raises(Incomplete, match="why the verdict differs"):
        actions.approve(version, by=cast.reviewer)
    version.refresh_from_db()
    assert version.state == "in_review"
