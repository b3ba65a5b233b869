"""A citation typed as one string, found by symbol or title, with what rests on the place already."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from benefits.models import IndicatorVersion, ObservationVersion
from reformtracker.publishing.citing import uses
from reformtracker.publishing.models import Chain
from tests import factories as f
from tests.cast import Cast
from tests.staff import form_of, save, signed_in, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> Chain:
    f.document("A/74/688", title_en="Report on the Peacebuilding Fund", title_fr="Rapport sur le Fonds")
    f.document("A/75/735", title_en="The Peacebuilding Fund in 2020")
    return f.tracker(cast)


@pytest.fixture
def draft(chain: Chain, cast: Cast) -> ObservationVersion:
    return f.observation(IndicatorVersion.objects.live().get().thing, cast, "2021")


def cite(client: Client, draft: ObservationVersion, typed: str, **other: str) -> Any:
    """In a new row of the form, without JavaScript."""
    page = client.get(url_of(draft))
    posted = form_of(page) | {"citations-TOTAL_FORMS": "2", "citations-1-typed": typed, "citations-1-position": "0"}
    return client.post(url_of(draft), posted | {f"citations-1-{name}": value for name, value in other.items()})


@pytest.mark.parametrize(
    ("typed", "symbol", "first", "last"),
    [
        ("A/75/202, para. 38", "A/75/202", "38", ""),
        ("75/202, paras 38-40", "A/75/202", "38", "40"),
        ("a/74/688, annex II", "A/74/688", "annex II", ""),
        ("report peacebuilding, footnote 3", "A/74/688", "fn. 3", ""),
        ("Rapport Fonds, summary", "A/74/688", "summary", ""),
    ],
)
def test_one_string_makes_document_and_place(
    draft: ObservationVersion, cast: Cast, typed: str, symbol: str, first: str, last: str
) -> None:
    assert cite(signed_in(cast.contributor), draft, typed).status_code == 302
    made = draft.citations.latest("id")
    assert (made.document.symbol, made.paragraph, made.paragraph_to) == (symbol, first, last)


def test_the_plain_fields_do_without_it(draft: ObservationVersion, cast: Cast) -> None:
    document = f.document("A/74/688")
    answer = cite(signed_in(cast.contributor), draft, "", document=str(document.pk), paragraph="7")
    assert answer.status_code == 302
    assert draft.citations.latest("id").paragraph == "7"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("A/99/1, para. 3", "No document “A/99/1” is known here."),
        ("<b>x</b>, para. 3", "No document “<b>x</b>” is known here."),
        ("A/75/202", "Which paragraph of A/75/202? Add it, as in A/75/202, para. 38."),
        ("peacebuilding fund, para. 3", "“peacebuilding fund” fits several documents: A/74/688, A/75/735."),
    ],
)
def test_what_cannot_be_read_says_what_to_do_and_keeps_the_text(
    draft: ObservationVersion, cast: Cast, typed: str, sentence: str
) -> None:
    answer = cite(signed_in(cast.contributor), draft, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in unescape(page)
    assert "<b>x</b>" not in page
    assert answer.context["inline_admin_formsets"][0].formset.forms[1]["typed"].value() == typed
    assert draft.citations.count() == 1


def test_an_unknown_document_has_a_way_to_be_added(draft: ObservationVersion, cast: Cast) -> None:
    page = cite(signed_in(cast.contributor), draft, "A/99/1, para. 3").content.decode()
    assert f'<a href="{reverse("admin:sources_document_add")}">' in page


def test_a_row_with_neither_is_asked_for_both(draft: ObservationVersion, cast: Cast) -> None:
    page = cite(signed_in(cast.contributor), draft, "", note_en="Something").content.decode()
    assert "Name the document and the paragraph, or type both in one go above." in page


def test_what_is_typed_takes_the_place_of_what_was_there(draft: ObservationVersion, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    save(client, url_of(draft), **{"citations-0-typed": "A/74/688, para. 9"})
    assert [str(one) for one in draft.citations.all()] == ["A/74/688, 9"]


def ask(client: Client, typed: str) -> Any:
    return client.get(reverse("admin:sources_document_cite"), {"q": typed}).json()


def test_the_search_finds_by_symbol_and_by_title(chain: Chain, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    for typed, symbols in (
        ("75/202", ["A/75/202"]),
        ("peacebuilding fund", ["A/74/688", "A/75/735"]),
        ("fonds", ["A/74/688"]),
        ("nothing like it", []),
        ("", []),
    ):
        assert [one["symbol"] for one in ask(client, typed)["documents"]] == symbols
    found = ask(client, "a/75/202, paras 38-40")
    assert (found["paragraph"], found["paragraph_to"]) == ("38", "40")
    assert ask(client, "A/99/1")["unknown"] == "No document “A/99/1” is known here."


def test_it_tells_what_rests_on_the_place(draft: ObservationVersion, cast: Cast) -> None:
    used = ask(signed_in(cast.contributor), "A/75/202, para. 38")["used"]
    assert {"what": "indicator 2.4.2", "state": "published"} in [{k: one[k] for k in ("what", "state")} for one in used]
    assert {"update 2.4.2:2021"} <= {one["what"] for one in used}
    assert [one["what"] for one in ask(signed_in(cast.contributor), "A/75/202, para. 39")["used"]] == []


def test_ranges_that_share_a_paragraph_are_the_same_place(draft: ObservationVersion) -> None:
    document = f.document()
    draft.citations.all().delete()
    draft.citations.create(document=document, paragraph="45", paragraph_to="50")
    draft.citations.create(document=document, paragraph="annex II")

    def found(first: str, last: str = "") -> bool:
        return any(use.version == draft for use in uses(document, first, last))

    assert found("46")
    assert found("40", "45")
    assert found("Annex  II")
    assert not found("44")
    assert not found("51", "60")
    assert not found("annex")


def test_only_staff_may_search(chain: Chain) -> None:
    assert Client().get(reverse("admin:sources_document_cite"), {"q": "75/202"}).status_code == 302


def test_what_is_read_only_offers_no_field_to_type_in(draft: ObservationVersion, cast: Cast) -> None:
    f.approve(draft, cast)
    page = signed_in(cast.contributor).get(url_of(draft)).content.decode()
    assert "citations-0-typed" not in page
    assert "A/75/202" in page
