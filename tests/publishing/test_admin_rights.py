"""Who is offered which verb, and who is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from benefits.models import ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.admin.acts import ACTS
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import AuditEvent, Chain, Person, Remark
from tests.cast import Cast, person
from tests.publishing.desk import draft
from tests.staff import act, form_of, signed_in, url_of

pytestmark = pytest.mark.django_db


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
