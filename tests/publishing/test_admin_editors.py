"""Two people with the same draft open."""

from __future__ import annotations

from typing import Any

import pytest

from reformtracker.publishing import actions
from reformtracker.publishing.admin import VersionAdmin
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.publishing.desk import draft
from tests.staff import form_of, save, signed_in, url_of

pytestmark = [pytest.mark.bar("B16"), pytest.mark.django_db]


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
