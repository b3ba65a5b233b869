"""A publisher's page: the checklist, what is read before it is published, the time that is set, and a second click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.checklist import cautions
from reformtracker.publishing.models import AuditEvent, Chain, Release
from tests import factories as f
from tests.cast import Cast
from tests.staff import form_of, release_form, signed_in, url_of

pytestmark = pytest.mark.django_db
WAITING = "/admin/publishing/release/waiting/"


def approved(cast: Cast, period: str = "2021", **fields: Any) -> ObservationVersion:
    thing = IndicatorVersion.objects.live().select_related("thing__chain").get().thing
    version = f.observation(thing, cast, period, "18", **fields)
    f.approve(version, cast)
    return version


def planned(chain: Chain, cast: Cast, *versions: Any, **fields: Any) -> Release:
    notes = {"en": "What is new."}
    return actions.plan(chain, versions, title="Figures", notes=notes, by=cast.publisher, **fields)


def verb(name: str, release: Release) -> str:
    return reverse(f"admin:publishing_release_{name}", args=[release.pk])


def key(version: Any) -> str:
    return f"{version.KIND}:{version.pk}"


# --- the texts ----------------------------------------------------------------------------------
def test_of_two_publishers_who_rewrite_one_release_the_second_sees_the_texts_of_the_first(
    cast: Cast, chain: Chain
) -> None:
    release = planned(chain, cast, approved(cast))
    url, client = verb("change", release), signed_in(cast.publisher)
    first, second = (form_of(client.get(url)) for _window in range(2))
    assert client.post(url, first | {"title_en": "The first title"}).status_code == 302
    answer = client.post(url, second | {"title_en": "The second title"})
    assert answer.status_code == 409
    assert "“The first title – What is new.”" in answer.text
    assert form_of(answer)["title_en"] == "The second title"
    release.refresh_from_db()
    assert release.title_en == "The first title"
    assert client.post(url, form_of(answer)).status_code == 302
    release.refresh_from_db()
    assert release.title_en == "The second title"


# --- the checklist ------------------------------------------------------------------------------
def test_what_the_checklist_finds_in_the_way_is_what_publication_refuses(cast: Cast, chain: Chain) -> None:
    moved, judged = approved(cast, "2021"), approved(cast, "2022")
    ObservationVersion.objects.filter(pk=moved.pk).update(approved_hash="0" * 64)
    found = actions.rehearse(chain, [moved, judged], by=cast.publisher)
    with pytest.raises(actions.Blocked) as refusal:
        actions.release_now(chain, [moved, judged], title="Both", by=cast.publisher)
    assert [obstacle.sentence for obstacle in found] == refusal.value.held
    assert [obstacle.version for obstacle in found] == [moved]


def test_the_checklist_leaves_nothing_behind(cast: Cast, chain: Chain) -> None:
    version = approved(cast)
    ObservationVersion.objects.filter(pk=version.pk).update(approved_hash="0" * 64)
    before = (Release.objects.count(), AuditEvent.objects.count())
    page = signed_in(cast.publisher).post(WAITING, {"version": key(version), "_check": "1"})
    assert f'<a href="{url_of(version)}">' in page.text
    assert "has changed since its approval" in page.text
    version.refresh_from_db()
    chain.refresh_from_db()
    assert (version.state, version.release, chain.head) == ("approved", None, 2)
    assert (Release.objects.count(), AuditEvent.objects.count()) == before


def test_what_is_judged_by_an_approved_version_outside_the_release_is_in_its_way(cast: Cast, chain: Chain) -> None:
    share = IndicatorVersion.objects.live().get()
    revised = actions.revise(share.thing, IndicatorVersion, by=cast.contributor, version_kind="correction")
    revised.reason_en, revised.decimals = "A slip.", 2
    f.approve(actions.save(revised, by=cast.contributor, expected=revised.edits) or revised, cast)
    found = actions.rehearse(chain, [approved(cast)], by=cast.publisher)
    assert [(obstacle.version, "add it" in obstacle.sentence) for obstacle in found] == [(revised, True)]


def test_each_warning_names_its_places_with_a_way_to_mend_it(cast: Cast, chain: Chain) -> None:
    version = approved(cast, narrative_en="The first window.")
    page = signed_in(cast.publisher).post(WAITING, {"version": key(version), "_check": "1"})
    found = {caution.code: caution for caution in page.context["checklist"].cautions}
    assert "translation_fr" in found
    assert [place for place, _detail in found["translation_fr"].about] == [version]
    assert all(caution.sentence and caution.mend for caution in found.values())
    assert page.text.count(f'<a href="{url_of(version)}">') > 1


def test_the_texts_that_a_release_lacks_are_said_and_what_was_typed_stays(cast: Cast, chain: Chain) -> None:
    version = approved(cast)
    page = signed_in(cast.publisher).post(
        WAITING, {"version": key(version), "title_en": "Half", "title_fr": "Moitié", "note_en": "New.", "_check": "1"}
    )
    (said,) = (one for one in page.context["checklist"].cautions if one.code == "release_texts")
    assert "Français" in said.sentence
    assert 'value="Moitié"' in page.text
    assert page.text.count("missing: readers get the English") == 9


def test_all_that_waits_in_a_framework_is_chosen_at_once(cast: Cast, chain: Chain) -> None:
    for period in ("2021", "2022", "2023"):
        approved(cast, period)
    page = signed_in(cast.publisher).post(WAITING, {"_all": chain.slug})
    assert page.text.count(" checked") == 3
    assert page.context["checklist"].obstacles == []


def test_a_checklist_asks_as_often_for_many_as_for_few(
    cast: Cast, chain: Chain, django_assert_max_num_queries: Any
) -> None:
    versions = [approved(cast, str(1990 + number)) for number in range(20)]
    with django_assert_max_num_queries(14):
        assert cautions(versions[:2])
    with django_assert_max_num_queries(14):
        assert cautions(versions)


# --- what was read ------------------------------------------------------------------------------
def test_nothing_is_published_in_spite_of_warnings_that_nobody_read(cast: Cast, chain: Chain) -> None:
    publisher, version = signed_in(cast.publisher), approved(cast, narrative_en="Windows.")
    form = release_form(publisher, version=key(version)) | {"_publish": "1"}
    assert publisher.post(WAITING, form | {"seen": ""}).status_code == 409
    assert publisher.post(WAITING, form | {"seen": "f" * 32}).status_code == 409
    assert Release.objects.count() == 2
    assert publisher.post(WAITING, form).status_code == 302
    assert "translation_fr" in AuditEvent.objects.get(act="plan", subject__contains="Figures").detail["warnings_seen"]


def test_other_warnings_than_were_read_are_to_be_read_again(cast: Cast, chain: Chain) -> None:
    publisher, one, two = signed_in(cast.publisher), approved(cast, "2021"), approved(cast, "2022")
    form = release_form(publisher, version=[key(one)]) | {"_publish": "1"}
    answer = publisher.post(WAITING, form | {"version": [key(one), key(two)]})
    assert answer.status_code == 409
    assert "read them again" in answer.text


def test_a_planned_release_without_an_english_note_is_not_published_by_hand(cast: Cast, chain: Chain) -> None:
    release = actions.plan(chain, [approved(cast)], title="Silent", by=cast.publisher)
    publisher = signed_in(cast.publisher)
    seen = publisher.get(verb("change", release)).context["checklist"].seen
    answer = publisher.post(verb("publish", release), {"seen": seen})
    assert (answer.status_code, "note in English" in answer.text) == (422, True)


# --- a second click -----------------------------------------------------------------------------
@pytest.mark.parametrize("button", ["_publish", "_plan"])
def test_a_second_click_makes_nothing_and_gets_the_answer_of_the_first(button: str, cast: Cast, chain: Chain) -> None:
    publisher, version = signed_in(cast.publisher), approved(cast)
    form = release_form(publisher, version=key(version)) | {button: "1"}
    answers = [publisher.post(WAITING, form) for _click in range(3)]
    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} == {
        (302, verb("change", Release.objects.get(title_en="Figures for 2021")))
    }
    other = publisher.post(WAITING, form | {"title_en": "Something else"})
    assert (other.status_code, "no longer approved and waiting" in other.text) == (409, True)


def test_the_second_of_two_publishers_is_told_and_makes_nothing(cast: Cast, chain: Chain) -> None:
    version = approved(cast)
    second = signed_in(cast.publisher)
    form = release_form(second, version=key(version)) | {"_publish": "1"}
    cast.administrator.is_superuser = True
    cast.administrator.save()
    assert signed_in(cast.administrator).post(WAITING, form).status_code == 302
    assert second.post(WAITING, form).status_code == 409
    assert Release.objects.filter(title_en="Figures for 2021").count() == 1


# --- the time that is set -----------------------------------------------------------------------
def test_a_web_server_with_a_fast_clock_publishes_nothing_before_its_time(cast: Cast, chain: Chain) -> None:
    soon = timezone.now() + timedelta(hours=1)
    release = planned(chain, cast, approved(cast), publish_at=soon)
    with time_machine.travel(soon + timedelta(days=365)):
        assert actions.publish_due() == []
        with pytest.raises(actions.Blocked, match="is set for"):
            actions.publish(release, by=cast.publisher)


def test_the_database_keeps_the_time_that_was_set(cast: Cast, chain: Chain) -> None:
    release = planned(chain, cast, approved(cast), publish_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="publishing_release_keeps_its_embargo"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(state="published")


def test_another_time_is_set_with_a_reason_and_both_are_kept(cast: Cast, chain: Chain) -> None:
    release = planned(chain, cast, approved(cast), publish_at=datetime(2099, 1, 1, 9, tzinfo=UTC))
    publisher = signed_in(cast.publisher)
    later = {"publish_at_0": "2099-02-01", "publish_at_1": "09:00"}
    assert publisher.post(verb("reschedule", release), later).status_code == 422
    past = {"publish_at_0": "2001-02-01", "publish_at_1": "09:00", "reason": "Late."}
    assert "in the past" in publisher.post(verb("reschedule", release), past).text
    assert publisher.post(verb("reschedule", release), later | {"reason": "The session moved."}).status_code == 302
    release.refresh_from_db()
    assert release.publish_at == datetime(2099, 2, 1, 9, tzinfo=UTC)
    kept = AuditEvent.objects.get(act="reschedule").detail
    assert (kept["before"][:10], kept["publish_at"][:10], kept["reason"]) == (
        "2099-01-01",
        "2099-02-01",
        "The session moved.",
    )


def test_a_release_is_cancelled_with_a_reason_and_what_it_held_waits_again(cast: Cast, chain: Chain) -> None:
    version = approved(cast)
    release = planned(chain, cast, version)
    publisher = signed_in(cast.publisher)
    assert publisher.post(verb("cancel", release)).status_code == 422
    assert publisher.post(verb("cancel", release), {"reason": "Not yet."}).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.release) == ("approved", None)
    assert AuditEvent.objects.get(act="cancel").detail["reason"] == "Not yet."


@pytest.mark.parametrize("name", ["publish", "reschedule", "cancel"])
def test_only_a_publisher_moves_a_planned_release(name: str, cast: Cast, chain: Chain) -> None:
    release = planned(chain, cast, approved(cast))
    for who in (cast.contributor, cast.reviewer, cast.auditor):
        answer = signed_in(who).post(verb(name, release), {"reason": "Mine.", "publish_at_0": "", "publish_at_1": ""})
        assert answer.status_code == 403
    release.refresh_from_db()
    assert (release.state, release.publish_at) == ("planned", None)


def test_a_verb_of_a_release_is_never_a_link(cast: Cast, chain: Chain) -> None:
    release = planned(chain, cast, approved(cast))
    for name in ("publish", "reschedule", "cancel"):
        assert signed_in(cast.publisher).get(verb(name, release)).status_code == 405
