"""Whoever had a hand in a version never approves it: by no door, in no role, not as superuser, and not by raw SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group

from benefits.models import ObservationVersion
from benefits.workbook import actions as workbook
from initiatives.models import Assignment
from reformtracker.publishing import actions, policy
from reformtracker.publishing.canonical import current_hash
from reformtracker.publishing.models import Editor, Person, Role
from tests import factories as f
from tests.cast import Cast
from tests.publishing import raw
from tests.publishing.desk import draft
from tests.publishing.raw import Refused
from tests.staff import act, save, signed_in, url_of

pytestmark = [pytest.mark.bar("B19"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def record(cast: Cast) -> None:
    f.tracker(cast)


def author(cast: Cast, who: Person) -> Any:
    version = draft(cast)
    # Begun by them, and saved by somebody else since.
    Editor.objects.create(kind=version.KIND, version_id=version.pk, person=who)
    actions.save(version, by=cast.administrator, expected=version.edits)
    return version


def last_editor(cast: Cast, who: Person) -> Any:
    version = draft(cast)
    actions.save(version, by=who, expected=version.edits)
    return version


def importer(cast: Cast, who: Person) -> Any:
    heads = "framework,indicator,period,value,level,missing,version,sources"
    upload = workbook.receive("a.csv", f'{heads}\r\nreform,2.4.2,2021,18,,,0,"A/75/202, 38"\r\n'.encode(), by=who)
    found = workbook.look_at(upload, by=who)
    assert found.faults == []
    workbook.apply(upload, by=who, seen=found.digest)
    return ObservationVersion.objects.open().get()


def translator(cast: Cast, who: Person) -> Any:
    """One text in one language, in the form."""
    version = draft(cast, narrative_en="It grew.")
    assert save(signed_in(who), url_of(version), narrative_fr="Une hausse.").status_code == 302
    return ObservationVersion.objects.select_related("thing__chain").get(pk=version.pk)


def amender(cast: Cast, who: Person) -> Any:
    """A reviewer who changed something under review, and handed it in again."""
    version = draft(cast)
    actions.submit(version, by=cast.contributor)
    actions.amend(version, by=who, seen=current_hash(version), content={"narrative_en": "It grew."}, why="A word.")
    return version


HANDS: list[Callable[[Cast, Person], Any]] = [author, last_editor, importer, translator, amender]


def somebody(kind: str, cast: Cast) -> Person:
    made = Person.objects.create_user(username="sam", email="sam@example.org", is_staff=True)
    made.is_superuser = kind == "superuser"
    made.save()
    made.groups.set(Group.objects.get_or_create(name=role)[0] for role in (Role.CONTRIBUTOR, Role.REVIEWER))
    for role in (Role.CONTRIBUTOR, Role.REVIEWER):
        Assignment.objects.create(person=made, role=role, everything=True)
    return made


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.__name__)
@pytest.mark.parametrize("kind", ["staff", "superuser", "role changed since"])
def test_nobody_approves_what_they_had_a_hand_in(hand: Callable[[Cast, Person], Any], kind: str, cast: Cast) -> None:
    who = somebody(kind, cast)
    version = hand(cast, who)
    if version.state == "draft":
        actions.submit(version, by=cast.contributor)
    if kind == "role changed since":
        who.groups.set([Group.objects.get(name=Role.REVIEWER)])
        # Their sessions ended with it.
        who = Person.objects.get(pk=who.pk)
    seen = current_hash(version)

    with pytest.raises(policy.Refused, match="somebody else"):
        actions.approve(version, by=who, seen=seen)
    client = signed_in(who)
    assert act(client, version, "approve", seen=seen).status_code == 403
    key = f"observation:{version.pk}"
    assert client.post("/admin/review/", {"version": key, f"seen-{key}": seen}).status_code == 409
    approval = {"state": "approved", "approved_by_id": who.pk, "approved_at": version.edited_at, "approved_hash": seen}
    with Refused("benefits_observationversion_four_eyes"):
        raw.change(version, **approval)
    with Refused("publishing_editor_only_grows"):
        raw.run("DELETE FROM publishing_editor WHERE person_id = %s", who.pk)

    version.refresh_from_db()
    assert (version.state, version.approved_by) == ("in_review", None)
    actions.approve(version, by=cast.reviewer, seen=seen)
    assert version.state == "approved"
