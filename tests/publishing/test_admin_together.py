"""Many versions at once: each shown with what it changes, each decided on its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benefits.models import ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import AuditEvent, Chain
from tests.cast import Cast
from tests.publishing.desk import draft
from tests.staff import signed_in

pytestmark = pytest.mark.django_db
REVIEW, SUBMIT = "/admin/review/", "/admin/submit/"


def in_review(cast: Cast, *periods: str) -> list[ObservationVersion]:
    made = [draft(cast, period) for period in periods]
    for version in made:
        actions.submit(version, by=cast.contributor)
    return made


def choose(client: Client, page: str, *versions: ObservationVersion) -> Any:
    """Opens the page, ticks these and sends it."""
    shown = client.get(page).context["candidates"]
    seen = {f"seen-{candidate.entry.key}": candidate.seen for candidate in shown}
    return client.post(page, seen | {"version": [f"observation:{version.pk}" for version in versions]})


def states(*versions: ObservationVersion) -> list[str]:
    for version in versions:
        version.refresh_from_db()
    return [version.state for version in versions]


def test_each_version_is_shown_with_its_change_its_verdict_and_its_own_hash(cast: Cast, chain: Chain) -> None:
    given = {"verdict": "unchanged", "cause": "external", "assessment_basis": "reviewer"}
    version = draft(cast, "2021", **given, justification_en="One window only.")
    actions.submit(version, by=cast.contributor)
    (candidate,) = signed_in(cast.reviewer).get(REVIEW).context["candidates"]
    assert candidate.seen == current_hash(version)
    assert {change.label: change.new for change in candidate.changes}["Value"] == ["18"]
    assert (candidate.judged["verdict"], candidate.judged["change"]) == ("unchanged", "improved")
    assert candidate.judged["differs"]
    page = signed_in(cast.reviewer).get(REVIEW).text
    assert "they differ" in page
    assert "One window only." in page


def test_those_chosen_are_approved_and_the_others_wait_on(cast: Cast, chain: Chain) -> None:
    first, second, third = in_review(cast, "2021", "2022", "2023")
    response = choose(signed_in(cast.reviewer), REVIEW, first, third)
    assert response.status_code == 200
    assert [(outcome.version, outcome.done) for outcome in response.context["outcomes"]] == [
        (first, True),
        (third, True),
    ]
    assert states(first, second, third) == ["approved", "in_review", "approved"]
    assert [candidate.version for candidate in response.context["candidates"]] == [second]
    assert AuditEvent.objects.filter(act="approve", version_id__in=[first.pk, third.pk]).count() == 2


def test_one_that_changed_meanwhile_is_refused_and_undoes_none_of_the_others(cast: Cast, chain: Chain) -> None:
    first, changed, third = in_review(cast, "2021", "2022", "2023")
    client = signed_in(cast.reviewer)
    shown = client.get(REVIEW).context["candidates"]
    seen = {f"seen-{candidate.entry.key}": candidate.seen for candidate in shown}
    actions.send_back(changed, by=cast.publisher, reason="A slip.")
    changed.value = 19
    actions.save(changed, by=cast.contributor, expected=changed.edits)
    actions.submit(changed, by=cast.contributor)
    keys = [f"observation:{version.pk}" for version in (first, changed, third)]
    response = client.post(REVIEW, seen | {"version": keys})
    assert response.status_code == 409
    assert states(first, changed, third) == ["approved", "in_review", "approved"]
    refused = response.context["outcomes"][1]
    assert "look at it again" in refused.sentence
    assert "Done: 2 of 3" in response.text


def test_what_the_reader_edited_cannot_be_chosen_and_is_refused_with_the_reason(cast: Cast, chain: Chain) -> None:
    version = draft(cast, "2021")
    actions.save(version, by=cast.reviewer, expected=version.edits)
    actions.submit(version, by=cast.contributor)
    client = signed_in(cast.reviewer)
    page = client.get(REVIEW)
    assert "somebody else has to approve it" in page.text
    assert 'name="version"' not in page.text
    response = choose(client, REVIEW, version)
    assert (response.status_code, states(version)) == (409, ["in_review"])
    assert "somebody else has to approve it" in response.context["outcomes"][0].sentence


def test_without_what_was_seen_nothing_is_approved(cast: Cast, chain: Chain) -> None:
    (version,) = in_review(cast, "2021")
    response = signed_in(cast.reviewer).post(REVIEW, {"version": f"observation:{version.pk}"})
    assert (response.status_code, states(version)) == (409, ["in_review"])


@pytest.mark.parametrize("key", ["observation:999999", "nothing:1", "observation:x", ""])
def test_what_is_there_no_more_is_said_so(cast: Cast, chain: Chain, key: str) -> None:
    response = signed_in(cast.reviewer).post(REVIEW, {"version": key})
    assert response.status_code == 409
    assert "is there no more" in response.context["outcomes"][0].sentence


def test_drafts_are_submitted_together_and_one_that_is_not_ready_says_what_is_missing(cast: Cast, chain: Chain) -> None:
    ready, bare = draft(cast, "2021"), draft(cast, "2022")
    bare.citations.all().delete()
    response = choose(signed_in(cast.contributor), SUBMIT, ready, bare)
    assert states(ready, bare) == ["in_review", "draft"]
    assert "at least one document" in response.context["outcomes"][1].sentence


def test_choosing_nothing_is_said_so(cast: Cast, chain: Chain) -> None:
    in_review(cast, "2021")
    assert "Choose at least one version" in signed_in(cast.reviewer).post(REVIEW).text


@pytest.mark.parametrize("role", ["contributor", "publisher", "administrator", "auditor"])
def test_only_reviewers_review(cast: Cast, chain: Chain, role: str) -> None:
    assert signed_in(getattr(cast, role)).get(REVIEW).status_code == 403
    assert signed_in(getattr(cast, role)).post(REVIEW).status_code == 403
    assert Client().get(REVIEW).status_code == 302


def test_those_ticked_in_a_list_are_taken_along(cast: Cast, chain: Chain) -> None:
    first, second = in_review(cast, "2021", "2022")
    public = ObservationVersion.objects.live().get()
    client = signed_in(cast.reviewer)
    ticked = {"action": "review_together", "_selected_action": [str(first.pk), str(public.pk)]}
    response = client.post(reverse("admin:benefits_observationversion_changelist"), ticked)
    page = client.get(response.url)
    assert [(c.version, c.is_chosen) for c in page.context["candidates"]] == [(first, True)]
    assert page.context["elsewhere"] == 1
    assert states(second) == ["in_review"]


def test_the_list_offers_only_what_a_role_allows(cast: Cast, chain: Chain) -> None:
    in_review(cast, "2021")
    page = reverse("admin:benefits_observationversion_changelist")
    for role, offered in (("contributor", {"submit_together"}), ("auditor", set())):
        form = signed_in(getattr(cast, role)).get(page).context["action_form"]
        assert {name for name, _label in form.fields["action"].choices if name} == offered if form else not offered


def test_a_page_of_many_asks_as_often_as_one_of_few(cast: Cast, chain: Chain) -> None:
    client = signed_in(cast.reviewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(REVIEW).status_code == 200
        return len(asked)

    in_review(cast, "2021")
    few = queries()
    in_review(cast, *(str(year) for year in range(2022, 2046)))
    assert len(client.get(REVIEW).context["candidates"]) == 20
    assert queries() == few
