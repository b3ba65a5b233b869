"""Administrators say in the person's form who answers for what."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from initiatives.models import Assignment, Initiative, Objective
from reformtracker.publishing import policy
from reformtracker.publishing.models import AuditEvent, Person
from tests import factories as f
from tests.cast import Cast, person
from tests.staff import form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def initiative(cast: Cast) -> Initiative:
    thing: Initiative = f.initiative(f.chain(), cast).thing
    return thing


def assign(cast: Cast, to: Person, **row: str) -> object:
    client, url = signed_in(cast.administrator), reverse("admin:publishing_person_change", args=[to.pk])
    values = {f"assignments-0-{name}": value for name, value in row.items()} | {"groups": str(to.groups.get().pk)}
    return client.post(url, form_of(client.get(url)) | values)


def fresh(someone: Person) -> Person:
    return Person.objects.get(pk=someone.pk)


def test_a_contributor_works_on_an_initiative_once_it_is_assigned_and_it_is_on_the_record(
    cast: Cast, initiative: Initiative
) -> None:
    new = person("noor", "contributor", everything=False)
    assert not policy.may(new, "draft", initiative)
    assign(cast, new, role="contributor", initiative=str(initiative.pk))
    assert policy.may(fresh(new), "draft", initiative)
    detail = AuditEvent.objects.filter(act="change person").latest("pk").detail
    assert (detail["assigned_before"], "2.4" in detail["assigned"]["contributor"]) == (
        {"contributor": "nothing yet"},
        True,
    )


def test_a_reviewer_approves_under_an_objective_once_it_is_assigned(cast: Cast, initiative: Initiative) -> None:
    new = person("rosa", "reviewer", everything=False)
    other: Objective = f.objective(f.chain(), cast, "3").thing
    assign(cast, new, role="reviewer", objective=str(initiative.objective_id))
    assert policy.may(fresh(new), "approve", initiative)
    assert not policy.may(fresh(new), "approve", other)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"role": "contributor"}, "Choose either one initiative or “everything”."),
        ({"role": "reviewer", "initiative": "{initiative}"}, "leave the initiative empty"),
        ({"role": "contributor", "objective": "{objective}"}, "leave the objective empty"),
        ({"role": "contributor", "initiative": "{initiative}", "everything": "on"}, "Choose either one initiative"),
        ({"role": "reviewer"}, "Choose either one objective or “everything”."),
    ],
)
def test_a_row_that_does_not_say_what_of_is_answered_with_how_to_mend_it(
    cast: Cast, initiative: Initiative, row: dict[str, str], said: str
) -> None:
    new = person("noor", "contributor", everything=False)
    known = {"initiative": initiative.pk, "objective": initiative.objective_id}
    response = assign(cast, new, **{name: value.format(**known) for name, value in row.items()})
    assert said in response.text
    assert not Assignment.objects.filter(person=new).exists()


def test_the_database_refuses_a_reviewer_of_one_initiative(cast: Cast, initiative: Initiative) -> None:
    with pytest.raises(IntegrityError, match="assignment_says_what_of"), transaction.atomic():
        Assignment.objects.create(person=cast.reviewer, role="reviewer", initiative=initiative)


def test_an_administrator_changes_no_superuser(cast: Cast) -> None:
    root = person("root", is_superuser=True)
    client = signed_in(cast.administrator)
    change = reverse("admin:publishing_person_change", args=[root.pk])
    assert client.post(change, {"username": "mine"}).status_code == 403
    word = {"password1": "a long one 42x", "password2": "a long one 42x"}
    assert client.post(reverse("admin:auth_user_password_change", args=[root.pk]), word).status_code == 403
    assert fresh(root).username == "root"
