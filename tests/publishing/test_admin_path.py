"""From the form to a release, as staff walk it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import Chain, Release
from tests import factories as f
from tests.cast import Cast
from tests.publishing.desk import WAITING, draft
from tests.staff import act, release_form, save, signed_in, url_of

pytestmark = pytest.mark.django_db


def test_an_update_goes_from_the_contributors_form_to_a_release(cast: Cast, chain: Chain) -> None:
    contributor, reviewer, publisher = (signed_in(who) for who in (cast.contributor, cast.reviewer, cast.publisher))
    indicator = IndicatorVersion.objects.live().get().thing
    add = f"{reverse('admin:benefits_observationversion_add')}?indicator={indicator.pk}"
    citation = {"citations-0-document": str(f.document().pk), "citations-0-paragraph": "38"}
    response = save(contributor, add, period="2021", value="18,5", _submit="1", **citation)
    version = ObservationVersion.objects.get(thing__period="2021")
    assert response.url == url_of(version)
    assert (version.state, version.edited_by, str(version.value.normalize())) == ("in_review", cast.contributor, "18.5")

    assert act(reviewer, version, "return", reason="Which window?").status_code == 302
    page = contributor.get(url_of(version))
    assert "Which window?" in page.text
    assert save(contributor, url_of(version), narrative_en="The first window.", _submit="1").status_code == 302

    seen = reviewer.get(url_of(version)).context["seen"]
    assert act(reviewer, version, "approve", seen=seen).status_code == 302

    form = release_form(publisher, version=f"observation:{version.pk}", title_fr="Chiffres de 2021")
    assert publisher.post(WAITING, form | {"_publish": "1"}).status_code == 302
    version.refresh_from_db()
    release = Release.objects.get(number=version.from_release)
    assert version.state == "published"
    assert (release.title_en, release.title_fr) == ("Figures for 2021", "Chiffres de 2021")
    assert "Chiffres de 2021" in release.manifest


def test_a_draft_may_be_saved_incomplete_and_says_on_submission_what_is_missing(cast: Cast, chain: Chain) -> None:
    client = signed_in(cast.contributor)
    version = draft(cast, verdict="deteriorated")
    response = save(client, url_of(version), value="18", _submit="1")
    version.refresh_from_db()
    assert version.state == "draft"
    page = client.get(response.url)
    assert set(page.context["adminform"].form.errors) == {"cause", "assessment_basis", "justification_en"}
    assert 'href="#id_cause"' in page.text


def test_a_correction_begins_from_what_is_public_and_shows_what_changes(cast: Cast, chain: Chain) -> None:
    live = ObservationVersion.objects.live().get()
    client = signed_in(cast.contributor)
    response = act(client, live, "revise", version_kind="correction")
    correction = ObservationVersion.objects.open().get()
    assert response.url == url_of(correction)
    assert save(client, url_of(correction), value="17", reason_en="A slip.", _submit="1").status_code == 302
    changes = signed_in(cast.reviewer).get(url_of(correction)).context["differences"]
    assert [(change.label, change.old, change.new) for change in changes] == [
        ("Value", ["16.5"], ["17"]),
        ("Reason", ["–"], ["A slip."]),
    ]


def test_a_withdrawal_asks_for_a_public_reason(cast: Cast, chain: Chain) -> None:
    live = ObservationVersion.objects.live().get()
    client = signed_in(cast.contributor)
    assert act(client, live, "withdraw", reason=" ").status_code == 422
    assert act(client, live, "withdraw", reason="The source was withdrawn.").status_code == 302
    withdrawal = ObservationVersion.objects.open().get()
    assert withdrawal.is_withdrawal
    assert client.get(url_of(withdrawal)).status_code == 200


def test_a_reviewer_sees_what_would_be_computed_beside_the_verdict(cast: Cast, chain: Chain) -> None:
    version = draft(cast, verdict="too_early", cause="not_assessed", assessment_basis="reviewer")
    actions.submit(version, by=cast.contributor)
    preview = signed_in(cast.reviewer).get(url_of(version)).context["preview"]
    assert (preview["change"], preview["status"], preview["verdict"]) == ("improved", "on track", "too early to say")
