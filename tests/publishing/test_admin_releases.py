"""Releases as publishers make them; redactions as two administrators order them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from benefits.models import ObservationVersion
from reformtracker.publishing.models import Chain, Redaction, Release
from tests import factories as f
from tests.cast import Cast, person
from tests.publishing.desk import WAITING, draft
from tests.staff import act, release_form, save, signed_in

pytestmark = pytest.mark.django_db
VERBS = ("publish", "reschedule", "cancel")


def test_a_release_needs_a_choice_a_title_and_a_publisher(cast: Cast, chain: Chain) -> None:
    version = f.approve(draft(cast), cast)
    publisher = signed_in(cast.publisher)
    form = release_form(publisher, version=f"observation:{version.pk}") | {"_publish": "1"}
    assert "Choose at least one" in publisher.post(WAITING, form | {"version": []}).text
    for name in ("title_en", "note_en"):
        assert set(publisher.post(WAITING, form | {name: ""}).context["form"].errors) == {name}
    assert signed_in(cast.reviewer).post(WAITING, form).status_code == 403
    assert Release.objects.filter(title_en="Figures for 2021").count() == 0


def test_a_blocked_release_publishes_nothing_and_what_moved_stays_sent_back(cast: Cast, chain: Chain) -> None:
    version = f.approve(draft(cast), cast)
    ObservationVersion.objects.filter(pk=version.pk).update(approved_hash="0" * 64)
    publisher = signed_in(cast.publisher)
    form = release_form(publisher, version=f"observation:{version.pk}")
    response = publisher.post(WAITING, form | {"_publish": "1"})
    assert response.status_code == 409
    assert "went back to review" in response.text
    version.refresh_from_db()
    assert version.state == "in_review"
    assert not Release.objects.filter(state="planned").exists()


def test_a_planned_release_is_published_or_cancelled_once(cast: Cast, chain: Chain) -> None:
    version = f.approve(draft(cast), cast)
    publisher = signed_in(cast.publisher)
    data = release_form(publisher, version=f"observation:{version.pk}", publish_at_0="2099-01-01", publish_at_1="09:00")
    assert publisher.post(WAITING, data | {"_publish": "1"}).status_code == 409
    page = publisher.post(WAITING, data | {"_plan": "1"}).url
    release = Release.objects.get(state="planned")
    assert save(publisher, page, title_en="A better title").status_code == 302
    read = {"seen": publisher.get(page).context["checklist"].seen, "reason": "Everything is there."}
    url = {verb: reverse(f"admin:publishing_release_{verb}", args=[release.pk]) for verb in VERBS}
    assert publisher.post(url["publish"], read).status_code == 409
    assert publisher.post(url["reschedule"], read).status_code == 302
    assert publisher.post(url["publish"], read).status_code == 302
    for verb in VERBS:
        assert publisher.post(url[verb], read).status_code == 409
    version.refresh_from_db()
    release.refresh_from_db()
    assert (version.state, release.title_en) == ("published", "A better title")


def test_a_redaction_takes_two_administrators(cast: Cast, chain: Chain) -> None:
    second = person("ada", "administrator")
    live = ObservationVersion.objects.live().get()
    assert act(signed_in(cast.administrator), live, "redact", reason="A name.").status_code == 302
    redaction = Redaction.objects.get()
    url = reverse("admin:publishing_redaction_confirm", args=[redaction.pk])
    assert signed_in(cast.administrator).post(url).status_code == 403
    # Whoever may not look learns not even that there is one.
    assert signed_in(cast.contributor).post(url).status_code == 404
    assert signed_in(second).post(url).status_code == 302
    live.refresh_from_db()
    assert (live.redacted, live.value) == (True, None)
