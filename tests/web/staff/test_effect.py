"""What is foretold on the staff pages is what the public finds after the release."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from benefits.models import IndicatorVersion, ObservationVersion
from casestudies.models import ChallengeVersion
from reformtracker.publishing import actions
from reformtracker.publishing.models import AuditEvent, Chain, OutboxEntry, Person, Release, Version
from reformtracker.publishing.registry import Effect, foretold
from reformtracker.publishing.snapshot import current, today
from reformtracker.web.staff.effect import look
from reformtracker.web.staff.foretelling import sentences
from tests import factories as f
from tests.cast import Cast
from tests.staff import signed_in, url_of
from tests.web.single import words

pytestmark = pytest.mark.django_db

OVERVIEW = "/en/reform/"


def effect(*versions: Version) -> Effect:
    found = foretold(versions)
    assert found is not None
    return found


def said(*versions: Version) -> str:
    found = effect(*versions)
    assert not found.held, found.held
    return " ".join(found.said)


def newer(cast: Cast, value: str = "2", period: str = "2023", **fields: Any) -> ObservationVersion:
    """A tenth of the last value is a jump, so there is a reason for it."""
    share = IndicatorVersion.objects.live().get().thing
    return f.observation(share, cast, period, value, jump_reason="It fell.", **fields)


VERDICT = {
    "verdict": "deteriorated",
    "cause": "external",
    "assessment_basis": "reviewer",
    "justification_en": "It fell.",
    "narrative_en": "It fell.",
}


def test_a_status_that_will_turn_is_named_with_what_it_is_now(chain: Chain, cast: Cast) -> None:
    foretelling = said(newer(cast))
    assert "2.4.2 goes from on track to worsening." in foretelling
    assert "The change computed for 2.4.2 goes from improved to deteriorated." in foretelling
    assert "Initiative 2.4 now counts" in foretelling
    assert "1 worsening (before: 0)" in foretelling


def test_what_is_foretold_is_what_the_overview_says_after_the_release(chain: Chain, cast: Cast) -> None:
    draft = newer(cast, **VERDICT)
    lines = effect(draft).said
    before = words(OVERVIEW)
    f.release(chain, cast, draft)
    after = words(OVERVIEW)
    opening = next(line for line in lines if line.startswith("The overview will open with"))
    new, old = re.findall("“(.*?)”", opening)
    assert new in after
    assert new not in before
    assert old in before
    assert "2.4.2 goes from on track to worsening." in lines
    assert "worsening" in words("/en/reform/indicators/2.4.2/")
    answered = [line for line in lines if "(now: " in line]
    assert answered
    for line in answered:
        question, answer = re.fullmatch(r"(.*?\?) (.*) \(now: .*\)\.", line).groups()  # type: ignore[union-attr]
        assert question in after
        for part in answer.split("; "):
            assert part.lower() in after.lower(), part


def _kinds(chain: Chain, cast: Cast) -> dict[str, Version]:
    revised = actions.revise(
        IndicatorVersion.objects.live().get().thing, IndicatorVersion, by=cast.contributor, version_kind="correction"
    )
    revised.reason_en, revised.baseline_value = "A slip.", 16
    actions.save(revised, by=cast.contributor, expected=revised.edits)
    return {
        "value": newer(cast),
        "indicator": revised,
        "new indicator": f.indicator(chain, cast, "2.4.3"),
        "challenge": f.challenge(chain, cast),
        "case study": f.case_study(chain, cast),
        "objective": f.objective(chain, cast, "3"),
    }


@pytest.mark.parametrize("which", ["value", "indicator", "new indicator", "challenge", "case study", "objective"])
def test_every_count_that_is_foretold_comes_true(chain: Chain, cast: Cast, which: str) -> None:
    draft = _kinds(chain, cast)[which]
    before = look(current(chain))
    counted = {key: list(lines) for key, lines in before.counted.items()}
    kept = (before.lead, before.answers, before.gaps, before.charts)
    foretelling = effect(draft)
    f.release(chain, cast, draft)
    chain.refresh_from_db()
    after = look(current(chain))
    assert counted == before.counted
    assert list(foretelling.said) == sentences(before, after, [draft], [])
    assert foretelling.number == chain.head
    assert foretelling.charts == sum(kept[3].get(key) != after.charts.get(key) for key in kept[3] | after.charts)


def test_foretelling_leaves_nothing_behind(chain: Chain, cast: Cast) -> None:
    draft = newer(cast)

    def rows() -> list[Any]:
        models = (AuditEvent, OutboxEntry, Person, Release, ObservationVersion)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before, page = rows(), Client().get(OVERVIEW).content
    assert effect(draft).said
    assert rows() == before
    assert Client().get(OVERVIEW).content == page
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_version_that_says_word_for_word_what_is_public_changes_nothing(chain: Chain, cast: Cast) -> None:
    thing = ObservationVersion.objects.live().get().thing
    again = actions.revise(thing, ObservationVersion, by=cast.contributor, version_kind="translation")
    again.reason_en = "Nothing new."
    actions.save(again, by=cast.contributor, expected=again.edits)
    found = effect(again)
    assert found.said == ("Nothing that the public reads changes: this says word for word what is public already.",)
    assert (found.charts, found.pages) == (0, ())


def test_a_text_that_changes_alone_moves_no_count(chain: Chain, cast: Cast) -> None:
    thing = ObservationVersion.objects.live().get().thing
    again = actions.revise(thing, ObservationVersion, by=cast.contributor, version_kind="translation")
    again.reason_en, again.narrative_fr = "In French.", "En français."
    actions.save(again, by=cast.contributor, expected=again.edits)
    assert "No figure, status, verdict or count changes" in said(again)
    assert ("/en/reform/indicators/2.4.2/", "Indicator 2.4.2") in effect(again).pages


def test_what_was_late_and_is_answered_is_no_longer_late(chain: Chain, cast: Cast) -> None:
    share = IndicatorVersion.objects.live().get()
    open_ended = actions.revise(share.thing, IndicatorVersion, by=cast.contributor, version_kind="correction")
    open_ended.reason_en, open_ended.reporting_until = "Longer.", date(2099, 12, 31)
    actions.save(open_ended, by=cast.contributor, expected=open_ended.edits)
    f.release(chain, cast, open_ended)
    last = today().year - 1
    assert "2.4.2 is no longer late." in said(newer(cast, "17", str(last)))


def test_a_withdrawal_is_foretold(chain: Chain, cast: Cast) -> None:
    thing = ObservationVersion.objects.live().get().thing
    gone = actions.withdraw(thing, ObservationVersion, by=cast.contributor, reason="Wrong.")
    assert "The latest value of 2.4.2 becomes none" in said(gone)


def test_a_draft_that_lacks_something_says_what(chain: Chain, cast: Cast) -> None:
    draft = newer(cast)
    draft.citations.all().delete()
    found = effect(draft)
    assert found.said == ()
    assert any("document and paragraph" in line for line in found.held)


def test_an_approved_indicator_goes_with_the_value_that_it_judges(cast: Cast) -> None:
    chain = f.chain()
    share = f.indicator(chain, cast)
    f.release(chain, cast, f.framework(chain, cast))
    f.approve(share, cast)
    found = effect(f.observation(share.thing, cast))
    assert found.also == ("2.4.2",)
    assert any(line.startswith("2.4.2 becomes public") for line in found.said)


def test_the_form_of_an_open_version_says_what_it_will_do(chain: Chain, cast: Cast) -> None:
    draft = newer(cast)
    for person in (cast.contributor, cast.reviewer):
        page = unescape(signed_in(person).get(url_of(draft)).content.decode())
        assert "What this change will do" in page
        assert "2.4.2 goes from on track to worsening." in page
        assert "Initiative 2.4 now counts" in page
        f.approve(draft, cast) if draft.state == "draft" else None
    live = ObservationVersion.objects.live().get()
    assert "What this change will do" not in signed_in(cast.reviewer).get(url_of(live)).content.decode()


def test_a_planned_release_says_what_all_that_it_holds_will_do(chain: Chain, cast: Cast) -> None:
    drafts = [f.approve(newer(cast), cast), f.approve(f.challenge(chain, cast), cast)]
    planned = actions.plan(chain, drafts, title="Next", by=cast.publisher)
    url = reverse("admin:publishing_release_change", args=[planned.pk])
    page = unescape(signed_in(cast.publisher).get(url).content.decode())
    assert "2.4.2 goes from on track to worsening." in page
    assert "Action on 0 of 1 challenge" in page


def test_what_is_chosen_for_a_release_can_be_asked_about_before(chain: Chain, cast: Cast) -> None:
    drafts = [f.approve(newer(cast), cast), f.approve(f.challenge(chain, cast), cast)]
    chosen = {"version": [f"{draft.KIND}:{draft.pk}" for draft in drafts]}
    client = signed_in(cast.publisher)
    page = unescape(client.post(reverse("staff:effect"), chosen).content.decode())
    assert "2.4.2 goes from on track to worsening." in page
    assert "Nothing was chosen" in client.get(reverse("staff:effect")).content.decode()
    assert client.get(reverse("staff:effect"), {"version": "nothing:1"}).status_code == 404
    assert ChallengeVersion.objects.get().state == "approved"


def test_of_a_large_framework_it_is_said_on_a_page_of_its_own(
    chain: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reformtracker.publishing.templatetags.ahead.LARGE", 1)
    draft, client = newer(cast), signed_in(cast.contributor)
    page = unescape(client.get(url_of(draft)).content.decode())
    url = f"{reverse('staff:effect')}?version=observation:{draft.pk}"
    assert f'href="{url}"' in page
    assert "goes from on track" not in page
    assert "2.4.2 goes from on track to worsening." in unescape(client.get(url).content.decode())


def test_a_form_opens_though_what_it_will_do_cannot_be_worked_out(
    chain: Chain, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(versions: Any) -> Effect:
        raise ZeroDivisionError

    monkeypatch.setattr("reformtracker.publishing.registry._foretelling", [broken])
    response = signed_in(cast.contributor).get(url_of(newer(cast)))
    assert response.status_code == 200
    assert "could not be foretold" in response.content.decode()
    assert "ZeroDivisionError" in caplog.text
