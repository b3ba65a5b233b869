from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.admin import VersionAdmin
from reformtracker.publishing.admin.acts import ACTS
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import AuditEvent, Chain, Person, Redaction, Release, Remark
from tests import factories as f
from tests.cast import Cast, assemble, person
from tests.staff import act, form_of, release_form, save, signed_in, url_of

pytestmark = pytest.mark.django_db
WAITING = "/admin/publishing/release/waiting/"
VERBS = ("publish", "reschedule", "cancel")


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def chain(cast: Cast) -> Chain:
    return f.tracker(cast)


def draft(cast: Cast, period: str = "2021", **fields: Any) -> ObservationVersion:
    share = IndicatorVersion.objects.live().select_related("thing__chain").get()
    return f.observation(share.thing, cast, period, "18", **fields)


# --- the whole path -----------------------------------------------------------------------------
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


# --- who may do what ----------------------------------------------------------------------------
BUTTONS: dict[str, dict[str, set[str]]] = {
    "contributor": {
        "draft": {"submit", "discard", "comment"},
        "in_review": {"comment"},
        "published": {"revise", "withdraw"},
    },
    "reviewer": {
        "draft": {"submit", "discard", "comment"},
        "in_review": {"approve", "return", "comment"},
        "published": {"revise", "withdraw"},
    },
    "publisher": {"draft": {"comment"}, "in_review": {"return", "comment"}, "published": set()},
    "administrator": {
        "draft": {"submit", "discard", "comment"},
        "in_review": {"comment"},
        "published": {"revise", "withdraw", "redact"},
    },
    "auditor": {"draft": set(), "in_review": set(), "published": set()},
}


@pytest.mark.parametrize("role", sorted(BUTTONS))
def test_each_role_is_offered_its_own_verbs_and_refused_the_others(cast: Cast, chain: Chain, role: str) -> None:
    client = signed_in(getattr(cast, role))
    waits, published = draft(cast, "2022"), ObservationVersion.objects.live().get()
    actions.submit(waits, by=cast.contributor)
    for version, state in ((waits, "in_review"), (published, "published"), (draft(cast, "2021"), "draft")):
        offered = client.get(url_of(version)).context["offered"]
        assert offered == BUTTONS[role][state], state
        for name in sorted(ACTS.keys() - offered):
            data = {"reason": "r", "text": "t", "version_kind": "revision", "seen": current_hash(version)}
            response = act(client, version, name, **data)
            if response.status_code == 302:
                # Offered in another place, or to be said at any time: a comment on what is public harms nothing.
                assert name == "comment", (role, state, name)
                continue
            assert response.status_code in (403, 409), (role, state, name)
            assert response.context["sentence"]
        version.refresh_from_db()
        assert version.state == state


def test_an_editor_cannot_approve_a_superuser_included(cast: Cast, chain: Chain) -> None:
    root = person("root", is_superuser=True)
    version = draft(cast)
    actions.save(version, by=root, expected=version.edits)
    actions.submit(version, by=cast.contributor)
    page = signed_in(root).get(url_of(version))
    assert page.context["own"]
    assert "approve" not in page.context["offered"]
    response = act(signed_in(root), version, "approve", seen=page.context["seen"])
    assert response.status_code == 403
    assert "somebody else has to approve it" in response.text
    version.refresh_from_db()
    assert version.state == "in_review"


def test_what_was_not_seen_is_not_approved(cast: Cast, chain: Chain) -> None:
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    client = signed_in(cast.reviewer)
    response = act(client, version, "approve", seen="0" * 64)
    assert response.status_code == 409
    assert "look at it again" in response.text
    assert act(client, version, "approve").status_code == 409


def test_a_return_without_a_reason_is_refused(cast: Cast, chain: Chain) -> None:
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    assert act(signed_in(cast.reviewer), version, "return", reason="  ").status_code == 422
    assert not Remark.objects.exists()


def test_a_verb_is_never_a_link(cast: Cast, chain: Chain) -> None:
    version = draft(cast)
    url = reverse("admin:benefits_observationversion_act", args=[version.pk, "discard"])
    assert signed_in(cast.contributor).get(url).status_code == 405
    assert Client(enforce_csrf_checks=True).post(url).status_code in (302, 403)
    assert ObservationVersion.objects.filter(pk=version.pk).exists()


def test_only_administrators_see_people_and_only_auditors_beside_them_the_audit(cast: Cast) -> None:
    for role in BUTTONS:
        client = signed_in(getattr(cast, role))
        people = client.get(reverse("admin:publishing_person_changelist")).status_code
        audit = client.get(reverse("admin:publishing_auditevent_changelist")).status_code
        assert people == (200 if role == "administrator" else 403)
        assert audit == (200 if role in ("administrator", "auditor") else 403)


def test_an_administrator_gives_roles_on_the_record_and_makes_no_superuser(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    url = reverse("admin:publishing_person_change", args=[cast.contributor.pk])
    group = cast.reviewer.groups.get()
    data = form_of(client.get(url)) | {"groups": str(group.pk), "is_superuser": "on"}
    assert client.post(url, data).status_code == 302
    found = Person.objects.get(pk=cast.contributor.pk)
    assert (set(found.roles), found.is_superuser) == ({"reviewer"}, False)
    event = AuditEvent.objects.get(act="change person")
    assert (event.detail["before"], event.detail["roles"]) == (["contributor"], ["reviewer"])


# --- two editors --------------------------------------------------------------------------------
def test_the_second_of_two_editors_gets_both_texts_and_nothing_is_lost(cast: Cast, chain: Chain) -> None:
    version = draft(cast, narrative_en="As it was.")
    first, second = signed_in(cast.contributor), signed_in(cast.administrator)
    opened = form_of(second.get(url_of(version)))
    assert save(first, url_of(version), narrative_en="The first editor's.", value="19").status_code == 302

    response = second.post(url_of(version), opened | {"narrative_en": "The second editor's.", "_save": "1"})
    assert response.status_code == 409
    texts = {row.label: (row.old, row.new) for row in response.context["conflict"]["texts"]}
    assert texts == {
        "Narrative (English)": (["The first editor's."], ["The second editor's."]),
        "Value": (["19"], ["18"]),
    }
    assert "chidi" in response.text
    assert form_of(response)["narrative_en"] == "The second editor's."
    version.refresh_from_db()
    assert (version.narrative_en, version.edited_by) == ("The first editor's.", cast.contributor)

    again = form_of(response) | {"value": "19", "_save": "1"}
    assert second.post(url_of(version), again).status_code == 302
    version.refresh_from_db()
    assert (version.narrative_en, int(version.value)) == ("The second editor's.", 19)


def test_rows_that_somebody_added_or_removed_meanwhile_are_in_the_conflict(cast: Cast, chain: Chain) -> None:
    version = draft(cast)
    client = signed_in(cast.administrator)
    opened = form_of(client.get(url_of(version)))
    version.citations.all().delete()
    version.citations.create(document=f.document("A/75/735"), paragraph="12")
    actions.save(version, by=cast.contributor, expected=version.edits)

    response = client.post(url_of(version), opened | {"citations-0-paragraph": "39", "_save": "1"})
    assert response.status_code == 409
    assert client.post(url_of(version), form_of(response) | {"_save": "1"}).status_code == 302
    assert {(row.document.symbol, row.paragraph) for row in version.citations.all()} == {
        ("A/75/735", "12"),
        ("A/75/202", "39"),
    }


def test_a_form_that_was_moved_on_keeps_its_text_and_cannot_be_saved(cast: Cast, chain: Chain) -> None:
    version = draft(cast)
    client = signed_in(cast.administrator)
    opened = form_of(client.get(url_of(version)))
    actions.submit(version, by=cast.contributor)
    response = client.post(url_of(version), opened | {"narrative_en": "Too late.", "_save": "1"})
    assert response.status_code == 409
    assert "Too late." in response.text
    assert 'name="_save"' not in response.text
    version.refresh_from_db()
    assert not version.narrative_en


def test_a_save_between_the_look_and_the_write_is_a_conflict_too(
    cast: Cast, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = draft(cast)
    client = signed_in(cast.administrator)
    opened = form_of(client.get(url_of(version)))
    look, quicker = VersionAdmin.look_again, [version]

    def look_and_lose(self: Any, request: Any, object_id: str | None) -> None:
        look(self, request, object_id)
        if quicker:
            theirs = quicker.pop()
            theirs.value = 19
            actions.save(theirs, by=cast.contributor, expected=theirs.edits)

    monkeypatch.setattr(VersionAdmin, "look_again", look_and_lose)
    response = client.post(url_of(version), opened | {"narrative_en": "Mine.", "_save": "1"})
    assert response.status_code == 409
    assert {row.label for row in response.context["conflict"]["texts"]} == {"Value", "Narrative (English)"}
    version.refresh_from_db()
    assert (int(version.value), version.edited_by) == (19, cast.contributor)


# --- releases -----------------------------------------------------------------------------------
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
    assert signed_in(cast.contributor).post(url).status_code == 403
    assert signed_in(second).post(url).status_code == 302
    live.refresh_from_db()
    assert (live.redacted, live.value) == (True, None)


# --- every page ---------------------------------------------------------------------------------
def every_page(of: Chain, cast: Cast) -> list[str]:
    f.one_of_each_kind(of, cast)
    indicator = IndicatorVersion.objects.live().select_related("thing__chain").get()
    actions.order_redaction(indicator, by=cast.administrator, reason="A test.")
    found = [
        reverse("admin:index"),
        WAITING,
        f"{reverse('admin:benefits_observationversion_add')}?indicator={indicator.thing_id}",
    ]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            found += [reverse(f"{name}_change", args=[row.pk]), reverse(f"{name}_history", args=[row.pk])]
    return found


def test_every_page_opens_for_an_administrator_and_for_no_stranger(cast: Cast) -> None:
    client, stranger = signed_in(cast.administrator), Client()
    for url in every_page(f.chain(), cast):
        status = client.get(url).status_code
        # Things are made with their first version, releases from what waits, and the record makes itself.
        made_elsewhere = url.endswith("/add/") and status in (302, 403)
        assert status == 200 or made_elsewhere, (url, status)
        refused = stranger.get(url)
        assert refused.status_code == 302, url
        assert "/admin/login/" in refused.url


def test_nothing_is_deleted_through_the_admin(cast: Cast) -> None:
    root = signed_in(person("root", is_superuser=True))
    for model in admin.site._registry:
        row = model._default_manager.first()
        if row is not None:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_delete"
            assert root.post(reverse(name, args=[row.pk]), {"post": "yes"}).status_code == 403, model


def test_no_template_of_the_staff_side_carries_style_or_script_of_its_own() -> None:
    for path in (Path(settings.BASE_DIR) / "templates/admin").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"""\sstyle=|<style|\son[a-z]+=["']|javascript:""", text), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path


def test_the_first_page_says_what_waits_for_whom(cast: Cast, chain: Chain) -> None:
    returned, waits, approved = draft(cast, "2021"), draft(cast, "2022"), draft(cast, "2023")
    actions.submit(returned, by=cast.contributor)
    actions.send_back(returned, by=cast.reviewer, reason="Which window?")
    actions.submit(waits, by=cast.contributor)
    f.approve(approved, cast)
    assert "2.4.2:2021" in signed_in(cast.contributor).get("/admin/").text
    reviewing = signed_in(cast.reviewer).get("/admin/").text
    assert "2.4.2:2022" in reviewing
    assert "2.4.2:2021" not in reviewing
    assert "2.4.2:2023" in signed_in(cast.publisher).get("/admin/").text


def test_the_first_page_and_the_lists_ask_as_often_for_many_as_for_few(cast: Cast, chain: Chain) -> None:
    client = signed_in(cast.contributor)
    pages = ("/admin/", reverse("admin:benefits_observationversion_changelist"))

    def queries() -> list[int]:
        counts = []
        for url in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            counts.append(len(asked))
        return counts

    draft(cast, "2021")
    few = queries()
    for year in range(2022, 2030):
        draft(cast, str(year))
    assert queries() == few
