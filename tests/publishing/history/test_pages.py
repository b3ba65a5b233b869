"""The history as staff see it, on PostgreSQL; restored versions; erased people; the head that is sent outside."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from benefits.models import ObservationVersion
from reformtracker.publishing import actions, outbox
from reformtracker.publishing.history.sealing import head
from reformtracker.publishing.history.verify import verify
from reformtracker.publishing.models import AuditEvent, Change, Person
from tests import factories as f
from tests.cast import Cast, assemble
from tests.publishing import raw
from tests.staff import save, signed_in, url_of
from tests.watching.lines import written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def cast() -> Cast:
    made = assemble()
    f.tracker(made)
    return made


def corrected(cast: Cast) -> list[Any]:
    """Two public versions of one observation: 16.5, then 17."""
    first = ObservationVersion.objects.live().get()
    draft = actions.revise(first.thing, ObservationVersion, by=cast.contributor, version_kind="correction")
    save(signed_in(cast.contributor), url_of(draft), value="17", reason_en="A slip of the pen.")
    draft.refresh_from_db()
    f.release(draft.thing.chain, cast, draft)
    first.refresh_from_db()
    draft.refresh_from_db()
    return [first, draft]


def history_of(version: Any) -> str:
    return reverse(f"admin:{version._meta.app_label}_{version._meta.model_name}_history", args=[version.pk])


def test_the_history_says_who_what_before_and_after_and_why(cast: Cast) -> None:
    _first, second = corrected(cast)
    page = signed_in(cast.auditor).get(history_of(second)).content.decode()
    for said in ("chidi", "ruth", "approve", "save", "A slip of the pen.", "16.5", "17.0"):
        assert said in page, said
    of_thing = reverse("admin:benefits_observation_history", args=[second.thing_id])
    assert "A slip of the pen." in signed_in(cast.auditor).get(of_thing).content.decode()


def test_two_versions_stand_beside_each_other(cast: Cast) -> None:
    first, second = corrected(cast)
    url = reverse("admin:benefits_observationversion_compare")
    response = signed_in(cast.auditor).get(url, {"old": first.pk, "new": second.pk})
    values = [(change.old, change.new) for change in response.context["differences"]]
    assert (["16.5"], ["17"]) in values
    assert signed_in(cast.auditor).get(url, {"old": "x", "new": second.pk}).status_code == 404


def test_an_earlier_version_comes_back_as_a_draft_with_a_reason(cast: Cast) -> None:
    first, _second = corrected(cast)
    client = signed_in(cast.contributor)
    url = reverse("admin:benefits_observationversion_restore", args=[first.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "The first figure was right."}).status_code == 302
    draft = ObservationVersion.objects.open().get()
    assert (draft.value, draft.version_kind, draft.reason_en) == (
        first.value,
        "correction",
        "The first figure was right.",
    )
    assert draft.citations.count() == first.citations.count() == 1
    again = client.post(url, {"reason": "Once more."})
    assert again.status_code == 409
    assert "has an open version already" in again.content.decode()
    assert ObservationVersion.objects.open().get() == draft


def test_what_is_public_now_or_was_never_public_is_not_restored(cast: Cast) -> None:
    _first, second = corrected(cast)
    with pytest.raises(actions.Conflict, match="is what is public now"):
        actions.restore(second, by=cast.contributor, reason="Why not.")
    with pytest.raises(actions.Conflict, match="only what has been public"):
        actions.restore(f.objective(f.chain(), cast, "3"), by=cast.contributor, reason="Why not.")


def test_an_auditor_filters_and_takes_the_list_as_a_file(cast: Cast) -> None:
    corrected(cast)
    client = signed_in(cast.auditor)
    listing = reverse("admin:publishing_change_changelist")
    mine = {"person": cast.contributor.pseudonym, "kind": "observation"}
    assert client.get(listing, mine).status_code == 200
    text = b"".join(client.get(reverse("admin:publishing_change_export"), mine).streaming_content).decode()
    lines = text.splitlines()
    assert lines[0].startswith("\ufeffseal,when,person")
    assert len(lines) > 10
    assert all(cast.contributor.pseudonym in line for line in lines[1:] if "observationversion" in line)
    assert cast.reviewer.pseudonym not in text.replace("approved_by", "")
    raw.run("UPDATE benefits_unit SET label_en = '=1+1'")
    outside = b"".join(client.get(reverse("admin:publishing_change_export"), {"person": "outside"}).streaming_content)
    assert b"'=1+1" in outside
    assert signed_in(cast.contributor).get(reverse("admin:publishing_change_export")).status_code == 403


@pytest.mark.bar("B44")
def test_the_head_is_shown_compared_and_mailed_to_those_who_keep_it(cast: Cast) -> None:
    newest = head()
    assert newest is not None
    page = reverse("admin:publishing_change_head")
    client = signed_in(cast.auditor)
    assert newest.hash in client.get(page).content.decode()
    assert "It is there" in client.get(page, {"noted": newest.hash}).content.decode()
    assert "No seal has this hash" in client.get(page, {"noted": "0" * 64}).content.decode()
    assert actions.anchor() == newest.hash
    outbox.work()
    assert {to for sent in mail.outbox if newest.hash in sent.body for to in sent.to} == {
        "agnes@example.org",
        "amal@example.org",
    }


@pytest.mark.bar("B44")
def test_a_broken_history_is_mailed_the_night_it_is_found(cast: Cast) -> None:
    raw.run("ALTER TABLE benefits_unit DISABLE TRIGGER USER")
    raw.run("UPDATE benefits_unit SET label_en = 'other'")
    raw.run("ALTER TABLE benefits_unit ENABLE TRIGGER USER")
    actions.anchor()
    outbox.work()
    assert any("benefits_unit" in sent.body and "broken" in sent.subject for sent in mail.outbox)


@pytest.mark.bar("B44")
def test_the_head_is_in_the_log_each_hour(cast: Cast) -> None:
    newest = head()
    assert newest is not None
    with written() as log_file:
        assert actions.note_head() == newest.hash
    (line,) = log_file.lines("reformtracker.publishing.actions")
    assert (line["seal"], line["hash"]) == (newest.number, newest.hash)


@pytest.mark.bar("B45")
def test_a_person_is_erased_and_the_record_keeps_the_pseudonym(cast: Cast) -> None:
    first = ObservationVersion.objects.live().get()
    name = cast.contributor.pseudonym
    url = reverse("admin:publishing_person_erase", args=[cast.contributor.pk])
    assert signed_in(cast.auditor).get(url).status_code == 403
    client = signed_in(cast.administrator)
    assert name in client.get(url).content.decode()
    assert client.post(url, {"reason": "Asked for it."}).status_code == 302
    gone = Person.objects.get(pk=cast.contributor.pk)
    assert (gone.username, gone.email, gone.first_name, gone.is_active) == (f"erased-{name}", "", "", False)
    assert not gone.has_usable_password()
    assert not gone.groups.exists()
    assert AuditEvent.objects.filter(actor=name).exists()
    first.refresh_from_db()
    assert first.edited_by == gone
    for old, new in Change.objects.values_list("old", "new"):
        assert "chidi" not in old + new
    assert list(verify()) == []
    assert client.post(url, {"reason": "Again."}).status_code == 409
