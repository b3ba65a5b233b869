"""Review, one version after the other: what changes, what was said, and what comes next."""

from __future__ import annotations

from typing import Any

import pytest

from benefits.models import ObservationVersion
from reformtracker.publishing import actions
from reformtracker.publishing.admin.queue import Spot
from reformtracker.publishing.models import Chain, Remark
from tests import factories as f
from tests.cast import Cast
from tests.publishing.desk import draft
from tests.staff import act, signed_in, url_of

pytestmark = pytest.mark.django_db


def in_review(cast: Cast, *periods: str) -> list[ObservationVersion]:
    made = [draft(cast, period) for period in periods]
    for version in made:
        actions.submit(version, by=cast.contributor)
    return made


def correction(cast: Cast, **fields: Any) -> ObservationVersion:
    """Of the one figure that is public, in review."""
    live = ObservationVersion.objects.live().get()
    made: Any = actions.revise(live.thing, ObservationVersion, by=cast.contributor, version_kind="correction")
    for name, value in {"reason_en": "A slip.", **fields}.items():
        setattr(made, name, value)
    actions.save(made, by=cast.contributor, expected=made.edits)
    return made


# --- what changes -------------------------------------------------------------------------------
def test_words_that_went_and_came_stand_in_their_text(cast: Cast, chain: Chain) -> None:
    first = correction(cast, narrative_en="It rose to 16.5 per cent in one year.")
    f.release(chain, cast, first)
    second = correction(cast, narrative_en="It rose to 18 per cent in one year.")
    actions.submit(second, by=cast.contributor)
    page = signed_in(cast.reviewer).get(url_of(second)).text
    text = page.partition('class="words"')[2].partition("</td>")[0]
    assert 'lang="en"' in text
    assert "It rose to<del>" in text
    assert text.partition("<del>")[2].partition("</del>")[0] == (
        '<span class="heard">[removed: </span> 16.5<span class="heard">] </span>'
    )
    assert '<ins><span class="heard">[added: </span> 18<span' in text
    assert "</ins> per cent in one year." in text


def test_citations_that_went_and_came_are_rows(cast: Cast, chain: Chain) -> None:
    version = correction(cast)
    version.citations.update(paragraph="39")
    actions.submit(version, by=cast.contributor)
    page = signed_in(cast.reviewer).get(url_of(version)).text
    rows = page.partition('class="rows-changed"')[2].partition("</ul>")[0]
    assert rows.count("<li>") == 2
    assert "<del>" in rows.partition("paragraph 38")[0]
    assert "paragraph 39</ins>" in rows


# --- what was said ------------------------------------------------------------------------------
def test_the_thread_says_who_in_which_role_did_and_said_what(cast: Cast, chain: Chain) -> None:
    (version,) = in_review(cast, "2021")
    act(signed_in(cast.administrator), version, "comment", text="The first window, I think.")
    act(signed_in(cast.reviewer), version, "return", text="Say which window.")
    said = signed_in(cast.contributor).get(url_of(version)).context["thread"]
    assert [(row.who, row.roles, row.act, row.text) for row in said] == [
        (cast.contributor, "contributor", "submit", ""),
        (cast.administrator, "administrator", "comment", "The first window, I think."),
        (cast.reviewer, "reviewer", "return", "Say which window."),
    ]


def test_what_was_written_goes_along_with_an_approval(cast: Cast, chain: Chain) -> None:
    (version,) = in_review(cast, "2021")
    client = signed_in(cast.reviewer)
    seen = client.get(url_of(version)).context["seen"]
    act(client, version, "approve", seen=seen, text="Checked against the report.")
    version.refresh_from_db()
    assert (version.state, Remark.objects.get().text) == ("approved", "Checked against the report.")


def test_what_was_written_is_kept_where_the_act_is_refused(cast: Cast, chain: Chain) -> None:
    (version,) = in_review(cast, "2021")
    response = act(signed_in(cast.reviewer), version, "approve", seen="0" * 64, text="Checked & found well.")
    assert response.status_code == 409
    assert "Checked &amp; found well.</textarea>" in response.text
    assert f'action="{url_of(version).replace("change/", "act/comment/")}"' in response.text
    assert not Remark.objects.exists()


def test_one_box_serves_every_button(cast: Cast, chain: Chain) -> None:
    (version,) = in_review(cast, "2021")
    box = signed_in(cast.reviewer).get(url_of(version)).text.partition('id="decide"')[2].partition("</form>")[0]
    assert box.count("<textarea") == 1
    assert box.count('<button type="submit"') == 3
    for name in ("approve", "return"):
        assert f'formaction="/admin/benefits/observationversion/{version.pk}/act/{name}/"' in box


# --- what comes next ----------------------------------------------------------------------------
def test_a_reviewer_goes_through_the_queue_without_the_list(cast: Cast, chain: Chain) -> None:
    first, second, third = in_review(cast, "2021", "2022", "2023")
    client = signed_in(cast.reviewer)
    place = client.get(url_of(second)).context["place"]
    assert place == Spot(2, 3, url_of(first), url_of(third))
    assert client.get(url_of(first)).context["place"].before == ""

    response = act(client, second, "approve", seen=client.get(url_of(second)).context["seen"])
    assert response.url == url_of(third)
    assert "2.4.2:2022: Approved; it waits for a release. 2 more wait for you." in client.get(response.url).text

    response = act(client, third, "return", text="Say more.")
    assert response.url == url_of(first)
    response = act(client, first, "approve", seen=client.get(url_of(first)).context["seen"])
    assert response.url == "/admin/"
    assert "Nothing else waits for your review." in client.get(response.url).text


def test_only_who_decides_is_led_through_the_queue(cast: Cast, chain: Chain) -> None:
    (version,) = in_review(cast, "2021")
    assert signed_in(cast.contributor).get(url_of(version)).context["place"] is None
    assert act(signed_in(cast.publisher), version, "return", text="Too soon.").url == url_of(version)
