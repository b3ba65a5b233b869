from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from reformtracker.publishing import actions, triggers
from reformtracker.publishing.models import Chain, Release
from reformtracker.publishing.verify import verify
from tests import factories as f
from tests.cast import assemble, person
from tests.publishing import raw
from tests.publishing.bending import (
    delete_a_row,
    edit_a_citation,
    edit_a_row,
    observed,
    rewrite_a_manifest,
    rewrite_a_manifest_and_its_hash,
)

pytestmark = [pytest.mark.django_db, pytest.mark.bar("B47")]


@pytest.fixture
def chain() -> Chain:
    return f.tracker(assemble())


def first_broken(chain: Chain, head: str = "") -> str:
    chain.refresh_from_db()
    return next((str(found) for found in verify(chain, head=head) if found.broken), "")


ATTACKS: dict[Callable[[], None], str] = {
    edit_a_row: "release 2: observation 2.4.2:2020 version 1 was changed after publication",
    edit_a_citation: "release 2: observation 2.4.2:2020 version 1 was changed after publication",
    delete_a_row: "release 2: observation 2.4.2:2020 is in the manifest, but its row was deleted",
    rewrite_a_manifest: "release 1: the manifest does not have the hash of the release",
    rewrite_a_manifest_and_its_hash: "release 2: it does not name the hash of the release before",
}


def test_an_untouched_record_is_whole(chain: Chain) -> None:
    assert first_broken(chain) == ""
    call_command("verify_releases")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_first_broken_link_is_named(attack: Callable[[], None], chain: Chain) -> None:
    with triggers.lifted():
        attack()
    assert ATTACKS[attack] in first_broken(chain)
    with pytest.raises(CommandError):
        call_command("verify_releases")


def test_a_cut_tail_is_found_by_the_last_known_hash(chain: Chain) -> None:
    noted = Release.objects.get(number=2).hash
    with triggers.lifted():
        delete_a_row()
        last = Release.objects.get(number=2)
        for row in (*last.tallies.all(), last):
            raw.delete(row)
        raw.change(chain, head=1)
    assert first_broken(chain) == ""
    assert f"the noted hash {noted} is gone" in first_broken(chain, head=noted)


def test_a_redaction_is_reported_and_breaks_nothing(chain: Chain) -> None:
    order = actions.order_redaction(observed(), by=person("one", "administrator"), reason="A court order.")
    actions.confirm_redaction(order, by=person("two", "administrator"))
    found = list(verify(chain))
    assert [(finding.broken, "is redacted" in finding.what) for finding in found] == [(False, True)]


def test_the_manifest_lists_what_its_release_made_public_and_nothing_else(chain: Chain) -> None:
    said = json.loads(Release.objects.get(number=2).manifest)
    version = observed()
    assert said["versions"] == [["observation", "2.4.2:2020", 1, version.content_hash]]
    assert said["previous"] == Release.objects.get(number=1).hash
