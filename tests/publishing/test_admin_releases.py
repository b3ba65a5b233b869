"""Releases as publishers make them; redactions as two administrators order them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from benefits.models import ObservationVersion
from reformtracker.publishing.models import Chain, Redaction, Release
from tests import factories as f
from tests.cast import Cast, person
from tests.publishing.desk import WAITING, draft, titles
from tests.staff import act, save, signed_in

pytestmark = pytest.mark.django_db


def test_a_release_needs_a_choice_a_title_and_a_publisher(cast: Cast, chain: Chain) -> None:
    version = f.approve(draft(cast), cast)
    key = {"version": f"observation:{version.pk}", "_publish": "1"}
    publisher = signed_in(cast.publisher)
    assert "Choose at least one" in publisher.post(WAITING, titles() | {"_publish": "1"}).text
    assert publisher.post(WAITING, titles(title_en="") | key).context["form"].errors
    assert signed_in(cast.reviewer).post(WAITING, titles() | key).status_code == 403
    assert Release.objects.filter(title_en="Figures for 2021").count() == 0


def test_a_blocked_release_publishes_nothing_and_what_moved_stays_sent_back(cast: Cast, chain: Chain) -> None:
    version = f.approve(draft(cast), cast)
    ObservationVersion.objects.filter(pk=version.pk).update(approved_hash="0" * 64)
    response = signed_in(cast.publisher).post(
        WAITING, titles() | {"version": f"observation:{version.pk}", "_publish": "1"}
    )
    assert response.status_code == 409
    assert "went back to review" in response.text
    version.refresh_from_db()
    assert version.state == "in_review"
    assert not Release.objects.filter(state="planned").exists()


def test_a_planned_release_is_published_or_cancelled_once(cast: Cast, chain: Chain) -> None:
    version = f.approve(draft(cast), cast)
    publisher = signed_in(cast.publisher)
    data = titles(publish_at_0="2099-01-01", publish_at_1="09:00") | {"version": f"observation:{version.pk}"}
    assert publisher.post(WAITING, data | {"_publish": "1"}).status_code == 409
    page = publisher.post(WAITING, data | {"_plan": "1"}).url
    release = Release.objects.get(state="planned")
    assert save(publisher, page, title_en="A better title").status_code == 302
    assert publisher.post(reverse("admin:publishing_release_publish", args=[release.pk])).status_code == 302
    for verb in ("publish", "cancel"):
        again = publisher.post(reverse(f"admin:publishing_release_{verb}", args=[release.pk]))
        assert again.status_code == 409
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
    assert signed_in(cast.contributor).post(url).status_code == 403
    assert signed_in(second).post(url).status_code == 302
    live.refresh_from_db()
    assert (live.redacted, live.value) == (True, None)
