"""Text that was typed and never saved: kept for the person, offered again, and no part of any record."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from initiatives.models import ObjectiveVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Autosave, Editor, Role
from tests import factories as f
from tests.cast import Cast, person
from tests.staff import form_of, save, signed_in, url_of

pytestmark = pytest.mark.django_db
ADD = "/admin/initiatives/objectiveversion/add/"


@pytest.fixture
def draft(cast: Cast) -> ObjectiveVersion:
    return f.objective(f.chain(), cast, name_en="As stored")


def kept_url(version: ObjectiveVersion) -> str:
    return url_of(version).replace("/change/", "/autosave/")


def type_into(client: Client, version: ObjectiveVersion, **changes: str) -> Any:
    """What the browser keeps aside while somebody types."""
    return client.post(kept_url(version), form_of(client.get(url_of(version))) | changes)


def restore(client: Client, url: str) -> Any:
    return client.post(url, {"_restore": str(Autosave.objects.latest("saved_at").pk)})


def test_what_was_typed_is_offered_at_the_next_opening_after_a_log_out(cast: Cast, draft: ObjectiveVersion) -> None:
    client = signed_in(cast.contributor)
    assert "saved_at" in type_into(client, draft, name_en="Typed, not saved").json()
    client.logout()
    page = signed_in(cast.contributor).get(url_of(draft))
    assert [change.new for change in page.context["unsaved"][0].texts] == [["Typed, not saved"]]
    assert "Continue where you left" in page.text
    assert form_of(page)["name_en"] == "As stored"


def test_it_comes_back_into_the_form_and_is_not_saved_by_that(cast: Cast, draft: ObjectiveVersion) -> None:
    client = signed_in(cast.contributor)
    type_into(client, draft, name_en="Typed, not saved")
    page = restore(client, url_of(draft))
    assert page.status_code == 200
    assert form_of(page)["name_en"] == "Typed, not saved"
    assert "Your text is back in the form" in page.text
    assert page.context["wrongs"] == []
    draft.refresh_from_db()
    assert draft.name_en == "As stored"
    assert client.post(url_of(draft), form_of(page) | {"_save": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.name_en == "Typed, not saved"


def test_it_leaves_no_trace_in_the_record(cast: Cast, draft: ObjectiveVersion) -> None:
    def record() -> tuple[int, int, int, int]:
        edits = ObjectiveVersion.objects.get(pk=draft.pk).edits
        return AuditEvent.objects.count(), Editor.objects.count(), ObjectiveVersion.objects.count(), edits

    before = record()
    for number in range(5):
        type_into(signed_in(cast.reviewer), draft, name_en=f"Typed {number}")
    assert Autosave.objects.count() == 1
    assert record() == before
    actions.submit(draft, by=cast.contributor)
    actions.approve(draft, by=cast.reviewer)


def test_it_is_forgotten_once_saved_discarded_or_unwanted(cast: Cast, draft: ObjectiveVersion) -> None:
    client = signed_in(cast.contributor)
    type_into(client, draft, name_en="First")
    save(client, url_of(draft), name_en="First", _save="1")
    assert not Autosave.objects.exists()
    type_into(client, draft, name_en="Second")
    row = Autosave.objects.get()
    client.post(kept_url(draft), {"discard": str(row.pk)})
    assert not Autosave.objects.exists()
    type_into(client, draft, name_en="Third")
    actions.discard(draft, by=cast.contributor)
    assert not Autosave.objects.exists()


def test_a_redaction_reaches_what_was_kept_of_the_version(cast: Cast, draft: ObjectiveVersion) -> None:
    type_into(signed_in(cast.administrator), draft, name_en="What a court will forbid")
    f.release(f.chain(), cast, draft)
    assert Autosave.objects.exists()
    order = actions.order_redaction(draft, by=cast.administrator, reason="A court order.")
    actions.confirm_redaction(order, by=person("second", Role.ADMINISTRATOR))
    assert not Autosave.objects.exists()


def test_a_save_that_is_refused_forgets_nothing(cast: Cast, draft: ObjectiveVersion) -> None:
    client = signed_in(cast.contributor)
    type_into(client, draft, name_en="x" * 2000)
    assert save(client, url_of(draft), name_en="x" * 2000, _save="1").status_code == 200
    assert Autosave.objects.exists()


def test_the_text_of_one_person_is_never_shown_to_another(cast: Cast, draft: ObjectiveVersion) -> None:
    type_into(signed_in(cast.contributor), draft, name_en="Mine alone")
    row = Autosave.objects.get()
    other = signed_in(cast.reviewer)
    assert "Mine alone" not in other.get(url_of(draft)).text
    other.post(kept_url(draft), {"discard": str(row.pk)})
    assert "Mine alone" not in other.post(url_of(draft), {"_restore": str(row.pk)}, follow=True).text
    assert Autosave.objects.filter(pk=row.pk).exists()


def test_who_else_is_typing_is_said_for_a_quarter_of_an_hour(cast: Cast, draft: ObjectiveVersion) -> None:
    type_into(signed_in(cast.contributor), draft, name_en="Mine alone")
    other = signed_in(cast.reviewer)
    assert "Also typing here, not saved yet: chidi." in other.get(url_of(draft)).text
    assert "chidi" in type_into(other, draft, name_en="Theirs").json()["others"]
    assert "Also typing" in signed_in(cast.contributor).get(url_of(draft)).text
    Autosave.objects.update(saved_at=timezone.now() - timedelta(minutes=16))
    assert "Also typing" not in other.get(url_of(draft)).text


def test_a_draft_that_moved_on_meanwhile_says_so_and_shows_both(cast: Cast, draft: ObjectiveVersion) -> None:
    client = signed_in(cast.contributor)
    type_into(client, draft, name_en="Mine")
    save(signed_in(cast.reviewer), url_of(draft), name_en="Theirs", _save="1")
    page = client.get(url_of(draft))
    assert "The draft has changed since: ruth saved it" in page.text
    back = restore(client, url_of(draft))
    assert back.status_code == 409
    assert form_of(back)["name_en"] == "Mine"
    assert [(change.old, change.new) for change in back.context["conflict"]["texts"]] == [(["Theirs"], ["Mine"])]


def test_a_draft_that_was_submitted_meanwhile_still_gives_the_text_back(cast: Cast, draft: ObjectiveVersion) -> None:
    client = signed_in(cast.reviewer)
    type_into(client, draft, name_en="Mine")
    actions.submit(draft, by=cast.contributor)
    assert "Continue where you left" in client.get(url_of(draft)).text
    back = restore(client, url_of(draft))
    assert (back.status_code, back.context["conflict"]["moved_on"]) == (409, True)
    assert form_of(back)["name_en"] == "Mine"


def test_a_form_for_something_new_is_kept_until_it_is_saved(cast: Cast) -> None:
    f.chain()
    client = signed_in(cast.contributor)
    page = client.get(ADD)
    typed = form_of(page) | {"page_key": page.context["page_key"], "code": "7", "name_en": "Begun"}
    assert client.post(f"{ADD}autosave/", typed).status_code == 200
    assert "Begun" in client.get(ADD).text
    back = restore(client, ADD)
    assert back.context["page_key"] == page.context["page_key"]
    sent = form_of(back) | {"page_key": back.context["page_key"], "chain": str(f.chain().pk), "_save": "1"}
    assert client.post(ADD, sent).status_code == 302
    assert not Autosave.objects.exists()


def test_two_new_forms_side_by_side_are_kept_apart(cast: Cast) -> None:
    f.chain()
    client = signed_in(cast.contributor)
    for name in ("One", "Other"):
        page = client.get(ADD)
        client.post(f"{ADD}autosave/", form_of(page) | {"page_key": page.context["page_key"], "name_en": name})
    assert {kept.row.typed["name_en"] for kept in client.get(ADD).context["unsaved"]} == {"One", "Other"}


def test_whoever_is_signed_out_is_told_so_and_not_sent_away(cast: Cast, draft: ObjectiveVersion) -> None:
    answer = Client().post(kept_url(draft), {"name_en": "Typed"})
    assert answer.status_code == 401
    assert "stays on this page" in answer.json()["sentence"]


def test_nothing_is_kept_or_saved_in_the_name_of_who_signed_in_since(cast: Cast, draft: ObjectiveVersion) -> None:
    mine = {"typist": str(cast.contributor.pk), "name_en": "Typed by another"}
    client = signed_in(cast.reviewer)
    assert type_into(client, draft, **mine).status_code == 409
    refused = save(client, url_of(draft), _save="1", **mine)
    assert (refused.status_code, "ruth has signed in since" in refused.text) == (403, True)
    draft.refresh_from_db()
    assert (draft.name_en, Autosave.objects.count()) == ("As stored", 0)


def test_who_may_not_write_keeps_nothing(cast: Cast, draft: ObjectiveVersion) -> None:
    auditor = signed_in(cast.auditor)
    assert auditor.post(kept_url(draft), {"name_en": "Typed"}).status_code == 403
    assert auditor.get(kept_url(draft)).status_code == 405
    nobody = person("nobody")
    assert signed_in(nobody).post(kept_url(draft), {"name_en": "Typed"}).status_code in (403, 404)
    assert not Autosave.objects.exists()


def test_more_text_than_can_be_kept_is_refused_in_words(cast: Cast, draft: ObjectiveVersion) -> None:
    answer = type_into(signed_in(cast.contributor), draft, name_en="x" * 400_001)
    assert (answer.status_code, answer.json()["sentence"]) == (
        413,
        "This is more text than can be kept aside: save the draft.",
    )


def test_after_thirty_days_it_is_forgotten(cast: Cast, draft: ObjectiveVersion) -> None:
    now = timezone.now()
    for who, days in ((cast.contributor, 31), (cast.reviewer, 29)):
        type_into(signed_in(who), draft, name_en="Typed")
        Autosave.objects.filter(person=who).update(saved_at=now - timedelta(days=days))
    out = StringIO()
    call_command("forget_autosaves", stdout=out)
    assert out.getvalue().strip() == "forgot 1"
    assert Autosave.objects.get().person == cast.reviewer


def test_a_form_that_is_wrong_says_so_once_at_the_top_with_links_to_its_fields(
    cast: Cast, draft: ObjectiveVersion
) -> None:
    client = signed_in(cast.contributor)
    page = save(client, url_of(draft), name_en="x" * 2000, _save="1", **{"citations-0-paragraph": ""})
    assert page.status_code == 200
    assert [wrong.at for wrong in page.context["wrongs"]] == ["id_name_en", "id_citations-0-paragraph"]
    for wrong in page.context["wrongs"]:
        assert f'<a href="#{wrong.at}">{wrong.label}</a>' in page.text
        assert f'id="{wrong.at}"' in page.text
    assert 'role="alert" tabindex="-1" autofocus' in page.text
    assert "Nothing was saved: 2 things to mend" in page.text
    assert form_of(page)["name_en"] == "x" * 2000


def test_a_form_that_is_right_has_no_summary(cast: Cast, draft: ObjectiveVersion) -> None:
    page = signed_in(cast.contributor).get(url_of(draft))
    assert page.context["wrongs"] == []
    assert "Nothing was saved" not in page.text
