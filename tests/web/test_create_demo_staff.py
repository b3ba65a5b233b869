from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from reformtracker.publishing.models import Person, Role

pytestmark = pytest.mark.django_db


def printed() -> str:
    out = StringIO()
    call_command("create_demo_staff", stdout=out)
    return out.getvalue()


def test_one_account_for_each_role_whose_password_works() -> None:
    lines = [line.split() for line in printed().splitlines() if line.startswith("  ")]
    assert [name for name, _password in lines] == list(Role.values)
    for name, password in lines:
        assert Person.objects.get(username=name).roles == {name}
        assert Client().login(username=name, password=password)


def test_a_repetition_changes_and_prints_nothing() -> None:
    printed()
    before = list(Person.objects.values_list("username", "password"))
    assert printed() == ""
    assert list(Person.objects.values_list("username", "password")) == before


@override_settings(SECURE=True)
def test_a_public_site_gets_no_demo_accounts_without_force() -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("create_demo_staff")
    assert not Person.objects.exists()
