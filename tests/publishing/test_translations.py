"""Each translation says where it stands, and where it gives other figures than its English."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Chain, TranslationNote, TranslationState
from reformtracker.publishing.policy import Refused
from reformtracker.publishing.translations import of_version
from tests import factories as f
from tests.cast import Cast
from tests.publishing import raw
from tests.staff import save, signed_in, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NONE, UNOFFICIAL, OFFICIAL, OUTDATED = TranslationState


@pytest.fixture
def draft(chain: Chain, cast: Cast) -> ObservationVersion:
    return f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021", narrative_en="5 of 10 in 2021.")


def state(version: Any, column: str = "narrative_fr") -> TranslationState:
    return of_version(type(version).objects.get(pk=version.pk))[column].state


def edit(version: Any, cast: Cast, **texts: str) -> None:
    for name, value in texts.items():
        setattr(version, name, value)
    actions.save(version, by=cast.contributor, expected=version.edits)


def test_a_translation_goes_from_none_to_official_and_out_of_date(draft: ObservationVersion, cast: Cast) -> None:
    assert state(draft) == NONE
    edit(draft, cast, narrative_fr="5 sur 10 en 2021.")
    assert state(draft) == UNOFFICIAL
    actions.vouch(draft, by=cast.contributor, official={"narrative_fr"})
    assert state(draft) == OFFICIAL
    edit(draft, cast, narrative_en="6 of 10 in 2021.")
    assert state(draft) == OUTDATED
    edit(draft, cast, narrative_fr="6 sur 10 en 2021.")
    assert state(draft) == UNOFFICIAL
    edit(draft, cast, narrative_fr="")
    assert state(draft) == NONE
    assert not TranslationNote.objects.exists()


def test_one_that_was_compared_with_the_new_english_holds(draft: ObservationVersion, cast: Cast) -> None:
    edit(draft, cast, narrative_fr="5 sur 10 en 2021.")
    edit(draft, cast, narrative_en="In 2021, 5 of 10.")
    assert state(draft) == OUTDATED
    actions.vouch(draft, by=cast.contributor, official=(), current={"narrative_fr"})
    assert state(draft) == UNOFFICIAL
    assert AuditEvent.objects.filter(act="vouch for translations").exists()


def test_a_new_version_inherits_what_was_known_of_its_texts(
    chain: Chain, draft: ObservationVersion, cast: Cast
) -> None:
    edit(draft, cast, narrative_fr="5 sur 10 en 2021.", narrative_es="5 de 10 en 2021.")
    actions.vouch(draft, by=cast.contributor, official={"narrative_fr"})
    f.release(chain, cast, draft)
    again = actions.revise(draft.thing, ObservationVersion, by=cast.contributor, version_kind="revision")
    assert (state(again), state(again, "narrative_es")) == (OFFICIAL, UNOFFICIAL)
    edit(again, cast, narrative_en="6 of 10 in 2021.", narrative_es="6 de 10 en 2021.")
    assert (state(again), state(again, "narrative_es")) == (OUTDATED, UNOFFICIAL)


def test_of_a_loaded_text_that_nobody_noted_the_english_beside_it_is_the_one_it_renders(
    chain: Chain, cast: Cast
) -> None:
    share = IndicatorVersion.objects.live().get()
    TranslationNote.objects.all().delete()
    raw_free = actions.revise(share.thing, IndicatorVersion, by=cast.contributor, version_kind="translation")
    edit(raw_free, cast, name_fr="Un indicateur", reason_en="In French.")
    f.release(chain, cast, raw_free)
    TranslationNote.objects.all().delete()
    again = actions.revise(share.thing, IndicatorVersion, by=cast.contributor, version_kind="revision")
    assert state(again, "name_fr") == UNOFFICIAL
    edit(again, cast, name_en="Another name", reason_en="Clearer.")
    assert state(again, "name_fr") == OUTDATED


def test_only_those_who_draft_vouch(draft: ObservationVersion, cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.vouch(draft, by=cast.auditor, official={"narrative_fr"})


def test_the_form_keeps_what_is_ticked_and_shows_it_beside_the_field(draft: ObservationVersion, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    save(client, url_of(draft), narrative_fr="5 sur 10 en 2021.", official="narrative_fr")
    page = unescape(client.get(url_of(draft)).content.decode())
    assert state(draft) == OFFICIAL
    assert 'name="official" value="narrative_fr" checked' in page
    save(client, url_of(draft), narrative_en="6 of 10 in 2021.", official="narrative_fr")
    page = unescape(client.get(url_of(draft)).content.decode())
    assert "out of date: the English has changed since" in page
    assert "the English has changed since it was translated." in page
    save(client, url_of(draft), official="narrative_fr", current="narrative_fr")
    assert state(draft) == OFFICIAL


def test_figures_that_differ_are_named_beside_the_field_and_above_the_form(
    draft: ObservationVersion, cast: Cast
) -> None:
    client = signed_in(cast.contributor)
    save(client, url_of(draft), narrative_ar="٥ من ١٠ في عام ٢٠٢١.", narrative_ru="5 из 12 в 2021 году.")
    page = unescape(client.get(url_of(draft)).content.decode())
    summary, form = page.split('id="observationversion_form"')
    assert '<a href="#id_narrative_ru">' in summary
    assert '<a href="#id_narrative_ar">' not in summary
    russian = form.split('id="id_narrative_ru_translation"')[1].split('<div class="language">')[0]
    assert "In the English, not here:" in russian
    assert '<bdi lang="en">10</bdi>' in russian
    assert "<bdi>12</bdi>" in russian


def test_they_are_no_bar_to_review(draft: ObservationVersion, cast: Cast) -> None:
    edit(draft, cast, narrative_ru="5 из 12 в 2021 году.")
    f.approve(draft, cast)
    page = unescape(signed_in(cast.reviewer).get(url_of(draft)).content.decode())
    assert '<a href="#id_narrative_ru">' in page


def test_a_note_is_about_one_text_in_one_language_that_is_known(draft: ObservationVersion, cast: Cast) -> None:
    edit(draft, cast, narrative_fr="5 sur 10 en 2021.")
    note = TranslationNote.objects.get()
    with raw.Refused("publishing_translationnote_language_is_known"):
        raw.change(note, language="xx")
    with raw.Refused("publishing_translationnote_once"):
        raw.copy(note)
